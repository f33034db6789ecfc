"""Pages of what must add up, and of periods closed and restated."""
