"""Checked reports kept as baselines: next year's report, the unit's ledgers and its peers are held against them."""
