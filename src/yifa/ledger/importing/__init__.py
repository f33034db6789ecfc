"""Spreadsheets into registers: read, map, plan, commit, undo."""
