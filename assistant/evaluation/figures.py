"""Figures from outcomes, each with its 95 % confidence interval."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evaluation.outcomes import ALL_WORDS, FIRST_WORDS, Outcome

Z95 = 1.96  # the 97.5 % quantile of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Figure:
    """A share, mean or quantile, with its 95 % confidence interval and the number of cases."""

    value: float
    low: float
    high: float
    cases: int


def measure(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Return the figures by name. From ``answer@1`` to ``evidence`` they are over answered answerable questions.

    A figure is over the questions of which the file says what it needs: an article, the text in it, a short answer.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    others = [outcome for outcome in outcomes if not outcome.question.answerable]
    traced = [outcome for outcome in answerable if outcome.question.articles]
    answered = [outcome for outcome in answerable if outcome.answered]
    cited = [outcome for outcome in answered if outcome.question.articles]
    short = [outcome for outcome in answered if outcome.question.answers]
    times = [outcome.answer.timings_ms["total"] for outcome in outcomes if outcome.answer]
    figures = {
        "hits@1": share(outcome.found_within(1) for outcome in traced),
        "hits@4": share(outcome.found_within(4) for outcome in traced),
        "hits@10": share(outcome.found_within(10) for outcome in traced),
        "mrr": mean([reciprocal_rank(outcome.rank) for outcome in traced]),
        "false_refusal": share(not outcome.answered for outcome in answerable),
        "refused": share(not outcome.answered for outcome in others),
        "answer@1": share(outcome.says_answer(FIRST_WORDS) for outcome in short),
        "answer@3": share(outcome.says_answer(ALL_WORDS) for outcome in short),
        "cited": share(any(outcome.cites_evidence) for outcome in cited),
        "precision": share(hit for outcome in cited for hit in outcome.cites_evidence),
        "evidence": share(outcome.quotes_evidence for outcome in cited if outcome.question.has_evidence_text),
        "errors": share(bool(outcome.error) for outcome in outcomes),
        "p50_ms": quantile(times, 0.5),
        "p95_ms": quantile(times, 0.95),
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank among the first ten, else 0; its mean is "mrr" (Voorhees, The TREC-8 question answering track, 1999)."""
    return 1 / rank if rank and rank <= 10 else 0.0


def share(cases: Iterable[bool]) -> Figure | None:
    """A share with Wilson's score interval, which also holds for few cases; None without cases.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927),
    doi:10.1080/01621459.1927.10502953.
    """
    hits = list(cases)
    n = len(hits)
    if not n:
        return None
    p = sum(hits) / n
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    return Figure(p, max(0.0, centre - half), min(1.0, centre + half), n)


def mean(values: Sequence[float]) -> Figure | None:
    """A mean with the normal interval of its standard error; None without values."""
    if not values:
        return None
    m = statistics.fmean(values)
    half = Z95 * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Figure(m, m - half, m + half, len(values))


def quantile(values: Sequence[float], q: float) -> Figure | None:
    """A quantile with the interval of its order statistics; None without values.

    Their ranks are n q -+ z sqrt(n q (1 - q)), the normal approximation of the binomial distribution. Source: Conover,
    Practical Nonparametric Statistics, 3rd edition (1999), section 3.2.
    """
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    half = Z95 * math.sqrt(n * q * (1 - q))
    value, low, high = (
        ordered[min(n - 1, max(0, round(place)))] for place in (q * (n - 1), q * n - half, q * n + half)
    )
    return Figure(value, low, high, n)
