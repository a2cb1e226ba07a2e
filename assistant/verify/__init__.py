"""A sentence and its source -> how far the source supports it."""
