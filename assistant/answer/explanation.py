"""Why a question is answered or refused, as a record."""

import datetime as dt
from dataclasses import dataclass

from assistant.records import ArticlePath, Version


@dataclass(frozen=True, slots=True)
class Closest:
    """An article that came close, by its best passage."""

    article: ArticlePath
    version: Version
    title: str
    date: dt.date | None
    source: str | None
    rank: int  # of the passage, from 1
    score: float  # the blend of both arms that it was found by
    cosine: float  # of question and passage, -1 to 1
    dense_rank: int | None  # its place by meaning; None: not among those found by it
    lexical_rank: int | None  # its place by words; None: not among those found by them
    start: int  # of the best sentence of the article, else of the passage: offsets into its text
    end: int
    quote: str  # the words there
    in_period: bool | None  # whether it is of the days asked for; None: the question names none


@dataclass(frozen=True, slots=True)
class Influence:
    """What one feature adds to the log-odds that the evidence answers."""

    feature: str  # a field of ``Features``
    meaning: str
    value: float
    effect: float  # weight times value
    # The value at which the evidence is just enough, all else equal; None if there is none, or if the feature is the
    # question's own, which no article would change.
    enough: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a question is answered or refused.

    The log-odds of the probability are ``base`` and the effects of all influences, added up.
    """

    question: str  # as it is searched
    kind: str  # of question; only a "fact" is decided by what stands here
    is_enough: bool  # to answer from
    probability: float | None  # that the evidence answers; None: nothing was found
    threshold: float  # that it must reach; beside that, no name may be missing
    base: float  # log-odds before any influence
    by_coverage: bool  # decided by whether a passage names all of the subject, and not by the probability
    influences: tuple[Influence, ...]  # that which pulls down most first
    closest: tuple[Closest, ...]
    period: str | None  # the days the question names
    period_note: str | None  # what is said if the evidence is not of these days
    missing: tuple[str, ...]  # names of the question that the closest articles lack; with one it is refused
    reasons: tuple[str, ...]  # in words: the name, number or denial that kept the question from being answered
