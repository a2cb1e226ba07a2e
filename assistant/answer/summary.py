"""Passages -> the few sentences that cover them.

Sentences are chosen one after another. Each time, the one is taken that adds most to two sums: how close each sentence
is to the nearest chosen one, and which of the recurring words the chosen ones have (Lin and Bilmes, "A Class of
Submodular Functions for Document Summarization", ACL 2011). What a sentence adds is weighed by how well it stands by
itself, and by where it stands: news begins with what matters most.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from math import exp, log1p

import numpy as np
from numpy.typing import NDArray

from assistant.language import DEFAULT
from assistant.language.tokens import content_words, stem, words
from assistant.records import ArticlePath, Evidence, Quotable, Span, Version, normalize_space
from assistant.store.records import Encoded

LEAST_WORDS, MOST_WORDS = 7, 90  # of a sentence that may be chosen
READABLE_WORDS = 40  # a longer sentence adds less
OPENING_SHARE, OPENING_SENTENCES = 1.0, 2.0  # how much more the first sentence of an article adds; how soon that ends
LEANS, CONNECTS, QUOTES = 0.3, 0.6, 0.6  # what one adds that leans on another, opens with "But", with a quote
SAME_ARTICLE = 0.6  # what a further sentence of an article adds, where there are several articles
POOR, LEAST_FRAGMENT = 0.2, 3  # quality of a fragment, and its words
LAST = 1e-6  # what puts a sentence behind all others
WORDS_SHARE = 0.4  # of the words in what a sentence adds, the rest is the vectors
LENGTH_POWER = 0.3  # what a sentence adds is divided by its words to this power: 0 prefers long ones, 1 short ones
SAME_STEMS, SAME_VECTOR = 0.6, 0.9  # of stems shared, and cosine, at which two sentences say the same
MANY = 6  # sentences of a summary of several articles
ROOM = 180  # words in a summary
FAR, NEAR = 0.3, 0.5  # relevance of a sentence that is far from the topic; cosine of one that is near
BACKGROUND = 0.12  # cosine of two sentences that have little to do with one another


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence that may be chosen."""

    quotable: Quotable
    vector: NDArray[np.float32]  # of unit length
    place: int  # among the sentences of its article, from 0
    stems: frozenset[str]  # of its content words
    quality: float  # how well it stands by itself, up to 1; 0: it may not be chosen
    relevance: float = 1.0  # how near it is to the topic, ``FAR`` to 1

    @property
    def text(self) -> str:
        return self.quotable.text

    @property
    def article(self) -> tuple[ArticlePath, Version]:
        return self.quotable.evidence.article, self.quotable.evidence.version


def read_candidates(found: Sequence[tuple[Evidence, Encoded]]) -> list[Candidate]:
    """Every sentence of some passages, by article and place, what cannot be chosen among them with quality 0."""
    made, places = [], Counter[tuple[str, str]]()
    ordered = sorted(found, key=lambda each: (each[0].article, each[0].version, each[0].start))
    for evidence, encoded in ordered:
        key = (evidence.article, evidence.version)
        for span, vector in zip(evidence.sentences, encoded.sentences, strict=True):
            text = normalize_space(evidence.quote(span))
            stems = frozenset(stem(word) for word in content_words(text))
            quality = 0.0 if evidence.suspicious else judge(text)
            made.append(Candidate(Quotable(0, evidence, span), vector, places[key], stems, quality))
            places[key] += 1
    return made


def judge(text: str) -> float:
    """How well a sentence stands by itself, 0 to 1; 0 for a question, a fragment, a heading, a cut quotation."""
    count, table = len(words(text)), DEFAULT.answers
    ended = text.rstrip("\"'”’)]»*_")[-1:]
    begins = next((character for character in text if character.isalnum()), "")
    if not LEAST_WORDS <= count <= MOST_WORDS or ended not in (".", "!") or not (begins.isupper() or begins.isdigit()):
        return 0.0
    if text.count("“") != text.count("”") or text.count('"') % 2 or text.count("(") != text.count(")"):
        return 0.0
    quality = 1.0 if count <= READABLE_WORDS else READABLE_WORDS / count
    if table.leaning.match(text) or table.pointing.match(text):
        quality *= LEANS
    elif table.connective.match(text):
        quality *= CONNECTS
    if text[0] in '"“':
        quality *= QUOTES
    return 0.0 if table.addresses.search(text) and ended == "!" else quality


def summarize(
    found: Sequence[tuple[Evidence, Encoded]],
    is_about: Callable[[str], bool] | None = None,
    furniture: Collection[str] = (),
    topic: NDArray[np.float32] | None = None,
) -> list[Quotable]:
    """The few sentences that cover some passages: in the order of the article, or of several articles, by date.

    is_about: which sentences may be chosen; None: all. furniture: sentences that say nothing, white space folded.
    topic: the vector of what the passages were found for; sentences that are close to it count more.
    """
    candidates = [each for each in read_candidates(found) if normalize_space(each.text) not in furniture]
    if is_about:
        candidates = [each for each in candidates if is_about(each.text)] or candidates
    candidates = with_fragments(candidates)
    several = len({each.article for each in candidates}) > 1
    most = MANY if several else sentences_for(len(candidates))
    if topic is not None:
        candidates = [replace(each, relevance=relevance_of(each, topic)) for each in candidates]
    chosen = choose(candidates, most)
    return [each.quotable for each in sorted(chosen, key=in_order)]


def with_fragments(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences, those of an article without a whole one of quality ``POOR``: better a fragment than nothing."""
    whole = {each.article for each in candidates if each.quality}
    return [
        each
        if each.article in whole or each.quotable.evidence.suspicious
        else replace(each, quality=POOR * (len(words(each.text)) >= LEAST_FRAGMENT))
        for each in candidates
    ]


def relevance_of(candidate: Candidate, topic: NDArray[np.float32]) -> float:
    """How near a sentence is to a topic, ``FAR`` to 1."""
    return FAR + (1 - FAR) * min(max(float(candidate.vector @ topic), 0.0) / NEAR, 1.0)


def sentences_for(count: int) -> int:
    """How many sentences the summary of an article of ``count`` sentences has: 2 to 5."""
    return max(2, min(count // 2, 4), min(count // 4, 5))


def in_order(candidate: Candidate) -> tuple[dt.date, ArticlePath, Span]:
    """A key that sorts sentences by the date of their article, undated ones last, then by article and place."""
    evidence = candidate.quotable.evidence
    return evidence.date or dt.date.max, evidence.article, candidate.quotable.span


def choose(candidates: Sequence[Candidate], most: int, room: int = ROOM) -> list[Candidate]:
    """At most so many sentences that cover all of them, no two of which say the same. room: words, together."""
    if not candidates:
        return []
    vectors = np.stack([each.vector for each in candidates])
    close = np.clip((vectors @ vectors.T - BACKGROUND) / (1 - BACKGROUND), 0.0, 1.0)
    weights = np.array(
        [min(len(each.stems), 12) * (each.quality > 0) * each.relevance * boost(each) for each in candidates],
        np.float32,
    )
    weights *= close @ weights / max(float(weights.sum()), 1e-6)  # what is alone in what it says weighs little
    weights /= max(float(weights.sum()), 1e-6)
    worth, holds = weigh_stems(candidates)
    qualities = np.array([each.quality * each.relevance * boost(each) for each in candidates], np.float32)
    sizes = np.array([max(len(words(each.text)), 1) for each in candidates])
    several = len({each.article for each in candidates}) > 1
    chosen: list[Candidate] = []
    nearest, left = np.zeros(len(candidates), np.float32), room
    while len(chosen) < most:
        by_vector = weights @ np.maximum(close - nearest[:, None], 0.0)
        by_words = holds @ worth
        gains = ((1 - WORDS_SHARE) * by_vector + WORDS_SHARE * by_words) * qualities / sizes**LENGTH_POWER
        if several:
            used = {each.article for each in chosen}
            share = SAME_ARTICLE if len(chosen) > 1 else LAST  # the second is of another article, if there is one
            gains *= np.array([share if each.article in used else 1.0 for each in candidates])
        fits = (at for at in np.argsort(-gains, kind="stable") if gains[at] > 0 and (sizes[at] <= left or not chosen))
        at = next((int(at) for at in fits if not any(repeats(candidates[at], each) for each in chosen)), None)
        if at is None:
            break
        chosen.append(candidates[at])
        nearest, left = np.maximum(nearest, close[:, at]), left - int(sizes[at])
        worth = worth * ~holds[at]
    return chosen


def boost(candidate: Candidate) -> float:
    """How much more a sentence near the beginning of its article adds."""
    return 1.0 + OPENING_SHARE * exp(-candidate.place / OPENING_SENTENCES)


def weigh_stems(candidates: Sequence[Candidate]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The worth of each stem that recurs, by the logarithm of how many sentences have it, together 1; who has which.

    Shapes (stems,) and (candidates, stems).
    """
    counts = Counter(each for one in candidates if one.quality for each in one.stems)
    columns = {each: at for at, each in enumerate(each for each, count in counts.items() if count > 1)}
    worth = np.array([log1p(counts[each]) for each in columns], np.float32)
    holds = np.zeros((len(candidates), len(columns)), bool)
    for row, one in enumerate(candidates):
        holds[row, [columns[each] for each in one.stems if each in columns]] = True
    return worth / max(float(worth.sum()), 1e-6), holds


def repeats(one: Candidate, other: Candidate) -> bool:
    """True if the other sentence says already what the one does."""
    shared = len(one.stems & other.stems) / max(1, len(one.stems))
    return shared >= SAME_STEMS or float(one.vector @ other.vector) >= SAME_VECTOR


def is_same(one: Candidate, other: Candidate) -> bool:
    """True if one of two sentences says what the other does."""
    return repeats(one, other) or repeats(other, one)
