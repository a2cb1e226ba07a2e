"""The tables of the catalog, and what brings older ones up to date.

files     one row for each document of the corpus: how it was when last read, the article it holds, why it failed
skipped   the other files of the corpus, and why they are not read
articles  every version ever indexed; a version that no file holds stays, so that citations open
passages  of the articles that files hold now, and only of those; what is searched
vectors   one row for each distinct embedded text, so that copies and moves cost no encoding
sketches  samples of the texts of current articles, by which near-copies are found; with a row go its pairs
near_copies  pairs of articles with the same text; the greater id first
journal   ids that the vector store may hold and the catalog does not: what a crash leaves to be repaired
"""

import sqlite3
from collections.abc import Mapping

SCHEMA_VERSION = 4
FULL_TEXT = (
    "CREATE VIRTUAL TABLE full_text USING fts5 (header, text, tokenize = 'porter unicode61 remove_diacritics 2')"
)
COPIES = """
CREATE TABLE sketches (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, form INTEGER NOT NULL,
    sketch BLOB NOT NULL
) STRICT;
CREATE TABLE near_copies (
    article_id INTEGER NOT NULL REFERENCES sketches (article_id) ON DELETE CASCADE,
    copy_id INTEGER NOT NULL REFERENCES sketches (article_id) ON DELETE CASCADE, PRIMARY KEY (article_id, copy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX near_copies_by_copy ON near_copies (copy_id);
"""
SCHEMA = f"""
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, version TEXT NOT NULL, content_hash TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, date TEXT, date_origin TEXT, source TEXT, author TEXT, url TEXT,
    indexed_at TEXT NOT NULL, language TEXT, page_starts TEXT
) STRICT;
CREATE INDEX articles_by_version ON articles (version, path);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    settled INTEGER NOT NULL, content_hash TEXT NOT NULL, article_id INTEGER REFERENCES articles (id), failure TEXT,
    failed_since TEXT
) STRICT;
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT;
CREATE TABLE vectors (key BLOB PRIMARY KEY, passage BLOB NOT NULL, sentences BLOB NOT NULL) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, sentences TEXT NOT NULL,
    vector_key BLOB NOT NULL REFERENCES vectors (key)
) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);
CREATE INDEX passages_by_vector ON passages (vector_key);
{FULL_TEXT};
CREATE TABLE journal (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
{COPIES}"""
# Schema version -> the statements that make the next version of it.
MIGRATIONS: Mapping[int, str] = {
    1: """
ALTER TABLE files ADD COLUMN failed_since TEXT;
UPDATE files SET settled = 0, failed_since = (SELECT value FROM meta WHERE name = 'last_sync')
    WHERE failure IS NOT NULL;
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT;
""",
    2: """
ALTER TABLE articles ADD COLUMN language TEXT;
ALTER TABLE articles ADD COLUMN page_starts TEXT;
""",
    3: COPIES,
}


def version_of(db: sqlite3.Connection) -> int:
    """The version of a catalog's tables; 0 if it has none."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, migrations: Mapping[int, str]) -> None:
    """Make the tables, or bring older ones up to date. To be called in a transaction.

    Raises sqlite3.DatabaseError if another version of the program made them.
    """
    version = version_of(db)
    if version not in (0, SCHEMA_VERSION, *migrations):
        raise sqlite3.DatabaseError(f"it was made by another version of the assistant, schema {version}")
    steps = [migrations[each] for each in range(version, SCHEMA_VERSION)] if version else [SCHEMA]
    for statement in "".join(steps).split(";\n"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
