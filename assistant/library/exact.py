"""Every passage's vector in memory, to search exactly among the articles of some days.

Chroma filters too, but slowly (260 ms over 100,000 passages). Loaded at the first question that names such days;
100,000 passages of 384 dimensions take 154 MB.
"""

import datetime as dt
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.library.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Table:
    """The passages of one state of a catalog, by ascending id."""

    ids: NDArray[np.int64]
    days: NDArray[np.int64]  # ordinal of the date of each one's article; 0 if it has none
    matrix: NDArray[np.float32]  # shape (passages, dimensions), of unit length


class Exact:
    """The vectors of one catalog, kept up to date with it. Safe to use from several threads."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._refreshing = threading.Lock()
        self._generation = -1
        self._table = Table(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.float32))

    def nearest(
        self, vector: NDArray[np.float32], k: int, start: dt.date | None, end: dt.date | None
    ) -> list[tuple[int, float]]:
        """The ``k`` passages closest to a unit vector, with their cosine, best first, undated ones left out.

        Only those of articles dated from ``start`` to ``end``, both included.
        """
        table = self._refreshed()
        among = np.flatnonzero(_within(table.days, start, end))
        if not len(among):
            return []
        cosines = table.matrix[among] @ vector if len(among) * 4 < len(table.ids) else (table.matrix @ vector)[among]
        best = np.argpartition(-cosines, k)[:k] if k < len(cosines) else np.arange(len(cosines))
        best = best[np.lexsort((among[best], -cosines[best]))]
        return [(int(table.ids[among[at]]), float(cosines[at])) for at in best]

    def keep(self, ids: NDArray[np.int64], start: dt.date | None, end: dt.date | None) -> NDArray[np.bool_]:
        """Which of these passages are of articles dated from ``start`` to ``end``, both included."""
        table = self._refreshed()
        if not len(table.ids):
            return np.zeros(len(ids), bool)
        at = np.minimum(np.searchsorted(table.ids, ids), len(table.ids) - 1)
        kept: NDArray[np.bool_] = (table.ids[at] == ids) & _within(table.days[at], start, end)
        return kept

    def _refreshed(self) -> Table:
        with self._refreshing:
            generation = self.catalog.generation()
            if generation != self._generation:
                self._table = self._refresh(self._table)
                self._generation = generation
            return self._table

    def _refresh(self, old: Table) -> Table:
        """What is new is read, what is gone left out. Ids only ever grow."""
        with self.catalog.snapshot():
            ids, days = self.catalog.passage_days()
            new = [vectors for _, vectors in self.catalog.all_vectors(after=int(old.ids[-1]) if len(old.ids) else 0)]
        kept = np.isin(old.ids, ids, assume_unique=True)
        parts = [*([old.matrix if kept.all() else old.matrix[kept]] if kept.any() else []), *new]
        return Table(ids, days, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32))


def _within(days: NDArray[np.int64], start: dt.date | None, end: dt.date | None) -> NDArray[np.bool_]:
    first, last = (start or dt.date.min).toordinal(), (end or dt.date.max).toordinal()
    return (days >= first) & (days <= last)
