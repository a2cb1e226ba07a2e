"""Sketches and near-copies of a catalog in SQLite."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from assistant.records import Article, Copy
from assistant.store.records import Stories
from assistant.store.sqlite.connection import Connections
from assistant.store.sqlite.rows import HELD, select_in, to_article_if_any, to_date_if_any
from assistant.store.stories import Member, group_stories

PAIRS = (
    "SELECT n.article_id, n.copy_id FROM near_copies n JOIN files f ON f.article_id = n.article_id"
    " JOIN files g ON g.article_id = n.copy_id ORDER BY n.article_id, n.copy_id"
)


class SqliteCopies:
    """See ``maintenance.CatalogCopies``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._stories: tuple[int, Stories] | None = None  # of a generation

    def stories(self) -> Stories:
        generation = self._connections.generation()
        known = self._stories
        if known is None or known[0] != generation:
            known = self._stories = generation, self._group()
        return known[1]

    def unsketched(self, form: int) -> list[int]:
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT f.article_id FROM files f LEFT JOIN sketches s ON s.article_id = f.article_id AND s.form = ?"
                " WHERE f.article_id IS NOT NULL AND s.article_id IS NULL ORDER BY f.article_id",
                (form,),
            )
            return [row[0] for row in rows]

    def sketches(self, form: int) -> dict[int, bytes]:
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT s.article_id, s.sketch FROM files f JOIN sketches s ON s.article_id = f.article_id"
                " WHERE s.form = ? ORDER BY s.article_id",
                (form,),
            )
            return {row["article_id"]: row["sketch"] for row in rows}

    def articles(self, ids: Sequence[int]) -> dict[int, Article]:
        query = "SELECT a.* FROM articles a JOIN files f ON f.article_id = a.id WHERE a.id IN"
        with self._connections.reading() as db:
            try:
                rows = list(select_in(db, query, ids))
            except sqlite3.OperationalError:  # a text is not UTF-8
                rows = [row for id_ in ids for row in _read(db, query, id_)]
        found = {row["id"]: to_article_if_any(row) for row in rows}
        return {id_: article for id_, article in found.items() if article}

    def pairs(self) -> list[tuple[int, int]]:
        with self._connections.reading() as db:
            return [(row["article_id"], row["copy_id"]) for row in db.execute(PAIRS)]

    def keep(self, form: int, sketches: Mapping[int, bytes], pairs: Iterable[tuple[int, int]]) -> None:
        with self._connections.transaction() as db:
            db.execute(f"DELETE FROM sketches WHERE article_id NOT IN {HELD}")
            for id_ in sketches:  # and with the old sketch its pairs
                db.execute("DELETE FROM sketches WHERE article_id = ?", (id_,))
            db.executemany(
                "INSERT INTO sketches VALUES (?, ?, ?)", ((id_, form, each) for id_, each in sketches.items())
            )
            db.executemany("INSERT OR IGNORE INTO near_copies VALUES (?, ?)", (sorted(pair)[::-1] for pair in pairs))

    def forget(self) -> None:
        with self._connections.transaction() as db:
            db.execute("DELETE FROM sketches")

    def _group(self) -> Stories:
        query = "SELECT id, path, title, date, source, length(text) AS length FROM articles WHERE id IN"
        with self._connections.snapshot() as db:
            pairs = [(row["article_id"], row["copy_id"]) for row in db.execute(PAIRS)]
            rows = list(select_in(db, query, sorted({id_ for pair in pairs for id_ in pair})))
        return group_stories({row["id"]: _to_member(row) for row in rows}, pairs)


def _read(db: sqlite3.Connection, query: str, id_: int) -> list[sqlite3.Row]:
    """The row of one article; none if its text cannot be decoded."""
    try:
        return list(select_in(db, query, [id_]))
    except sqlite3.OperationalError:
        return []


def _to_member(row: sqlite3.Row) -> Member:
    return Member(Copy(row["path"], row["title"], to_date_if_any(row["date"]), row["source"]), row["length"])
