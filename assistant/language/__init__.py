"""Everything that depends on a language."""
