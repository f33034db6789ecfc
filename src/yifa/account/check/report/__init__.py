"""The report of a check: page, Word document with comments, tables and JSON."""
