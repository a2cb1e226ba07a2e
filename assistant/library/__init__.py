"""Corpus -> index: read, chunk, embed, and keep in a catalog (SQLite) and beside it the vectors (Chroma)."""
