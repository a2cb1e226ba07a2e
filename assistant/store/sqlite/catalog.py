"""What questions and people read of a catalog in SQLite."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.records import Article, ArticlePath, ArticleRow, Evidence, Freshness, Version
from assistant.reports import Failure, IndexStatus, Skipped
from assistant.store.base import not_found
from assistant.store.records import ArticleSource, Encoded, KnownSources
from assistant.store.sqlite.connection import Connections
from assistant.store.sqlite.copies import SqliteCopies
from assistant.store.sqlite.full_text import MOST_SCORED, SqliteFullText
from assistant.store.sqlite.repair import SqliteRepair
from assistant.store.sqlite.rows import (
    PASSAGE_TYPE,
    select_in,
    to_article,
    to_date,
    to_date_if_any,
    to_encoded,
    to_evidence,
    to_time,
)
from assistant.store.sqlite.schema import MIGRATIONS
from assistant.store.sqlite.writing import SqliteWriter


class SqliteCatalog:
    """One open catalog, in the file ``catalog.sqlite3`` of an index folder; see ``base.Catalog``."""

    def __init__(
        self,
        index: Path,
        *,
        create: bool,
        most_scored: int = MOST_SCORED,
        migrations: Mapping[int, str] = MIGRATIONS,
    ) -> None:
        """Raises IndexUnavailableError if there is none and it may not be created, or it cannot be used."""
        self._connections = Connections(index, migrations, create=create)
        self.full_text = SqliteFullText(self._connections, most_scored)
        self.writer = SqliteWriter(self._connections)
        self.repair = SqliteRepair(self._connections)
        self.copies = SqliteCopies(self._connections)
        self._freshness: tuple[int, Freshness] | None = None  # of a generation
        self._sources: tuple[int, KnownSources] | None = None  # of a generation

    def close(self) -> None:
        self._connections.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._connections.snapshot():
            yield

    def generation(self) -> int:
        return self._connections.generation()

    def recipe(self) -> str | None:
        return self._connections.meta("recipe")

    def passage_count(self) -> int:
        return self.full_text.passage_count()

    def freshness(self) -> Freshness:
        generation = self.generation()
        known = self._freshness
        if known is None or known[0] != generation:
            with self._connections.snapshot() as db:
                (newest,) = db.execute(
                    "SELECT max(date) FROM articles WHERE id IN (SELECT article_id FROM files)"
                ).fetchone()
                (failed,) = db.execute("SELECT count(*) FROM files WHERE failure IS NOT NULL").fetchone()
                synced = to_time(self._connections.meta("last_sync"))
            known = self._freshness = generation, Freshness(to_date(newest), synced, failed)
        return known[1]

    def evidence(self, ids: Sequence[int]) -> dict[int, tuple[Evidence, Encoded]]:
        query = (
            "SELECT p.id, p.start, p.end, p.sentences AS spans, f.text, v.passage, v.sentences, a.path, a.version,"
            " a.title, a.date, a.source, a.url, a.page_starts FROM passages p JOIN articles a ON a.id = p.article_id"
            " JOIN full_text f ON f.rowid = p.id JOIN vectors v ON v.key = p.vector_key WHERE p.id IN"
        )
        with self._connections.reading() as db:
            rows = list(select_in(db, query, ids))
        return {row["id"]: (to_evidence(row), to_encoded(row)) for row in rows}

    def passage_vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        query = "SELECT p.id, v.passage FROM passages p JOIN vectors v ON v.key = p.vector_key WHERE p.id IN"
        with self._connections.reading() as db:
            return {row["id"]: np.frombuffer(row["passage"], PASSAGE_TYPE) for row in select_in(db, query, ids)}

    def sources(self) -> KnownSources:
        generation = self.generation()
        known = self._sources
        if known is None or known[0] != generation:
            with self._connections.reading() as db:
                rows = db.execute(
                    "SELECT f.path, a.title, a.source, a.author, a.date, a.version"
                    " FROM files f JOIN articles a ON a.id = f.article_id"
                    " ORDER BY a.date IS NULL, a.date DESC, f.path"
                ).fetchall()
            known = self._sources = (
                generation,
                KnownSources(
                    tuple(
                        ArticleSource(path, title, outlet, author, to_date_if_any(date), version)
                        for path, title, outlet, author, date, version in rows
                    )
                ),
            )
        return known[1]

    def passages_of(self, paths: Collection[ArticlePath]) -> list[int]:
        query = "SELECT p.id FROM passages p JOIN files f ON f.article_id = p.article_id WHERE f.path IN"
        with self._connections.reading() as db:
            return sorted(row["id"] for row in select_in(db, query, list(paths)))

    def passage_days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT p.id, a.date FROM passages p JOIN articles a ON a.id = p.article_id ORDER BY p.id"
            ).fetchall()
        days = {day: dt.date.fromisoformat(day).toordinal() if day else 0 for day in {row["date"] for row in rows}}
        ids = np.fromiter((row["id"] for row in rows), np.int64, len(rows))
        return ids, np.fromiter((days[row["date"]] for row in rows), np.int64, len(rows))

    def dated_texts(self, ids: Sequence[int]) -> dict[int, tuple[dt.date | None, str]]:
        query = (
            "SELECT p.id, a.date, a.title, f.text FROM passages p JOIN articles a ON a.id = p.article_id"
            " JOIN full_text f ON f.rowid = p.id WHERE p.id IN"
        )
        with self._connections.reading() as db:
            rows = list(select_in(db, query, ids))
        return {row["id"]: (to_date(row["date"]), f"{row['title']}\n{row['text']}") for row in rows}

    def all_vectors(
        self, batch: int = 2000, without: Collection[int] = (), after: int = 0
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        last = after
        while True:
            with self._connections.reading() as db:
                rows = db.execute(
                    "SELECT p.id, v.passage FROM passages p JOIN vectors v ON v.key = p.vector_key"
                    " WHERE p.id > ? ORDER BY p.id LIMIT ?",
                    (last, batch),
                ).fetchall()
            if not rows:
                return
            last = rows[-1]["id"]
            rows = [row for row in rows if row["id"] not in without]
            if rows:
                matrix = np.stack([np.frombuffer(row["passage"], PASSAGE_TYPE) for row in rows])
                yield [row["id"] for row in rows], matrix

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        with self._connections.reading() as db:
            if version is None:
                row = db.execute(
                    "SELECT a.* FROM articles a JOIN files f ON f.article_id = a.id WHERE f.path = ?", (path,)
                ).fetchone()
            else:
                row = db.execute(
                    "SELECT * FROM articles WHERE version = ? ORDER BY path = ? DESC, id DESC LIMIT 1", (version, path)
                ).fetchone()
        if row is None:
            raise not_found(path, version)
        return to_article(row)

    def indexed_at(self, path: ArticlePath, version: Version) -> dt.datetime | None:
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT indexed_at FROM articles WHERE version = ? ORDER BY path = ? DESC, id DESC LIMIT 1",
                (version, path),
            ).fetchone()
        return to_time(row["indexed_at"]) if row else None

    def articles(self) -> list[ArticleRow]:
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT f.path, a.title, a.date, a.source, a.indexed_at,"
                " (SELECT count(*) FROM passages p WHERE p.article_id = a.id) AS passages"
                " FROM files f JOIN articles a ON a.id = f.article_id ORDER BY a.date IS NULL, a.date DESC, f.path"
            ).fetchall()
        return [
            ArticleRow(
                row["path"],
                row["title"],
                to_date(row["date"]),
                row["source"],
                row["passages"],
                dt.datetime.fromisoformat(row["indexed_at"]),
            )
            for row in rows
        ]

    def status(self) -> IndexStatus:
        with self._connections.snapshot() as db:
            (articles,) = db.execute("SELECT count(*) FROM files WHERE article_id IS NOT NULL").fetchone()
            (passages,) = db.execute("SELECT count(*) FROM passages").fetchone()
            failed = db.execute(
                "SELECT path, failure, failed_since FROM files WHERE failure IS NOT NULL ORDER BY path"
            ).fetchall()
            skipped = db.execute("SELECT path, reason FROM skipped ORDER BY path").fetchall()
            recipe, last_sync = self._connections.meta("recipe"), self._connections.meta("last_sync")
        return IndexStatus(
            articles,
            passages,
            tuple(Failure(row["path"], row["failure"], to_time(row["failed_since"])) for row in failed),
            recipe.partition(" ")[0] if recipe else None,
            to_time(last_sync),
            tuple(Skipped(row["path"], row["reason"]) for row in skipped),
        )
