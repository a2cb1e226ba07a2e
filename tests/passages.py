"""Passages with vectors that can be worked out: each stem has a direction, and a sentence is the sum of them."""

import datetime as dt
import zlib

import numpy as np
from numpy.typing import NDArray

from assistant.index.chunk import split_sentences
from assistant.language.tokens import content_words, stem
from assistant.records import Evidence
from assistant.store.records import Encoded

DIMENSIONS = 96


def vector_of(text: str) -> NDArray[np.float32]:
    """The unit vector of a text; texts without a stem in common are about at right angles."""
    total = np.full(DIMENSIONS, 1e-3)
    for word in content_words(text):
        total += np.random.default_rng(zlib.crc32(stem(word).encode())).standard_normal(DIMENSIONS)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def make_passage(
    text: str, article: str = "a.md", date: dt.date | None = None, *, title: str = "", suspicious: bool = False
) -> tuple[Evidence, Encoded]:
    """An article of one passage, with the vectors of its sentences."""
    spans = tuple(split_sentences(text, 0, len(text)))
    evidence = Evidence(
        rank=0, passage_id=zlib.crc32(article.encode()), article=article, version="0" * 16, title=title, date=date,
        source=None, url=None, start=0, end=len(text), text=text, sentences=spans, score=0.0, cosine=0.0,
        dense_rank=None, lexical_rank=None, suspicious=suspicious,
    )  # fmt: skip
    vectors = np.array([vector_of(text[start:end]) for start, end in spans], np.float32)
    return evidence, Encoded(vector_of(text), vectors)
