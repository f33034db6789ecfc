"""Yifa 依法: the system with which a district does law-based government and accounts for it."""

__version__ = "0.1.0"
