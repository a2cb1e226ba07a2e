"""Which articles are near-copies: the same text in other files, also cut, retitled, or with another lead.

Two texts are compared by their shingles, which are all runs of ``SHINGLE`` words. Those of which much of the shorter
text's shingles stand in the longer text are near-copies (``are_near_copies``): containment, so that a copy cut to a
third counts as one. Candidates are found by sketches, samples of the shingles' hashes: every text keeps those below
the same bound, and a short text all. That is the MinHash of A. Broder, "On the resemblance and containment of
documents" (1997), section 4, which estimates containment. The one that libraries such as datasketch have keeps as many
hashes of a short text as of a long one, and finds texts by their Jaccard index, which is low between a text and a third
of it; and numpy does this one in few lines.

A pair depends on the two articles only, so that an index has the same pairs however its corpus came to be.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.records import Article
from assistant.store.maintenance import CatalogCopies

FORMAT = 1  # of sketches and pairs; raise it when others are made of the same articles
SHINGLE = 5  # words
SAMPLED = 4  # one in so many hashes is in a sketch: those below ``BOUND``
WHOLE = 200  # shingles; the sketch of a text with fewer has all
LEAST_SAMPLED = 0.2  # of the shorter sketch that the other must share for two texts to be compared
CONTAINED = 0.4  # of the shingles of the shorter text that stand in a near-copy of it
CLOSE = 0.9  # so many must, if the two are of one source or dated more than ``DAYS`` apart: a report of each week and
DAYS = 10  # the pages of a site have much in common
SHORTEST = 0.2  # of the longer text; a round-up of many stories is a near-copy of none of them
FIGURES = 0.5  # of the numbers in the shorter text that stand in a near-copy: a table filled in anew is none
FEW_FIGURES = 3  # with fewer, or if the texts are close, they are not compared

WORD, FIGURE, ACCENT = re.compile(r"[^\W_]+"), re.compile(r"\d+(?:[.,]\d+)*"), re.compile("[\u0300-\u036f]+")
BOUND = np.uint64(2**64 // SAMPLED)
BATCH = 500  # articles whose texts are in memory at once

Hashes = NDArray[np.uint64]  # ascending, none twice


@dataclass(frozen=True, slots=True)
class Shingles:
    """A text as it is compared."""

    hashes: Hashes
    figures: frozenset[str]  # the numbers in it, as written

    @property
    def sketch(self) -> Hashes:
        """The hashes that are in the text's sketch."""
        return self.hashes if len(self.hashes) < WHOLE else self.hashes[: np.searchsorted(self.hashes, BOUND)]


def read_shingles(text: str) -> Shingles:
    """The shingles of a text. Case, accents, punctuation and white space do not count."""
    plain = ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))
    words = " ".join(WORD.findall(plain)).encode("utf-8", "replace").split()
    numbers = np.fromiter(map(zlib.crc32, words), np.uint64, len(words))
    count = len(words) - SHINGLE + 1 if len(words) > SHINGLE else min(len(words), 1)
    hashes = np.zeros(count, np.uint64)
    for at in range(min(SHINGLE, len(words))):
        hashes = _mix(hashes ^ numbers[at : at + count])
    return Shingles(np.unique(hashes), frozenset(FIGURE.findall(plain)))


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of the result depends on all of a value."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


class Compared:
    """An article and its shingles."""

    def __init__(self, article: Article) -> None:
        self.article, self.shingles = article, read_shingles(article.text)


def containment(one: Hashes, other: Hashes) -> float:
    """The share of the shingles of the text with fewer that the other has, 0 to 1."""
    shorter = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / shorter if shorter else 0.0


def are_near_copies(one: Compared, other: Compared) -> bool:
    """True if two articles have the same text, or so much of it that they are one story.

    The articles are alike whichever is given first.
    """
    shorter, longer = sorted((one.shingles, other.shingles), key=lambda each: len(each.hashes))
    if len(shorter.hashes) < SHORTEST * len(longer.hashes):
        return False
    share = containment(shorter.hashes, longer.hashes)
    if share >= CLOSE:
        return True
    if share < CONTAINED or _are_of_a_series(one.article, other.article):
        return False
    known = len(shorter.figures & longer.figures)
    return len(shorter.figures) < FEW_FIGURES or known >= FIGURES * len(shorter.figures)


def _are_of_a_series(one: Article, other: Article) -> bool:
    """True if two articles are of one source, or of days far apart."""
    apart = one.date and other.date and abs((one.date - other.date).days) > DAYS
    return bool(apart) or bool(one.source and other.source and one.source.casefold() == other.source.casefold())


def find_near_copies(copies: CatalogCopies, check_stop: Callable[[], None] = lambda: None) -> None:
    """Sketch the articles that have no sketch yet, and keep which articles they are near-copies of.

    A run that is stopped goes on where it was. check_stop: raises Stopped.
    """
    if new := copies.unsketched(FORMAT):
        for sketches, pairs in compare(new, copies.sketches(FORMAT), copies):
            copies.keep(FORMAT, sketches, pairs)
            check_stop()


def compare(
    new: Sequence[int], known: Mapping[int, bytes], copies: CatalogCopies
) -> Iterator[tuple[dict[int, bytes], list[tuple[int, int]]]]:
    """The sketches of new articles, and pairs of them and their near-copies, some articles at a time.

    known: the sketches of all other articles.
    """
    all_known = dict(known)
    for at in range(0, len(new), BATCH):
        compared = {id_: Compared(article) for id_, article in copies.articles(new[at : at + BATCH]).items()}
        sketches = {id_: each.shingles.sketch.tobytes() for id_, each in compared.items()}
        all_known |= sketches
        candidates = candidates_of(list(sketches), all_known)
        yield sketches, [pair for some in candidates for pair in _verified(some, compared, copies)]


def candidates_of(new: Sequence[int], known: Mapping[int, bytes]) -> Iterator[list[tuple[int, int]]]:
    """For each new article, pairs of it and others whose sketches share enough; a pair of two new ones comes once.

    known: the sketches of all articles, those of the new ones last.
    """
    ids = np.fromiter(known, np.int64, len(known))
    sketches = [np.frombuffer(sketch, np.uint64) for sketch in known.values()]
    sizes = np.fromiter(map(len, sketches), np.int64, len(sketches))
    hashes, owners = np.concatenate(sketches or [np.empty(0, np.uint64)]), np.repeat(np.arange(len(ids)), sizes)
    sampled = np.fromiter((np.searchsorted(each, BOUND) for each in sketches), np.int64, len(sketches))
    first = len(ids) - len(new)
    wanted = np.unique(np.concatenate([*sketches[first:], np.array([2**64 - 1], np.uint64)]))
    held = wanted[np.searchsorted(wanted, hashes)] == hashes
    hashes, owners = hashes[held], owners[held]
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    for at in range(first, len(ids)):
        begin, end = (np.searchsorted(hashes, sketches[at], side) for side in ("left", "right"))
        others = np.concatenate([owners[a:b] for a, b in zip(begin, end, strict=True)] or [owners[:0]])
        shared = np.bincount(others[others < at], minlength=at)
        whole = (sizes[:at] > sampled[:at]) & (sizes[at] > sampled[at])
        common = np.where(whole, np.minimum(sizes[:at], sizes[at]), np.minimum(sampled[:at], sampled[at]))
        enough = np.maximum(LEAST_SAMPLED * common, 1)
        yield [(int(ids[at]), int(ids[other])) for other in np.flatnonzero(shared >= enough)]


def _verified(
    candidates: Sequence[tuple[int, int]], compared: Mapping[int, Compared], copies: CatalogCopies
) -> Iterator[tuple[int, int]]:
    """Those of the pairs of one article that are near-copies."""
    others = copies.articles([other for _, other in candidates if other not in compared])
    for one, other in candidates:
        it = compared.get(other) or (Compared(others[other]) if other in others else None)
        if it and are_near_copies(compared[one], it):
            yield one, other
