"""How likely it is that the evidence answers the question; below a threshold the question is refused.

The weights are in ``confidence.json``, written by ``benchmarks/fit_confidence.py`` with the figures it was held to.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.chat.extract import Scored
from assistant.chat.retrieve import Found
from assistant.chat.words import content_words, stem, stems

TOP = 3  # passages a question must be accounted for by


@dataclass(frozen=True, slots=True)
class Signs:
    """What the evidence says about being an answer; each from about 0 to 1."""

    passage_cosine: float  # of the question and the best passage
    sentence_cosine: float  # of the question and the closest sentence
    best_coverage: float  # share of the question's weighted words in the best sentence and its surroundings
    coverage: float  # the same for the best passages together
    rarest_missing: float  # weight share of the rarest word that the best passages lack
    names_missing: float  # share of the question's names and numbers that the best passages lack
    fits: float  # 1 if the best sentence holds the kind of thing asked for
    agreement: float  # share of the best passages that both arms found


def read_signs(question: str, found: Found, scored: Sequence[Scored], rarity: Mapping[str, float]) -> Signs:
    """The signs for a question that found something."""
    top = found.evidence[:TOP]
    held = {s for each in top for s in stems(f"{each.title} {each.source or ''} {each.text}")}
    total = sum(rarity.values()) or 1.0
    missing = {s: weight for s, weight in rarity.items() if s not in held}
    names = {stem(word) for word in content_words(question)[1:] if word[:1].isupper() or word[:1].isdigit()}
    names |= {stem(word) for word in content_words(question)[:1] if word[:1].isdigit()}
    return Signs(
        passage_cosine=max((each.cosine for each in top), default=0.0),
        sentence_cosine=max((each.cosine for each in scored), default=0.0),
        best_coverage=scored[0].coverage if scored else 0.0,
        coverage=1 - sum(missing.values()) / total,
        rarest_missing=max(missing.values(), default=0.0) / total,
        names_missing=len(names - held) / len(names) if names else 0.0,
        fits=float(scored[0].fits) if scored else 0.0,
        agreement=sum(each.dense_rank is not None and each.lexical_rank is not None for each in top) / TOP,
    )


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


def is_enough(signs: Signs) -> bool:
    """True if the evidence is good enough to answer from."""
    return confidence(signs) >= _fitted()[2]
