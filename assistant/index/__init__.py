"""Article -> index."""
