"""What stores take and give beside the records of ``assistant.records``."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.documents import FileStat
from assistant.records import Article, ArticlePath, Copy, Passage, Version

Mark: TypeAlias = Literal["refilling", "rebuilding"]  # vectors are put back; an index of another recipe is built
FullTextRow: TypeAlias = tuple[int, str, str]  # passage id, header, text


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of one passage, all of unit length."""

    passage: NDArray[np.float32]  # shape (dimensions,)
    sentences: NDArray[np.float32]  # shape (sentences, dimensions)


@dataclass(frozen=True, slots=True)
class FileState:
    """A document as it was when last read."""

    stat: FileStat
    settled: bool  # False: it was changed just before it was read, or could not be had: it is read again next time
    content_hash: str
    article_id: int | None
    failure: str | None
    failed_since: dt.datetime | None = None  # UTC


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article ready to be written: its passages, their ids and the keys of their vectors."""

    article: Article
    passages: tuple[Passage, ...]
    passage_ids: tuple[int, ...]
    vector_keys: tuple[bytes, ...]
    file: FileState  # article_id is not yet known, and None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is stored, nothing checked. What is missing or cannot be decoded is None."""

    id: int
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...] | None  # spans in the article's text
    vector_key: bytes
    vector: NDArray[np.float32] | None  # shape (any,)
    sentence_vectors: NDArray[np.float16] | None  # those of all sentences in a row, shape (any,)


@dataclass(frozen=True, slots=True)
class Holding:
    """A file and the article it holds as they are stored, nothing checked."""

    path: ArticlePath
    to_be_read: bool  # marked by ``mend``
    article: Article | None  # None: it is missing, or its date cannot be decoded
    passages: tuple[StoredPassage, ...]  # by their offsets


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """Where an article is from, and what it is called."""

    path: ArticlePath
    title: str
    outlet: str | None
    author: str | None
    date: dt.date | None = None
    version: Version = ""


@dataclass(frozen=True, slots=True, eq=False)
class KnownSources:
    """The sources of all current articles. Two are equal only if they are the same object."""

    articles: tuple[ArticleSource, ...] = ()  # newest first, undated last, then by path


@dataclass(frozen=True, slots=True)
class PassageText:
    """The words of a passage and where they stand."""

    article: ArticlePath
    start: int  # offset into the article's text
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """The stories that several articles tell in the same words. Every other article is a story of its own."""

    members: Mapping[ArticlePath, tuple[Copy, ...]] = field(default_factory=dict)  # of its story, the original first

    def original(self, path: ArticlePath) -> ArticlePath:
        """The original of an article's story; the article itself if it has no near-copy."""
        return self.members[path][0].article if path in self.members else path

    def others(self, path: ArticlePath) -> tuple[Copy, ...]:
        """The other articles of an article's story, the original first."""
        return tuple(each for each in self.members.get(path, ()) if each.article != path)

    def count(self, paths: Iterable[ArticlePath]) -> int:
        """How many stories these articles tell."""
        return len({self.original(path) for path in paths})
