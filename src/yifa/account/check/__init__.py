"""Checking any published report: a Python function, a command and a page; nothing is stored."""
