"""Outcomes -> figures, each with its 95 % confidence interval."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evaluation.outcomes import ALL_WORDS, FIRST_WORDS, Outcome

Z95 = 1.96  # standard normal quantile for a 95 % interval


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or mean with its 95 % confidence interval and how many cases it is over."""

    value: float
    low: float
    high: float
    cases: int


def measure(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The figures. Those from ``answer@1`` to ``evidence`` are over answerable questions that were answered."""
    yes = [each for each in outcomes if each.question.answerable]
    no = [each for each in outcomes if not each.question.answerable]
    answered = [each for each in yes if each.answered]
    short = [each for each in answered if each.question.answers]
    times = [each.answer.timings_ms["total"] for each in outcomes if each.answer]
    figures = {
        "hits@1": share(each.found_within(1) for each in yes),
        "hits@4": share(each.found_within(4) for each in yes),
        "hits@10": share(each.found_within(10) for each in yes),
        "mrr": mean([1 / each.rank if each.rank and each.rank <= 10 else 0.0 for each in yes]),
        "false_refusal": share(not each.answered for each in yes),
        "refused": share(not each.answered for each in no),
        "answer@1": share(each.says_answer(FIRST_WORDS) for each in short),
        "answer@3": share(each.says_answer(ALL_WORDS) for each in short),
        "cited": share(any(each.cites_evidence) for each in answered),
        "precision": share(hit for each in answered for hit in each.cites_evidence),
        "evidence": share(each.quotes_evidence for each in answered),
        "errors": share(bool(each.error) for each in outcomes),
        "p50_ms": quantile(times, 0.5),
        "p95_ms": quantile(times, 0.95),
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def share(cases: Iterable[bool]) -> Figure | None:
    """A share with Wilson's interval (Wilson 1927), which holds for small numbers too; None of no cases."""
    hits = list(cases)
    n = len(hits)
    if not n:
        return None
    p = sum(hits) / n
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    return Figure(p, max(0.0, centre - half), min(1.0, centre + half), n)


def mean(values: Sequence[float]) -> Figure | None:
    """A mean with the normal interval of its standard error; None of no values."""
    if not values:
        return None
    m = statistics.fmean(values)
    half = Z95 * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Figure(m, m - half, m + half, len(values))


def quantile(values: Sequence[float], q: float) -> Figure | None:
    """A quantile with the interval of its order statistics (binomial, normal approximation); None of no values."""
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    half = Z95 * math.sqrt(n * q * (1 - q))
    value, low, high = (
        ordered[min(n - 1, max(0, round(place)))] for place in (q * (n - 1), q * n - half, q * n + half)
    )
    return Figure(value, low, high, n)
