"""The catalog in one SQLite file. The only modules that import SQLite."""
