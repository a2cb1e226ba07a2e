"""Evidence -> sentences: the extractive writer, and chat models."""
