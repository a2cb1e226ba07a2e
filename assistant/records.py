"""The nouns of the product, as frozen records that every stage shares.

All offsets count Unicode code points of ``Article.text`` and are half open: ``text[start:end]``.

    Article -> Passage -> Evidence -> Draft -> Answer(Sentence, Citation)
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

ArticlePath: TypeAlias = str  # path of an article's file relative to the corpus folder, with "/"
Version: TypeAlias = str  # first 16 hex digits of an article's content hash
RemovalId: TypeAlias = str  # names one removal of a document; made by us, never by a caller
Span: TypeAlias = tuple[int, int]  # start and end offset into an article's text
Place: TypeAlias = tuple[int, Span]  # a sentence: its passage's id, and its span in the article
Status: TypeAlias = Literal["answered", "refused", "asks"]
Support: TypeAlias = Literal["quoted", "supported", "weak", "unsupported", "unchecked"]

VERSION_DIGITS = 16
REMARKS: Mapping[str, str] = {"weak": "(weakly supported)", "unchecked": "(unchecked)"}  # behind a sentence's marks
SHOWN: Mapping[str, str] = {"unsupported": "~~{}~~"}  # a sentence's words in Markdown, by its support


@dataclass(frozen=True, slots=True)
class Article:
    """One document of the corpus; its text is fixed when the file is read and never altered after."""

    path: ArticlePath
    title: str
    text: str
    content_hash: str  # sha256 of the file's bytes, 64 hex digits
    date: dt.date | None = None
    date_origin: str | None = None  # where the date was found: "front matter", "page metadata", "byline", "file name"
    source: str | None = None  # the outlet
    author: str | None = None
    url: str | None = None
    language: str | None = None  # ISO 639, "en"
    page_starts: tuple[int, ...] = ()  # where each page of a PDF begins in the text; () for what has no pages

    @property
    def version(self) -> Version:
        return self.content_hash[:VERSION_DIGITS]

    def page(self, offset: int) -> int | None:
        """The page of a PDF an offset falls on, from 1; None for what has no pages."""
        return page_at(self.page_starts, offset)


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences of one article: ``article.text[start:end]``."""

    start: int
    end: int
    header: str  # title, source and date, put before the text for embedding and full-text search only
    text: str
    sentences: tuple[Span, ...]  # what may be cited; headings are in the text but not among them

    @property
    def embedded_text(self) -> str:
        return f"{self.header}\n{self.text}" if self.header else self.text

    @property
    def embedded_sentences(self) -> tuple[Span, ...]:
        """The sentences as offsets into ``embedded_text``."""
        shift = len(self.embedded_text) - len(self.text) - self.start
        return tuple((start + shift, end + shift) for start, end in self.sentences)


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a story that several articles tell in the same words."""

    article: ArticlePath
    title: str
    date: dt.date | None
    source: str | None


def names_of_copies(copies: Iterable[Copy]) -> str:
    """Where a story is too: the sources of its other articles, the titles of those without one, each once."""
    return ", ".join(dict.fromkeys(copy.source or copy.title for copy in copies))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage found for a question, with its rank and the parts of its score."""

    rank: int  # from 1
    passage_id: int
    article: ArticlePath
    version: Version
    title: str
    date: dt.date | None
    source: str | None
    url: str | None
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    score: float  # fused, 0 to 1
    cosine: float  # of question and passage, -1 to 1
    dense_rank: int | None  # None: the dense arm did not find the passage
    lexical_rank: int | None  # None: the full-text arm did not find it
    page: int | None = None  # of a PDF, from 1; where the passage begins
    suspicious: bool = False  # it holds instructions to a model
    also_in: tuple[Copy, ...] = ()  # near-copies of its article, the original first

    def quote(self, span: Span) -> str:
        """The words of the article between two offsets that lie inside this passage."""
        return self.text[span[0] - self.start : span[1] - self.start]


@dataclass(frozen=True, slots=True)
class Quotable:
    """One sentence a writer may cite, under the number the writer knows it by."""

    number: int  # from 1
    evidence: Evidence
    span: Span

    @property
    def text(self) -> str:
        return self.evidence.quote(self.span)


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as its writer wrote it, not yet checked. ``marks`` name quotables by number."""

    text: str
    marks: tuple[int, ...]
    lead: str = ""
    emphasis: tuple[Span, ...] = ()  # offsets into ``text``


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer wrote, unchecked: it may not be shown. A draft without sentences is a refusal."""

    sentences: tuple[DraftSentence, ...]
    quotables: tuple[Quotable, ...]
    writer: str
    dropped_marks: int = 0  # marks of the writer that named no quotable


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of one version of an article: ``quote == article.text[start:end]``."""

    number: int
    article: ArticlePath
    version: Version
    title: str
    date: dt.date | None
    source: str | None
    url: str | None
    start: int
    end: int
    quote: str
    page: int | None = None  # of a PDF, from 1
    suspicious: bool = False  # the words are, or stand beside, instructions to a model
    also_in: tuple[Copy, ...] = ()  # near-copies of its article, the original first


@dataclass(frozen=True, slots=True)
class Sentence:
    """One grammatical sentence of an answer, checked against what it cites."""

    lead: str  # outlet and date, written by us
    text: str
    citations: tuple[int, ...]
    support: Support
    emphasis: tuple[Span, ...] = ()  # offsets into ``text`` of the words that answer
    speaker: str | None = None  # whose words they are, where that is asked for


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of a chat model that is not shown, because what it cites does not support it."""

    text: str
    why: str  # in words for a person


@dataclass(frozen=True, slots=True)
class Scope:
    """The days and the sources a question is about, and what became of them."""

    label: str  # "16–22 November 2026", "newest first"
    start: dt.date | None = None  # None: open
    end: dt.date | None = None
    note: str = ""  # said if the scope could not be kept
    hard: bool = False  # nothing else was asked for: "articles published in May"; otherwise it only reorders
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    articles: tuple[ArticlePath, ...] = ()  # named by their file or title


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current an index is."""

    newest: dt.date | None  # date of its newest article
    synced: dt.datetime | None  # UTC; when it was last made equal to the corpus
    failed: int  # files that could not be read


@dataclass(frozen=True, slots=True)
class ResultRow:
    """An article that is counted or listed."""

    article: ArticlePath
    version: Version
    title: str
    date: dt.date | None
    source: str | None
    author: str | None
    mentions: int | None  # of what is looked for, in its text; None: nothing is
    first: Span | None = None  # the first of them; None: only the title has it, or nothing is looked for


@dataclass(frozen=True, slots=True)
class Group:
    """Counted articles that have something in common."""

    by: str  # "month", "year", "outlet" or "author"
    key: str  # "2026-03", "Reuters"; "" if it is not known
    articles: int
    mentions: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted or listed in the whole corpus."""

    articles: int
    mentions: int | None  # None: nothing was looked for in the texts
    total: int  # of the rows that there are
    start: dt.date | None  # of the oldest and the newest of the articles
    end: dt.date | None
    rows: tuple[ResultRow, ...]
    stories: int | None = None  # articles that are copies of each other counted once; None: not asked for
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One side of a comparison."""

    of: str  # "Reuters", "May 2026"
    sentences: tuple[int, ...]  # of the answer, from 0


@dataclass(frozen=True, slots=True)
class Value:
    """What one source says where sources differ."""

    value: str  # as it is written there
    citation: int  # its number


@dataclass(frozen=True, slots=True)
class Difference:
    """Values for the same thing that differ between sources."""

    about: str
    values: tuple[Value, ...]  # newest first


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. When refused, or a question back, it has a message and no sentences or citations;
    a count has a message and a result.

    One that is not complete has the sentences checked by now; before the first, only what was found.
    """

    question: str
    searched: str  # the question as searched, follow-ups resolved
    status: Status
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    also_retrieved: tuple[Evidence, ...]
    writer: str  # "extractive", or the chat model's name
    message: str = ""  # what is said instead of sentences; before them if it is answered
    scope: Scope | None = None  # None: articles of any day
    dropped_marks: int = 0  # marks that named no evidence
    dropped: tuple[Dropped, ...] = ()
    kind: str = "fact"  # of the question
    result: Result | None = None  # of a question that counts or lists
    columns: tuple[Column, ...] = ()  # of a comparison
    differences: tuple[Difference, ...] = ()
    freshness: Freshness | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    complete: bool = True
    note: str = ""  # why another writer, or none, wrote it, and how old the evidence is; one line
    first_ms: Mapping[str, float] = field(default_factory=dict)  # from the question to the first "evidence", "sentence"
    tokens: Mapping[str, int] = field(default_factory=dict)  # that a chat model read ("prompt") and wrote ("reply")

    @property
    def text(self) -> str:
        """Markdown for a person: lead, words and marks of each sentence. An unescaped ``[n]`` is always a mark.

        What the cited words do not support is struck; what they support in part only, or was not checked, is marked.
        """
        if self.status != "answered":
            return escape_brackets(self.message)
        parts = [escape_brackets(self.message)]
        for each in self.sentences:
            parts += (
                escape_brackets(each.lead),
                SHOWN.get(each.support, "{}").format(escape_brackets(each.text)),
                *(f"[{number}]" for number in each.citations),
                REMARKS.get(each.support, ""),
            )
        return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who may write answers, as the page offers it; nobody is asked unless chosen."""

    name: str  # as ASSISTANT_MODEL has it
    label: str  # for people
    remote: bool  # what it is sent leaves this machine


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ranked evidence for one query."""

    query: str
    searched: str
    hits: tuple[Evidence, ...]
    timings_ms: Mapping[str, float]
    scope: Scope | None = None  # None: articles of any day


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A document taken out of the corpus and kept in the index folder."""

    id: RemovalId
    path: ArticlePath  # where it was, and where it is put back
    file: Path  # where it is now


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of the list of indexed articles."""

    path: ArticlePath
    title: str
    date: dt.date | None
    source: str | None
    passages: int
    indexed_at: dt.datetime  # UTC


def page_at(page_starts: Sequence[int], offset: int) -> int | None:
    """The page an offset falls on, from 1; None where there are no pages."""
    return bisect_right(page_starts, max(offset, page_starts[0])) if page_starts else None


def normalize_space(text: str) -> str:
    """White space folded to single spaces, none at the ends."""
    return " ".join(text.split())


def escape_brackets(text: str) -> str:
    r"""``[12]`` in an article is text: ``\[12\]`` in Markdown, so that it is never read as a mark."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)
