"""Peer systems (对接系统): what they send comes in like any import; their list and ours are compared (对账)."""
