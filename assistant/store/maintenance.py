"""The two sides of a catalog that change it: the one that a sync uses, and the one that doctor uses.

What ``base.py`` says of all methods holds here too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from assistant.records import Article, ArticlePath
from assistant.store.records import Encoded, FileState, FullTextRow, Holding, Mark, NewArticle, Stories


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


class CatalogCopies(Protocol):
    """Which articles tell one story; sketches of articles and pairs of near-copies, see ``index.near_copies``.

    Articles are named by their ids, as in ``FileState``. Only those that files hold now are read.
    """

    def stories(self) -> Stories:
        """The stories that several current articles are near-copies of; the same object until something is written."""
        ...

    def unsketched(self, form: int) -> list[int]:
        """Articles without a sketch of this form, ascending."""
        ...

    def sketches(self, form: int) -> dict[int, bytes]:
        """The sketches of this form, by article."""
        ...

    def articles(self, ids: Sequence[int]) -> dict[int, Article]:
        """Articles by their ids; those that are missing or damaged are left out."""
        ...

    def pairs(self) -> list[tuple[int, int]]:
        """Near-copies, each pair once, the greater id first."""
        ...

    def keep(self, form: int, sketches: Mapping[int, bytes], pairs: Iterable[tuple[int, int]]) -> None:
        """Store sketches and the pairs of their articles, and drop those of articles that no file holds."""
        ...

    def forget(self) -> None:
        """Remove all sketches and pairs."""
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
