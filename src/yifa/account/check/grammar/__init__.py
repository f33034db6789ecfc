"""The grammar of quantities in official Chinese prose."""
