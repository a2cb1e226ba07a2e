"""Search for words, by SQLite's FTS5."""

import datetime as dt
import json
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from assistant.store.records import PassageText
from assistant.store.sqlite.connection import Connections

KEPT_COUNTS = 10_000  # words whose counts are kept in memory
MOST_SCORED = 6_000  # passages scored for a question; each takes SQLite about a microsecond


class SqliteFullText:
    """Full text of the passages of one catalog; see ``base.FullText``."""

    def __init__(self, connections: Connections, most_scored: int = MOST_SCORED) -> None:
        """most_scored: a larger index leaves the commonest words of a search out, down to so many passages."""
        self._connections, self._most_scored = connections, most_scored
        self._counted, self._known_counts = -1, dict[str | None, int]()

    def match(
        self,
        words: Sequence[str],
        k: int,
        start: dt.date | None = None,
        end: dt.date | None = None,
        *,
        among: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        words = self._rarest(words)
        if not words:
            return []
        dated, values = _dated("rowid", start, end)
        if among is not None:  # "+": the words are looked up first, not each passage
            dated, values = f"{dated} AND +rowid IN (SELECT value FROM json_each(?))", [*values, json.dumps([*among])]
        query = " OR ".join(map(_quoted, words))
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT rowid, -bm25(full_text) AS score FROM full_text WHERE full_text MATCH ? {dated}"
                " ORDER BY score DESC LIMIT ?",  # by rank, each would be scored twice
                (query, *values, k),
            ).fetchall()
        return [(row["rowid"], row["score"]) for row in rows]

    def passages_with(self, phrases: Sequence[str]) -> list[PassageText]:
        phrases = [phrase for phrase in phrases if any(map(str.isalnum, phrase))]
        if not phrases:
            return []
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT p.article_id, p.start, t.text FROM full_text t CROSS JOIN passages p ON p.id = t.rowid"
                " WHERE full_text MATCH ?",  # CROSS: the words are looked up first, not each passage
                (f"text : ({' OR '.join(map(_quoted, phrases))})",),
            ).fetchall()
            holders: dict[int, list[str]] = {}
            for path, article_id in db.execute("SELECT path, article_id FROM files WHERE article_id IS NOT NULL"):
                holders.setdefault(article_id, []).append(path)
        return [PassageText(path, start, text) for id_, start, text in rows for path in holders.get(id_, ())]

    def _rarest(self, words: Sequence[str]) -> Sequence[str]:
        """The rarest words, as many as stand in few enough passages together; one at least."""
        if self.passage_count() <= self._most_scored:
            return words
        frequencies = self.document_frequencies(words)
        rarest = sorted(words, key=lambda word: frequencies[word])
        together = list(accumulate(frequencies[word] for word in rarest))
        return rarest[: max(1, bisect_right(together, self._most_scored))]

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        count = "SELECT count(*) FROM full_text WHERE full_text MATCH ?"
        with self._connections.reading() as db:
            known = self._counts()
            for word in words:
                if word not in known:
                    known[word] = int(db.execute(count, (_quoted(word),)).fetchone()[0])
            return {word: known[word] for word in words}

    def passage_count(self) -> int:
        """How many passages the catalog has."""
        with self._connections.reading() as db:
            known = self._counts()
            if None not in known:
                known[None] = int(db.execute("SELECT count(*) FROM passages").fetchone()[0])
            return known[None]

    def _counts(self) -> dict[str | None, int]:
        """In how many passages words stand, and None: how many there are; kept until something is written."""
        generation = self._connections.generation()
        if generation != self._counted or len(self._known_counts) > KEPT_COUNTS:
            self._counted, self._known_counts = generation, {}
        return self._known_counts


def _quoted(word: str) -> str:
    """A word as a string of FTS5: none of its syntax counts."""
    return '"' + word.replace("\0", " ").replace('"', '""') + '"'


def _dated(column: str, start: dt.date | None, end: dt.date | None) -> tuple[str, list[str]]:
    """A condition on a passage's id, and its values: its article is dated from ``start`` to ``end``."""
    bounds = [("a.date >= ?", start), ("a.date <= ?", end)]
    conditions = [condition for condition, day in bounds if day]
    if not conditions:
        return "", []
    return (
        f"AND {column} IN (SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id"
        f" WHERE {' AND '.join(conditions)})",
        [day.isoformat() for _, day in bounds if day],
    )
