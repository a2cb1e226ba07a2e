"""Every passage's vector in memory: to search a small index exactly, and any index among the articles of some days.

A small index is searched here sooner than in Chroma, and the vectors of what full text finds are at hand. In a large
one they would take much memory, so Chroma searches it but for days: it filters by date slowly (260 ms over 100,000
passages). The vectors are loaded at the first question that needs them: 10,000 passages of 384 dimensions take 15 MB,
100,000 take 154 MB.
"""

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assistant.store.base import Catalog

MOST_SMALL = 10_000  # passages of a small index; a bound on memory (15 MB), for a larger one would be fast too


@dataclass(frozen=True, slots=True)
class Table:
    """The passages of one state of a catalog by the date of their article, so that those of a period lie together."""

    ids: NDArray[np.int64]  # ascending among those of a day
    days: NDArray[np.int64]  # ordinal of the date of each one's article, ascending; 0 if it has none
    matrix: NDArray[np.float32]  # shape (passages, dimensions), of unit length
    by_id: NDArray[np.int64]  # the rows in ascending order of their ids

    def nearest(
        self, vector: NDArray[np.float32], k: int, start: dt.date | None, end: dt.date | None
    ) -> list[tuple[int, float]]:
        """The ``k`` passages closest to a unit vector, with their cosine, best first, undated ones left out.

        Only those of articles dated from ``start`` to ``end``, both included.
        """
        first, last = _ordinals(start, end)
        rows = slice(np.searchsorted(self.days, first, "left"), np.searchsorted(self.days, last, "right"))
        return self._nearest(rows, vector, k)

    def nearest_of_all(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` passages closest to a unit vector of any day or none, as ``nearest``."""
        return self._nearest(slice(None), vector, k)

    def _nearest(self, rows: slice, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        ids = self.ids[rows]
        if not len(ids):
            return []
        cosines = dot(self.matrix[rows], vector)
        best = np.argpartition(-cosines, k)[:k] if k < len(cosines) else np.arange(len(cosines))
        best = best[np.lexsort((ids[best], -cosines[best]))]
        return [(int(ids[at]), float(cosines[at])) for at in best]

    def vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """As ``Catalog.passage_vectors``."""
        if not len(self.ids) or not ids:
            return {}
        rows = self.rows(np.array(ids, np.int64))
        return {each: self.matrix[row] for each, row in zip(ids, rows, strict=True) if self.ids[row] == each}

    def nearest_of(self, ids: NDArray[np.int64], vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` of these passages that are closest to a unit vector, as ``nearest``; unknown ids are left out."""
        if not len(self.ids) or not len(ids):
            return []
        rows = self.rows(ids)
        rows = rows[self.ids[rows] == ids]
        found, cosines = self.ids[rows], dot(self.matrix[rows], vector)
        best = np.lexsort((found, -cosines))[:k]
        return [(int(found[at]), float(cosines[at])) for at in best]

    def keep(self, ids: NDArray[np.int64], start: dt.date | None, end: dt.date | None) -> NDArray[np.bool_]:
        """Which of these passages are of articles dated from ``start`` to ``end``, both included."""
        if not len(self.ids):
            return np.zeros(len(ids), bool)
        first, last = _ordinals(start, end)
        rows = self.rows(ids)
        kept: NDArray[np.bool_] = (self.ids[rows] == ids) & (self.days[rows] >= first) & (self.days[rows] <= last)
        return kept

    def rows(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each passage; for an unknown id, the row of any other passage."""
        at = np.searchsorted(self.ids, ids, sorter=self.by_id)
        return self.by_id[np.minimum(at, len(self.ids) - 1)]


NOTHING = Table(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.float32), np.zeros(0, np.int64))


class Exact:
    """The vectors of one catalog, kept up to date with it. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, most_small: int = MOST_SMALL) -> None:
        """most_small: passages of an index that every question searches here."""
        self.catalog, self._most_small = catalog, most_small
        self._refreshing = threading.Lock()
        self._generation = -1
        self._table = NOTHING

    def table(self) -> Table:
        """The passages as the catalog has them now."""
        with self._refreshing:
            generation = self.catalog.generation()
            if generation != self._generation:
                self._table = self._refresh(self._table)
                self._generation = generation
            return self._table

    def small(self) -> Table | None:
        """The passages as the catalog has them now, if the index is small; else None."""
        return self.table() if self.catalog.passage_count() <= self._most_small else None

    def _refresh(self, old: Table) -> Table:
        """The table of the catalog as it is now. Only new passages are read; ids only ever grow."""
        with self.catalog.snapshot():
            ids, days = self.catalog.passage_days()
            if not len(ids):
                return NOTHING
            order = np.lexsort((ids, days))
            made = Table(ids[order], days[order], np.zeros((0, 0), np.float32), np.argsort(order))
            kept = np.isin(old.ids, ids, assume_unique=True)
            known = [(old.ids[kept], old.matrix if kept.all() else old.matrix[kept])] if kept.any() else []
            after = int(old.ids.max()) if len(old.ids) else 0
            matrix = None
            for some, vectors in chain(known, self.catalog.all_vectors(after=after)):
                if matrix is None:  # made at once, for two of it would take much memory
                    matrix = np.empty((len(ids), vectors.shape[1]), np.float32)
                matrix[made.rows(np.asarray(some))] = vectors
        return Table(made.ids, made.days, made.matrix if matrix is None else matrix, made.by_id)


def dot(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """``matrix @ vector`` on this thread alone.

    ``@`` waits for a second thread, 20 ms and more where other work keeps the cores busy, to save less than one.
    """
    product: NDArray[np.float32] = np.einsum("ij,j->i", matrix, vector)
    return product


def _ordinals(start: dt.date | None, end: dt.date | None) -> tuple[int, int]:
    return (start or dt.date.min).toordinal(), (end or dt.date.max).toordinal()
