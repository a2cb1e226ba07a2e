"""What a store must offer. The rest of the package knows these protocols only, no database.

A store keeps one index: a catalog, which is the truth, vectors that are made from it, and conversations. Any number of
processes may read an index and one may write; ``index.locks`` sees to that, except where a method says otherwise. All
methods may be called from any thread. Unless stated otherwise they raise IndexUnavailableError if the store cannot be
reached or used, and IndexDamagedError if what it has stored is damaged beyond repair.

Passage ids are positive, grow, and are never used twice. Vectors are of unit length. Offsets count code points.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import NotFoundError
from assistant.records import Article, ArticlePath, ArticleRow, Evidence, IndexStatus, Version
from assistant.store.records import Encoded, FileState, FullTextRow, Holding, Mark, NewArticle


class UnreadableVectorsError(Exception):
    """Vectors cannot be read by an inspection; the message says why, in words for a report."""


def not_found(path: ArticlePath, version: Version | None) -> NotFoundError:
    """The error of a catalog that has no such article."""
    which = f" in version {version}" if version else ""
    return NotFoundError(f"There is no article {path!r}{which} in the index: `assistant search` lists paths.")


class FullText(Protocol):
    """The words of all passages and their headers. Words are stemmed, and compared without case and diacritics."""

    def match(
        self, words: Sequence[str], k: int, start: dt.date | None = None, end: dt.date | None = None
    ) -> list[tuple[int, float]]:
        """Ids of at most ``k`` passages that hold any of the words, with their BM25, greatest first.

        BM25 is greater for a better match. In a large index the commonest words are left out. With ``start`` or
        ``end``, only passages of articles dated from the one to the other, both included.
        """
        ...

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands. A text such as "30.8" counts as one word."""
        ...


class CatalogWriter(Protocol):
    """What a sync reads and writes. Each method that writes is one transaction: all of it is stored, or nothing."""

    def files(self) -> dict[ArticlePath, FileState]:
        """Every document of the corpus, as it was when last read."""
        ...

    def build(self) -> int:
        """How often the index was to be built anew with the same recipe."""
        ...

    def start_build(self) -> int:
        """Count one more build, and return the count."""
        ...

    def skip(self, files: Mapping[ArticlePath, str]) -> None:
        """Record which files of the corpus are not read, and why, in place of those recorded before."""
        ...

    def is_marked(self, mark: Mark) -> bool:
        """True if a run of this kind began and has not ended: it is to be done again."""
        ...

    def marked(self, mark: Mark) -> AbstractContextManager[None]:
        """Set a mark while a run of this kind goes on. It stays if the run raises."""
        ...

    def clear_mark(self, mark: Mark) -> None:
        """Remove a mark, if it is set."""
        ...

    def known_vectors(self, keys: Sequence[bytes]) -> dict[bytes, Encoded]:
        """The vectors stored under these keys; keys without vectors are left out."""
        ...

    def keep_vectors(self, vectors: Mapping[bytes, Encoded]) -> None:
        """Store vectors ahead of the passages they are for. Keys that are there already stay as they are."""
        ...

    def drop_unused_vectors(self) -> None:
        """Remove vectors that no passage uses."""
        ...

    def start_recipe(
        self, recipe: str, articles: Sequence[NewArticle] = (), failed: Mapping[ArticlePath, FileState] | None = None
    ) -> None:
        """Replace all files and passages by these, under another recipe. The vectors must be stored already.

        The journal is emptied. Articles that were there stay, as earlier versions.
        """
        ...

    def finish_sync(self, now: dt.datetime) -> None:
        """Record when a sync ended, in UTC."""
        ...

    def reserve(self, count: int) -> list[int]:
        """``count`` new passage ids, ascending. They are in the journal until their passages are written."""
        ...

    def journal(self) -> list[int]:
        """Passage ids that ``Vectors`` may hold although the catalog has no such passages."""
        ...

    def clear_journal(self, ids: Sequence[int]) -> None:
        """Take ids out of the journal."""
        ...

    def write(self, articles: Sequence[NewArticle], vectors: Mapping[bytes, Encoded]) -> list[int]:
        """Make these the current versions of their files.

        Returns the ids of the passages they replace. These are in the journal until ``clear_journal``.
        """
        ...

    def remove(self, paths: Iterable[ArticlePath]) -> list[int]:
        """Take files out; their articles stay as earlier versions. Returns the ids of their passages, as ``write``."""
        ...

    def move(self, old: ArticlePath, new: ArticlePath, file: FileState) -> None:
        """Give a file and its article another path."""
        ...

    def touch(self, files: Mapping[ArticlePath, FileState]) -> None:
        """Record how unchanged and failed files look now. A file keeps the article it holds."""
        ...


class CatalogRepair(Protocol):
    """What ``doctor`` reads and mends. Reads take what is stored as it is, and do not fail on damaged rows."""

    def check_file(self) -> tuple[list[str], list[str]]:
        """What the database finds wrong with its own files: what nothing mends, and what ``reindex`` mends."""
        ...

    def check_full_text(self) -> str | None:
        """What is wrong with the structure of full text; None if nothing is."""
        ...

    def dangling(self) -> Counter[tuple[str, str]]:
        """How many rows of one table name a row of another that is missing."""
        ...

    def unused_vectors(self) -> int:
        """How many vectors no passage uses."""
        ...

    def unheld_passages(self) -> list[int]:
        """Ids of passages of articles that no file holds."""
        ...

    def dimensions(self) -> int:
        """The number of dimensions of most passages' vectors; 0 if there are none."""
        ...

    def holdings(self) -> Iterator[Holding]:
        """Every file that holds an article, with the article and its passages."""
        ...

    def full_text_rows(self) -> Iterator[FullTextRow]:
        """Every row of full text."""
        ...

    def mend(
        self, drop: Collection[int], reread: Iterable[ArticlePath], full_text: Iterable[FullTextRow] | None
    ) -> None:
        """Mend the catalog in one transaction.

        drop: ids of passages to take out; they go into the journal.
        reread: files that the next sync reads again, whatever they look like.
        full_text: rows to make full text anew from; needed if a passage is dropped.
        """
        ...

    def reindex(self) -> None:
        """Make the database's own indexes anew."""
        ...

    def prune(self) -> tuple[int, int]:
        """Remove articles that no file holds. Returns how many, and how many bytes that freed."""
        ...

    def describe_damage(self, why: str) -> str:
        """One line for the user on a catalog that cannot be mended, and what to do."""
        ...


class Catalog(Protocol):
    """Articles, their passages and their vectors, as questions and people read them."""

    @property
    def full_text(self) -> FullText: ...

    @property
    def writer(self) -> CatalogWriter: ...

    @property
    def repair(self) -> CatalogRepair: ...

    def snapshot(self) -> AbstractContextManager[None]:
        """All reads of this thread inside the block see one state, whatever is written meanwhile.

        The state is that of the first read inside. Writes do not wait for the block to end.
        """
        ...

    def generation(self) -> int:
        """A number that is another one after every write: reads that a write came between can be told, and repeated."""
        ...

    def recipe(self) -> str | None:
        """What the passages and vectors were made with; None before the first sync."""
        ...

    def passage_count(self) -> int:
        """How many passages there are."""
        ...

    def evidence(self, ids: Sequence[int]) -> dict[int, tuple[Evidence, Encoded]]:
        """Passages with their article's header fields, and their vectors; unknown ids are left out.

        Rank and scores are 0 or None.
        """
        ...

    def passage_vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of passages, each of shape (dimensions,); unknown ids are left out."""
        ...

    def passage_days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The id of every passage, ascending, and the ordinal of its article's date; 0 if it has none."""
        ...

    def dated_texts(self, ids: Sequence[int]) -> dict[int, tuple[dt.date | None, str]]:
        """The date of each passage's article, and the article's title and the passage on two lines.

        Unknown ids are left out.
        """
        ...

    def all_vectors(
        self, batch: int = 2000, without: Collection[int] = (), after: int = 0
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """The vectors of passages, by ascending id, in batches of ids and a matrix of shape (ids, dimensions).

        without: ids that are left out. after: so are those up to this one.
        """
        ...

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        """An article as it is now, or one of its versions, current or earlier. Raises NotFoundError.

        A version is also found if its file has another path now.
        """
        ...

    def indexed_at(self, path: ArticlePath, version: Version) -> dt.datetime | None:
        """When a version of an article was indexed, in UTC; None if it is not there."""
        ...

    def articles(self) -> list[ArticleRow]:
        """Every current article, newest first, undated last, then by path."""
        ...

    def status(self) -> IndexStatus:
        """Counts, failed and skipped files, and when the last sync ended."""
        ...


class Vectors(Protocol):
    """The vectors of passages of one recipe, by id, searched by cosine.

    A handle stays valid for as long as its store is open. If what it is connected to is replaced, closed or gone, the
    next call connects again.
    """

    def count(self) -> int:
        """How many vectors there are."""
        ...

    def put(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Write vectors, shape (ids, dimensions), in place of any that have the same ids."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Remove vectors; unknown ids are passed over."""
        ...

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Ids of at most ``k`` passages with their cosine to a vector of shape (dimensions,), greatest first."""
        ...

    def empty(self) -> None:
        """Remove all vectors of this recipe."""
        ...

    def drop_other_recipes(self) -> None:
        """Remove the vectors of every other recipe."""
        ...


class VectorInspection(Protocol):
    """The vectors of one recipe, read without being changed. Methods raise UnreadableVectorsError."""

    def names(self) -> list[str]:
        """The ids of all vectors, as they are stored: not all of them need be numbers."""
        ...

    def damage(self) -> list[str]:
        """What the database of the vectors finds wrong with itself."""
        ...

    def other_recipes(self) -> int:
        """How many other recipes have vectors."""
        ...

    def stored(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of ids that are all there, shape (ids, dimensions)."""
        ...

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """As that of ``Vectors``."""
        ...


class Store(Protocol):
    """What one index is kept in. Making one opens nothing; each part is opened at first use, and stays open."""

    def catalog(self, *, create: bool = False) -> Catalog:
        """The catalog. Raises IndexUnavailableError if there is none, unless it is to be created."""
        ...

    def vectors(self, recipe: str) -> Vectors:
        """The vectors that belong to a recipe; there may be none yet."""
        ...

    def has_vectors(self) -> bool:
        """True if there are vectors of any recipe. Imports nothing that is slow to import."""
        ...

    def prepare(self) -> None:
        """Import what opening the vectors needs, which may take seconds."""
        ...

    def forget(self) -> None:
        """Keep nothing of the vectors in memory: another process may have written them since."""
        ...

    def inspect(self, recipe: str) -> AbstractContextManager[VectorInspection]:
        """Inspect the vectors of a recipe. Raises UnreadableVectorsError if they cannot be read at all."""
        ...

    def replace_vectors(self, recipe: str, batches: Iterable[tuple[Sequence[int], NDArray[np.float32]]]) -> None:
        """Make the vectors anew from batches as ``Catalog.all_vectors`` gives them; those of other recipes go.

        Questions are answered from the old vectors until the new ones are complete. If the process ends in between,
        the old vectors are there, or none.
        """
        ...

    def leftovers(self) -> list[str]:
        """Names of what a ``replace_vectors`` that did not end has left."""
        ...

    def remove_leftovers(self) -> None:
        """Remove what ``leftovers`` names."""
        ...

    def close(self) -> None:
        """Close all that is open. A later call opens it again."""
        ...
