"""Rows of the catalog's tables to records, and what statements share."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from assistant.records import Article, Evidence, page_at
from assistant.store.records import Encoded, StoredPassage

PASSAGE_TYPE = np.float32
SENTENCE_TYPE = np.float16  # half the space; cosines differ by less than 0.001
TO_BE_READ = ""  # in place of a file's content hash: it never seems unchanged
UNUSED_VECTORS = "FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)"
HELD = "(SELECT article_id FROM files WHERE article_id IS NOT NULL)"
DROP_IF_UNUSED = "DELETE FROM vectors WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_key = ?1)"
MOST_VALUES = 500  # in one statement; SQLite has a limit


def select_in(db: sqlite3.Connection, query: str, values: Sequence[Any]) -> Iterator[sqlite3.Row]:
    """The rows of a query that ends in IN, for any number of values."""
    for at in range(0, len(values), MOST_VALUES):
        some = values[at : at + MOST_VALUES]
        yield from db.execute(f"{query} ({','.join('?' * len(some))})", tuple(some))


def to_date(value: str | None) -> dt.date | None:
    """The day in a column; None if it is empty."""
    return dt.date.fromisoformat(value) if value else None


def to_date_if_any(value: str | None) -> dt.date | None:
    """The day in a column that may be damaged; None if it holds none."""
    try:
        return to_date(value)
    except ValueError:
        return None


def to_time(value: str | None) -> dt.datetime | None:
    """The time in a column; None if it is empty."""
    return dt.datetime.fromisoformat(value) if value else None


def to_encoded(row: sqlite3.Row) -> Encoded:
    """The vectors of a row with ``passage`` and ``sentences``."""
    passage = np.frombuffer(row["passage"], PASSAGE_TYPE)
    sentences = np.frombuffer(row["sentences"], SENTENCE_TYPE).astype(np.float32).reshape(-1, len(passage))
    return Encoded(passage, sentences)


def to_article(row: sqlite3.Row) -> Article:
    """The article of a row of ``articles``."""
    return Article(
        path=row["path"],
        title=row["title"],
        text=row["text"],
        content_hash=row["content_hash"],
        date=to_date(row["date"]),
        date_origin=row["date_origin"],
        source=row["source"],
        author=row["author"],
        url=row["url"],
        language=row["language"],
        page_starts=_to_page_starts(row["page_starts"]),
    )


def to_article_if_any(row: sqlite3.Row | None) -> Article | None:
    """The article of a row that may be damaged."""
    try:
        return to_article(row) if row else None
    except ValueError:  # not a date
        return None


def to_evidence(row: sqlite3.Row) -> Evidence:
    """The evidence of a row of a passage joined with its article and full text."""
    return Evidence(
        rank=0,
        passage_id=row["id"],
        article=row["path"],
        version=row["version"],
        title=row["title"],
        date=to_date(row["date"]),
        source=row["source"],
        url=row["url"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        sentences=tuple((start, end) for start, end in json.loads(row["spans"])),
        score=0.0,
        cosine=0.0,
        dense_rank=None,
        lexical_rank=None,
        page=page_at(_to_page_starts(row["page_starts"]), row["start"]),
    )


def to_stored(row: sqlite3.Row) -> StoredPassage:
    """The passage of a row that may be damaged."""
    return StoredPassage(
        row["id"],
        row["start"],
        row["end"],
        _to_spans(row["sentences"]),
        row["vector_key"],
        _to_array(row["vector"], PASSAGE_TYPE),
        _to_array(row["sentence_vectors"], SENTENCE_TYPE),
    )


def _to_page_starts(value: str | None) -> tuple[int, ...]:
    return tuple(json.loads(value)) if value else ()


def _to_spans(value: str) -> tuple[tuple[int, int], ...] | None:
    try:
        return tuple((int(start), int(end)) for start, end in json.loads(value))
    except (TypeError, ValueError):
        return None


def _to_array(content: bytes | None, kind: type[Any]) -> Any:
    if content is None or len(content) % np.dtype(kind).itemsize:
        return None
    return np.frombuffer(content, kind)
