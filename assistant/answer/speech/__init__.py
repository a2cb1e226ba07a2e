"""Who speaks in an article, and which of its words are theirs. ``attribute.py`` has the whole."""
