"""What tests lean on: results for coverage, the ../shared material, a real browser."""
