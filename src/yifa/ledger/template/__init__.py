"""The superior's own workbook (上级报表): bound once to figures and ledgers, filled every period, kept as it was sent."""
