"""Speed beside floors: each part does the same work as bare SQL in the same run and prints ratios."""
