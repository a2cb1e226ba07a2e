"""Query -> ranked Evidence: dense and full-text search, blended by score."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.chat.dates import is_within
from assistant.chat.question import Query
from assistant.chat.words import content_words
from assistant.library.catalog import Catalog
from assistant.library.embed import Encoded, unit
from assistant.library.vectors import Vectors
from assistant.records import Evidence

POOL = 50  # passages each arm brings at least
DENSE_SHARE = 0.5  # of the blended score, the rest is full text; measured by benchmarks/weigh_sentences.py
TRIES = 3  # searches, if the index changes in the middle of one


@dataclass(frozen=True, slots=True)
class Found:
    """What one search brings: the evidence, best first, and how close each of its sentences is to the question."""

    evidence: tuple[Evidence, ...]
    sentence_cosines: Mapping[int, NDArray[np.float32]]  # by passage id, in the order of its sentences


def retrieve(
    query: Query,
    k: int,
    catalog: Catalog,
    vectors: Vectors,
    encode_question: Callable[[str], NDArray[np.float32]],
) -> Found:
    """The ``k`` best passages. Each score is a blend of cosine and BM25, both divided by the best of the question.

    A follow-up is searched twice in one go, by itself and with its context: the mean of the two vectors, the mean of
    the two BM25 scores. A period leaves out what is not within it.
    """
    forms = list(dict.fromkeys([query.text, query.searched]))
    total: NDArray[np.float32] = np.sum([encode_question(form) for form in forms], axis=0, dtype=np.float32)
    vector = unit(total)
    pool = max(POOL, k)
    period = query.period
    for _ in range(TRIES):
        generation = catalog.generation()
        if period and period.bound == "published":
            dense = catalog.nearest(vector, pool, period.start, period.end)
            arms = [catalog.match(content_words(form), pool, period.start, period.end) for form in forms]
        else:
            wide = pool * 4 if period else pool
            dense = vectors.nearest(vector, wide)
            arms = [catalog.match(content_words(form), wide) for form in forms]
        lexical = blend(arms)
        known = catalog.evidence([each for each, _ in [*dense, *lexical]])
        if catalog.generation() == generation:  # else an article may have been replaced between the three
            break
    if period:
        known = {
            each: (evidence, encoded)
            for each, (evidence, encoded) in known.items()
            if is_within(period, evidence.date, f"{evidence.title}\n{evidence.text}")
        }
    return rank(dense, lexical, known, vector, k)


def reorder(found: Found, best: Mapping[int, float]) -> Found:
    """The evidence by the sum of its score and that of its best sentence; what has none keeps its place at the end.

    best: passage id -> the score of its best sentence. Scores are those of retrieval still.
    """
    ranked = sorted(
        found.evidence, key=lambda each: -(each.score + best[each.passage_id]) if each.passage_id in best else math.inf
    )
    return replace(found, evidence=tuple(replace(each, rank=rank) for rank, each in enumerate(ranked, start=1)))


def blend(arms: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """The mean of several lists of scores, each divided by its best, best first."""
    total: dict[int, float] = {}
    for arm in arms:
        best = max((score for _, score in arm), default=1.0)
        for each, score in arm:
            total[each] = total.get(each, 0.0) + max(score, 0.0) / max(best, 1e-6) / len(arms)
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def rank(
    dense: Sequence[tuple[int, float]],
    lexical: Sequence[tuple[int, float]],
    known: Mapping[int, tuple[Evidence, Encoded]],
    vector: NDArray[np.float32],
    k: int,
) -> Found:
    """The two arms' passages by the blend of their scores, best first; ids that are not known are left out."""
    dense_ranks = {each: rank for rank, (each, _) in enumerate(dense, start=1)}
    lexical_ranks = {each: rank for rank, (each, _) in enumerate(lexical, start=1)}
    bm25 = {each: score for each, score in lexical if each in known}
    cosines = {each: float(stored.passage @ vector) for each, (_, stored) in known.items()}
    best_cosine = max(cosines.values(), default=1.0)
    best_bm25 = max(bm25.values(), default=1.0)
    scores = {
        each: DENSE_SHARE * max(cosine, 0.0) / max(best_cosine, 1e-6)
        + (1 - DENSE_SHARE) * max(bm25.get(each, 0.0), 0.0) / max(best_bm25, 1e-6)
        for each, cosine in cosines.items()
    }
    ranked = sorted(scores, key=lambda each: (-scores[each], each))[:k]
    evidence = tuple(
        replace(
            known[each][0],
            rank=place,
            score=scores[each],
            cosine=cosines[each],
            dense_rank=dense_ranks.get(each),
            lexical_rank=lexical_ranks.get(each),
        )
        for place, each in enumerate(ranked, start=1)
    )
    return Found(evidence, {each: known[each][1].sentences @ vector for each in ranked})


def spread(evidence: tuple[Evidence, ...], per_article: int) -> tuple[Evidence, ...]:
    """At most ``per_article`` passages of one article, order kept."""
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for each in evidence:
        key = (each.article, each.version)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= per_article:
            kept.append(each)
    return tuple(kept)
