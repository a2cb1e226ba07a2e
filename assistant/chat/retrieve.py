"""Question -> ranked Evidence: dense and full-text search, blended by score."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.chat.words import content_words
from assistant.library.catalog import Catalog
from assistant.library.embed import Encoded
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
    question: str,
    k: int,
    catalog: Catalog,
    vectors: Vectors,
    encode_question: Callable[[str], NDArray[np.float32]],
) -> Found:
    """The ``k`` best passages. Each score is a blend of cosine and BM25, both divided by the best of the question."""
    vector = encode_question(question)
    pool = max(POOL, k)
    for _ in range(TRIES):
        generation = catalog.generation()
        dense = vectors.nearest(vector, pool)
        lexical = catalog.match(content_words(question), pool)
        known = catalog.evidence([each for each, _ in [*dense, *lexical]])
        if catalog.generation() == generation:  # else an article may have been replaced between the three
            break
    return rank(dense, lexical, known, vector, k)


def rank(
    dense: Sequence[tuple[int, float]],
    lexical: Sequence[tuple[int, float]],
    known: Mapping[int, tuple[Evidence, Encoded]],
    vector: NDArray[np.float32],
    k: int,
) -> Found:
    """The two arms' passages by the blend of their scores, best first; ids the catalog does not know are left out."""
    dense_ranks = {each: rank for rank, (each, _) in enumerate(dense, start=1)}
    lexical_ranks = {each: rank for rank, (each, _) in enumerate(lexical, start=1)}
    bm25 = dict(lexical)
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
