"""What a store must offer. The rest of the package knows these protocols only, no database.

A store keeps one index: a catalog, which is the truth, vectors that are made from it, and conversations. Any number of
processes may read an index and one may write; ``index.locks`` sees to that, except where a method says otherwise. All
methods may be called from any thread. Unless stated otherwise they raise IndexUnavailableError if the store cannot be
reached or used, and IndexDamagedError if what it has stored is damaged beyond repair.

Passage ids are positive, grow, and are never used twice. Vectors are of unit length. Offsets count code points.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import NotFoundError
from assistant.records import Article, ArticlePath, ArticleRow, Evidence, Freshness, Version
from assistant.reports import IndexStatus
from assistant.store.conversations import Conversation, ConversationId, Exchange
from assistant.store.maintenance import CatalogCopies, CatalogRepair, CatalogWriter
from assistant.store.records import Encoded, KnownSources, PassageText


class UnreadableVectorsError(Exception):
    """Vectors cannot be read by an inspection; the message says why, in words for a report."""


def not_found(path: ArticlePath, version: Version | None) -> NotFoundError:
    """The error of a catalog that has no such article."""
    which = f" in version {version}" if version else ""
    return NotFoundError(f"There is no article {path!r}{which} in the index: `assistant search` lists paths.")


class FullText(Protocol):
    """The words of all passages and their headers. Words are stemmed, and compared without case and diacritics."""

    def match(
        self,
        words: Sequence[str],
        k: int,
        start: dt.date | None = None,
        end: dt.date | None = None,
        *,
        among: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Ids of at most ``k`` passages that hold any of the words, with their BM25, greatest first.

        BM25 is greater for a better match. In a large index the commonest words are left out. With ``start`` or
        ``end``, only passages of articles dated from the one to the other, both included; with ``among``, only these.
        """
        ...

    def passages_with(self, phrases: Sequence[str]) -> list[PassageText]:
        """All passages of current articles with the words of any of the phrases one after another, in no order.

        As words are stemmed, and signs between them are not compared, a passage need not have a phrase to the letter;
        one that has it is always among them. A phrase without a word is in none.
        """
        ...

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands. A text such as "30.8" counts as one word."""
        ...


class Catalog(Protocol):
    """Articles, their passages and their vectors, as questions and people read them."""

    @property
    def full_text(self) -> FullText: ...

    @property
    def writer(self) -> CatalogWriter: ...

    @property
    def repair(self) -> CatalogRepair: ...

    @property
    def copies(self) -> CatalogCopies: ...

    def snapshot(self) -> AbstractContextManager[None]:
        """All reads of this thread inside the block see one state, whatever is written meanwhile.

        The state is that of the first read inside. Writes do not wait for the block to end.
        """
        ...

    def generation(self) -> int:
        """A number that differs after every write, so that reads which a write came between can be repeated."""
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

    def freshness(self) -> Freshness:
        """How current the index is."""
        ...

    def sources(self) -> KnownSources:
        """The sources of all current articles; the same object until something is written."""
        ...

    def passages_of(self, paths: Collection[ArticlePath]) -> list[int]:
        """The ids of the passages of current articles, ascending; unknown paths are left out."""
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

    A handle stays valid for as long as its store is open. A call that finds its connection closed, or its vectors
    replaced, connects again and is repeated once.
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
        """Ids of at most ``k`` passages with their cosine to a vector of shape (dimensions,), greatest first.

        Raises IndexUnavailableError if the vectors of this recipe were dropped meanwhile.
        """
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


class Conversations(Protocol):
    """All conversations over one index. Methods that write raise AssistantError if that fails."""

    def find(self, words: str = "") -> list[Conversation]:
        """The conversations that hold each of these words, the last changed first."""
        ...

    def get(self, id_: ConversationId) -> Conversation:
        """A conversation. Raises NotFoundError."""
        ...

    def add(
        self, conversation: Conversation, exchange: Exchange, number: int | None = None
    ) -> tuple[Conversation, int]:
        """Keep a new exchange, where ``conversations.place`` says.

        Returns the conversation as it is kept now, and the exchange's number.
        """
        ...

    def put(self, conversation: Conversation, number: int, exchange: Exchange) -> Conversation:
        """Keep an exchange as number 1, 2, … of a conversation, in place of what was there.

        Returns the conversation as it is kept now.
        """
        ...

    def change(self, id_: ConversationId, number: int, change: Callable[[Exchange], Exchange]) -> None:
        """Change an exchange, if it is still kept."""
        ...

    def rename(self, id_: ConversationId, name: str) -> None:
        """Give a conversation another name, as ``Conversation.renamed``. Raises NotFoundError."""
        ...

    def delete(self, id_: ConversationId) -> None:
        """Remove a conversation for good. Nothing happens if it is gone already."""
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

    def conversations(self) -> Conversations:
        """The conversations over this index."""
        ...

    def close(self) -> None:
        """Close all that is open. A later call opens it again."""
        ...
