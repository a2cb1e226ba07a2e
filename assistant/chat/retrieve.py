"""Question -> ranked Evidence: dense and full-text search, blended by score."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.chat.words import content_words
from assistant.library.catalog import Catalog
from assistant.library.vectors import Vectors
from assistant.records import Evidence

POOL = 50  # passages each arm brings at least
DENSE_SHARE = 0.5  # of the blended score; the rest is full text


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
    dense = vectors.nearest(vector, pool)
    lexical = catalog.match(content_words(question), pool)
    dense_ranks = {each: rank for rank, (each, _) in enumerate(dense, start=1)}
    lexical_ranks = {each: rank for rank, (each, _) in enumerate(lexical, start=1)}
    bm25 = dict(lexical)
    known = catalog.evidence(list(dense_ranks | lexical_ranks))
    cosines = {each: float(stored.passage @ vector) for each, (_, stored) in known.items()}
    best_cosine = max(cosines.values(), default=1.0)
    best_bm25 = max(bm25.values(), default=1.0)

    def blend(each: int) -> float:
        cosine = max(cosines[each], 0.0) / max(best_cosine, 1e-6)
        return DENSE_SHARE * cosine + (1 - DENSE_SHARE) * max(bm25.get(each, 0.0), 0.0) / max(best_bm25, 1e-6)

    ranked = sorted(known, key=lambda each: (-blend(each), each))[:k]
    return Found(
        tuple(
            replace(
                known[each][0],
                rank=rank,
                score=blend(each),
                cosine=cosines[each],
                dense_rank=dense_ranks.get(each),
                lexical_rank=lexical_ranks.get(each),
            )
            for rank, each in enumerate(ranked, start=1)
        ),
        {each: known[each][1].sentences @ vector for each in ranked},
    )


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
