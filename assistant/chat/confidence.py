"""How likely it is that the evidence answers the question; below a threshold the question is refused.

The weights are in ``confidence.json``, written by ``benchmarks/fit_confidence.py`` with the figures it was held to.
"""

import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.chat.extract import Scored, make_lead
from assistant.chat.question import Query
from assistant.chat.retrieve import Found
from assistant.chat.words import content_words, stem, stems
from assistant.records import Evidence

TOP = 3  # passages that together may account for a question


@dataclass(frozen=True, slots=True)
class Signs:
    """What the evidence says about being an answer. "Best" is the sentence that would be shown first.

    Coverage is the share of the question's content words that is held, each word weighted by its rarity.
    """

    passage_cosine: float  # of the question and the closest passage
    sentence_cosine: float  # of the question and the best sentence
    sentence_coverage: float  # by the best sentence alone
    passage_coverage: float  # by its passage with title, outlet and date
    coverage: float  # by the best passages together
    rarest_missing: float  # weight share of the rarest word that the passage of the best sentence lacks
    names_missing: float  # share of the question's names, the first in it left out, that this passage lacks
    numbers_missing: float  # share of the question's numbers that this passage lacks
    fits: float  # 1 if the best sentence holds the kind of thing asked for
    agreement: float  # share of the best passages that both arms found


def read_signs(query: Query, found: Found, scored: Sequence[Scored], rarity: Mapping[str, float]) -> Signs | None:
    """The signs for a question; None if nothing was found that could be quoted."""
    if not scored:
        return None
    best, top = scored[0], found.evidence[:TOP]
    passage = held_by(best.quotable.evidence)
    together = set[str]().union(passage, *(held_by(each) for each in top))
    total = sum(rarity.values()) or 1.0
    asked = content_words(query.searched)
    names = {stem(word) for at, word in enumerate(asked) if word[0].isupper() and (at > 0 or not word.istitle())}
    numbers = {stem(word) for word in asked if word[0].isdigit()}

    def covered(held: Set[str]) -> float:
        return sum(weight for each, weight in rarity.items() if each in held) / total

    def missing(wanted: Set[str]) -> float:
        return len(wanted - passage) / len(wanted) if wanted else 0.0

    return Signs(
        passage_cosine=max(each.cosine for each in top),
        sentence_cosine=best.cosine,
        sentence_coverage=covered(stems(best.quotable.text)),
        passage_coverage=covered(passage),
        coverage=covered(together),
        rarest_missing=max((weight for each, weight in rarity.items() if each not in passage), default=0.0) / total,
        names_missing=missing(names),
        numbers_missing=missing(numbers),
        fits=float(best.fits),
        agreement=sum(each.dense_rank is not None and each.lexical_rank is not None for each in top) / TOP,
    )


def held_by(evidence: Evidence) -> set[str]:
    """The stems of a passage, its title, outlet and date."""
    return stems(f"{evidence.title} {make_lead(evidence)} {evidence.text}")


@cache
def _fitted() -> tuple[tuple[float, ...], float, float]:
    """Weights in the order of ``Signs``, intercept, threshold."""
    fitted = json.loads(files("assistant.chat").joinpath("confidence.json").read_text(encoding="utf-8"))
    weights = tuple(float(fitted["weights"][field.name]) for field in fields(Signs))
    return weights, float(fitted["intercept"]), float(fitted["threshold"])


def confidence(signs: Signs) -> float:
    """The probability that the evidence holds an answer, by logistic regression."""
    weights, intercept, _ = _fitted()
    return 1 / (1 + math.exp(-intercept - sum(w * x for w, x in zip(weights, astuple(signs), strict=True))))


def is_enough(signs: Signs | None) -> bool:
    """True if the evidence is good enough to answer from."""
    return signs is not None and confidence(signs) >= _fitted()[2]
