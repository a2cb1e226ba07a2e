"""What doctor reads and mends of a catalog in SQLite."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import IndexDamagedError, IndexUnavailableError
from assistant.records import ArticlePath
from assistant.store.records import FullTextRow, Holding, StoredPassage
from assistant.store.sqlite.connection import FILE, Connections, check_sqlite, describe_damage, is_damage
from assistant.store.sqlite.rows import (
    DROP_IF_UNUSED,
    HELD,
    PASSAGE_TYPE,
    TO_BE_READ,
    UNUSED_VECTORS,
    select_in,
    to_article_if_any,
    to_stored,
)
from assistant.store.sqlite.schema import FULL_TEXT

FILES_AT_ONCE = 200  # read with all their passages by one query


class SqliteRepair:
    """The side of a catalog that doctor uses; see ``maintenance.CatalogRepair``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def check_file(self) -> tuple[list[str], list[str]]:
        """As the protocol says. Damage of full text is left out: ``check_full_text`` finds it.

        SQLite reports it here from version 3.44 on only.
        """
        found = [line for line in check_sqlite(self._path) if "fts5" not in line.lower() and "full_text" not in line]
        of_indexes = [line for line in found if " index " in line]
        return [line for line in found if line not in of_indexes], of_indexes

    def check_full_text(self) -> str | None:
        """As the protocol says.

        The check of FTS5 is written as an INSERT and takes the write lock, so it has a connection of its own; nothing
        is written, and it is rolled back.
        """
        with self._connections.separate() as db:
            try:
                db.execute("BEGIN IMMEDIATE")
                try:
                    db.execute("INSERT INTO full_text (full_text, rank) VALUES ('integrity-check', 1)")
                except sqlite3.DatabaseError as error:
                    return str(error)
                finally:
                    db.execute("ROLLBACK")
                return None
            except sqlite3.OperationalError as error:
                raise IndexUnavailableError(f"The catalog {self._path} cannot be checked now ({error}).") from None

    def dangling(self) -> Counter[tuple[str, str]]:
        with self._connections.reading() as db:
            return Counter((row[0], row[2]) for row in db.execute("PRAGMA foreign_key_check"))

    def unused_vectors(self) -> int:
        with self._connections.reading() as db:
            return int(db.execute(f"SELECT count(*) {UNUSED_VECTORS}").fetchone()[0])

    def unheld_passages(self) -> list[int]:
        with self._connections.reading() as db:
            return [row[0] for row in db.execute(f"SELECT id FROM passages WHERE article_id NOT IN {HELD}")]

    def dimensions(self) -> int:
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT length(v.passage) FROM passages p JOIN vectors v ON v.key = p.vector_key"
                " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
            ).fetchone()
        return row[0] // PASSAGE_TYPE().itemsize if row else 0

    def holdings(self) -> Iterator[Holding]:
        query = (
            "SELECT p.*, v.passage AS vector, v.sentences AS sentence_vectors FROM passages p"
            " LEFT JOIN vectors v ON v.key = p.vector_key WHERE p.article_id IN"
        )
        with self._lenient() as db:
            files = db.execute(
                "SELECT path, content_hash, article_id FROM files WHERE article_id IS NOT NULL ORDER BY article_id"
            ).fetchall()
            for at in range(0, len(files), FILES_AT_ONCE):
                some = files[at : at + FILES_AT_ONCE]
                ids = [row["article_id"] for row in some]
                articles = {row["id"]: row for row in select_in(db, "SELECT * FROM articles WHERE id IN", ids)}
                passages: dict[int, list[StoredPassage]] = {}
                for row in select_in(db, query, ids):
                    passages.setdefault(row["article_id"], []).append(to_stored(row))
                for row in some:
                    yield Holding(
                        row["path"],
                        row["content_hash"] == TO_BE_READ,
                        to_article_if_any(articles.get(row["article_id"])),
                        tuple(sorted(passages.get(row["article_id"], ()), key=lambda each: (each.start, each.end))),
                    )

    def full_text_rows(self) -> Iterator[FullTextRow]:
        with self._lenient() as db:
            for row in db.execute("SELECT rowid, header, text FROM full_text"):
                yield row["rowid"], row["header"], row["text"]

    def mend(
        self, drop: Collection[int], reread: Iterable[ArticlePath], full_text: Iterable[FullTextRow] | None
    ) -> None:
        with self._mending() as db:
            ids = [(each,) for each in drop]
            kept_for = list(select_in(db, "SELECT vector_key FROM passages WHERE id IN", list(drop)))
            db.executemany("INSERT OR IGNORE INTO journal VALUES (?)", ids)
            if full_text is not None:
                _make_full_text_anew(db, full_text)
            db.executemany("DELETE FROM passages WHERE id = ?", ids)
            db.executemany(DROP_IF_UNUSED, [(row["vector_key"],) for row in kept_for])
            db.executemany(
                "UPDATE files SET content_hash = ?, settled = 0 WHERE path = ?", ((TO_BE_READ, each) for each in reread)
            )
            db.execute("UPDATE files SET article_id = NULL WHERE article_id NOT IN (SELECT id FROM articles)")
            db.execute("DELETE FROM sketches WHERE article_id NOT IN (SELECT id FROM articles)")
            for name in ("article_id", "copy_id"):
                db.execute(f"DELETE FROM near_copies WHERE {name} NOT IN (SELECT article_id FROM sketches)")

    def reindex(self) -> None:
        with self._mending() as db:
            db.execute("REINDEX")

    def prune(self) -> tuple[int, int]:
        size = self._size()
        with self._connections.transaction() as db:
            pruned = db.execute(
                f"DELETE FROM articles WHERE id NOT IN {HELD} AND id NOT IN (SELECT article_id FROM passages)"
            ).rowcount
        self._connections.vacuum()
        return pruned, size - self._size()

    def describe_damage(self, why: str) -> str:
        return describe_damage(self._path.parent, why)

    @property
    def _path(self) -> Path:
        return self._connections.path

    def _size(self) -> int:
        return sum(file.stat().st_size for file in self._path.parent.glob(f"{FILE}*"))

    @contextmanager
    def _mending(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._connections.transaction() as db:
                yield db
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise IndexDamagedError(self.describe_damage(str(error))) from None
            raise IndexUnavailableError(
                f"The catalog {self._path} could not be mended ({error}); it is as before."
            ) from None

    @contextmanager
    def _lenient(self) -> Iterator[sqlite3.Connection]:
        """A connection to read by that replaces bytes which are not UTF-8, instead of raising an error."""
        with self._connections.separate() as db:
            db.text_factory = lambda content: content.decode("utf-8", "replace")
            yield db


def _make_full_text_anew(db: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    try:
        db.execute("DROP TABLE IF EXISTS full_text")
    except sqlite3.DatabaseError:  # it opens the table first, and cannot if that is damaged: taken out by hand
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_master WHERE name = 'full_text'")
        db.execute("PRAGMA writable_schema = RESET")  # off, and the schema is read anew
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE name GLOB 'full_text_*'").fetchall():
            db.execute(f"DROP TABLE {name}")
    db.execute(FULL_TEXT)
    db.executemany("INSERT INTO full_text (rowid, header, text) VALUES (?, ?, ?)", rows)
