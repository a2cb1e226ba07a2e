"""What a sync reads and writes of a catalog in SQLite."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from assistant.documents import FileStat
from assistant.records import Article, ArticlePath
from assistant.store.records import Encoded, FileState, Mark, NewArticle
from assistant.store.sqlite.connection import Connections
from assistant.store.sqlite.rows import (
    DROP_IF_UNUSED,
    PASSAGE_TYPE,
    SENTENCE_TYPE,
    UNUSED_VECTORS,
    select_in,
    to_encoded,
    to_time,
)


class SqliteWriter:
    """The side of a catalog that a sync uses; see ``maintenance.CatalogWriter``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def files(self) -> dict[ArticlePath, FileState]:
        with self._connections.snapshot() as db:
            return {row["path"]: _to_state(row) for row in db.execute("SELECT * FROM files")}

    def build(self) -> int:
        return int(self._connections.meta("build") or 0)

    def start_build(self) -> int:
        build = self.build() + 1
        with self._connections.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('build', ?)", (str(build),))
        return build

    def skip(self, files: Mapping[ArticlePath, str]) -> None:
        with self._connections.transaction() as db:
            if files != dict(db.execute("SELECT path, reason FROM skipped").fetchall()):
                db.execute("DELETE FROM skipped")
                db.executemany("INSERT INTO skipped VALUES (?, ?)", files.items())

    def is_marked(self, mark: Mark) -> bool:
        return self._connections.meta(mark) is not None

    @contextmanager
    def marked(self, mark: Mark) -> Iterator[None]:
        with self._connections.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, 'begun')", (mark,))
        yield
        with self._connections.transaction() as db:
            db.execute("DELETE FROM meta WHERE name = ?", (mark,))

    def clear_mark(self, mark: Mark) -> None:
        with self._connections.transaction() as db:
            db.execute("DELETE FROM meta WHERE name = ?", (mark,))

    def known_vectors(self, keys: Sequence[bytes]) -> dict[bytes, Encoded]:
        with self._connections.reading() as db:
            rows = select_in(db, "SELECT key, passage, sentences FROM vectors WHERE key IN", keys)
            return {row["key"]: to_encoded(row) for row in rows}

    def keep_vectors(self, vectors: Mapping[bytes, Encoded]) -> None:
        with self._connections.transaction() as db:
            _write_vectors(db, vectors)

    def drop_unused_vectors(self) -> None:
        with self._connections.transaction() as db:
            db.execute(f"DELETE {UNUSED_VECTORS}")

    def start_recipe(
        self, recipe: str, articles: Sequence[NewArticle] = (), failed: Mapping[ArticlePath, FileState] | None = None
    ) -> None:
        now = _now()
        with self._connections.transaction() as db:
            for table in ("full_text", "passages", "files", "journal"):
                db.execute(f"DELETE FROM {table}")
            for new in articles:
                _write_new(db, new, now)
            for path, file in (failed or {}).items():
                _write_file(db, path, file, None)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('recipe', ?)", (recipe,))

    def finish_sync(self, now: dt.datetime) -> None:
        with self._connections.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('last_sync', ?)", (now.isoformat(timespec="seconds"),))

    def reserve(self, count: int) -> list[int]:
        with self._connections.transaction() as db:
            (last,) = db.execute(
                "SELECT max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'),"
                " (SELECT coalesce(max(passage_id), 0) FROM journal))"
            ).fetchone()
            ids = list(range(last + 1, last + 1 + count))
            db.executemany("INSERT INTO journal VALUES (?)", ((each,) for each in ids))
        return ids

    def journal(self) -> list[int]:
        with self._connections.reading() as db:
            return [row[0] for row in db.execute("SELECT passage_id FROM journal")]

    def clear_journal(self, ids: Sequence[int]) -> None:
        with self._connections.transaction() as db:
            db.executemany("DELETE FROM journal WHERE passage_id = ?", ((each,) for each in ids))

    def write(self, articles: Sequence[NewArticle], vectors: Mapping[bytes, Encoded]) -> list[int]:
        now = _now()
        with self._connections.transaction() as db:
            replaced = [each for new in articles for each in _drop_passages(db, new.article.path)]
            _write_vectors(db, vectors)
            for new in articles:
                _write_new(db, new, now)
        return replaced

    def remove(self, paths: Iterable[ArticlePath]) -> list[int]:
        with self._connections.transaction() as db:
            removed: list[int] = []
            for path in paths:
                removed += _drop_passages(db, path)
                db.execute("DELETE FROM files WHERE path = ?", (path,))
        return removed

    def move(self, old: ArticlePath, new: ArticlePath, file: FileState) -> None:
        with self._connections.transaction() as db:
            (article_id,) = db.execute("SELECT article_id FROM files WHERE path = ?", (old,)).fetchone()
            db.execute("DELETE FROM files WHERE path = ?", (old,))
            db.execute("UPDATE articles SET path = ? WHERE id = ?", (new, article_id))
            _write_file(db, new, file, article_id)

    def touch(self, files: Mapping[ArticlePath, FileState]) -> None:
        if not files:
            return
        with self._connections.transaction() as db:
            for path, file in files.items():
                kept = db.execute("SELECT article_id FROM files WHERE path = ?", (path,)).fetchone()
                _write_file(db, path, file, kept and kept[0])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _to_state(row: sqlite3.Row) -> FileState:
    return FileState(
        FileStat(row["size"], row["mtime_ns"], row["inode"]),
        bool(row["settled"]),
        row["content_hash"],
        row["article_id"],
        row["failure"],
        to_time(row["failed_since"]),
    )


def _write_vectors(db: sqlite3.Connection, vectors: Mapping[bytes, Encoded]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
        (
            (key, each.passage.astype(PASSAGE_TYPE).tobytes(), each.sentences.astype(SENTENCE_TYPE).tobytes())
            for key, each in vectors.items()
        ),
    )


def _write_new(db: sqlite3.Connection, new: NewArticle, now: str) -> None:
    article_id = _write_article(db, new.article, now)
    for passage_id, passage, key in zip(new.passage_ids, new.passages, new.vector_keys, strict=True):
        db.execute(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (passage_id, article_id, passage.start, passage.end, json.dumps(passage.sentences), key),
        )
        db.execute(
            "INSERT INTO full_text (rowid, header, text) VALUES (?, ?, ?)", (passage_id, passage.header, passage.text)
        )
        db.execute("DELETE FROM journal WHERE passage_id = ?", (passage_id,))
    _write_file(db, new.article.path, new.file, article_id)


def _write_article(db: sqlite3.Connection, article: Article, now: str) -> int:
    """The id of an article's row. One version of one path has one row: returning to it makes no second."""
    db.execute("UPDATE files SET article_id = NULL WHERE path = ?", (article.path,))
    db.execute("DELETE FROM articles WHERE path = ? AND version = ?", (article.path, article.version))
    cursor = db.execute(
        "INSERT INTO articles (path, version, content_hash, title, text, date, date_origin, source, author, url,"
        " indexed_at, language, page_starts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.path,
            article.version,
            article.content_hash,
            article.title,
            article.text,
            article.date.isoformat() if article.date else None,
            article.date_origin,
            article.source,
            article.author,
            article.url,
            now,
            article.language,
            json.dumps(article.page_starts) if article.page_starts else None,
        ),
    )
    return int(cursor.lastrowid or 0)


def _write_file(db: sqlite3.Connection, path: ArticlePath, file: FileState, article_id: int | None) -> None:
    db.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            path,
            file.stat.size,
            file.stat.mtime_ns,
            file.stat.inode,
            file.settled,
            file.content_hash,
            article_id,
            file.failure,
            file.failed_since.isoformat(timespec="seconds") if file.failed_since else None,
        ),
    )


def _drop_passages(db: sqlite3.Connection, path: ArticlePath) -> list[int]:
    """Take a file's passages out, and vectors nothing else uses; their ids go into the journal."""
    rows = db.execute(
        "SELECT p.id, p.vector_key FROM passages p JOIN files f ON f.article_id = p.article_id WHERE f.path = ?",
        (path,),
    ).fetchall()
    ids = [(row["id"],) for row in rows]
    db.executemany("INSERT OR IGNORE INTO journal VALUES (?)", ids)
    db.executemany("DELETE FROM full_text WHERE rowid = ?", ids)
    db.executemany("DELETE FROM passages WHERE id = ?", ids)
    db.executemany(DROP_IF_UNUSED, [(row["vector_key"],) for row in rows])
    return [row["id"] for row in rows]
