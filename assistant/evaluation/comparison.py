"""Saved runs, and the comparison of two of them question by question.

A paired test detects smaller differences than two intervals side by side do.
"""

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.contract import to_line
from assistant.errors import QuestionError
from assistant.evaluation.outcomes import ALL_WORDS, FIRST_WORDS, Outcome
from assistant.evaluation.questions import Question, read_lines
from assistant.evaluation.run import Evaluation

ALPHA = 0.05  # a difference with a smaller p-value is called one


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved run keeps of one question."""

    id: str
    question: str
    fingerprint: str
    passed: Mapping[str, bool | None]  # by the names of PASSED
    lost_in: str
    ms: float | None  # to answer; None if that raised an error


@dataclass(frozen=True, slots=True)
class Paired:
    """How many questions passed in both runs, in the later alone, in the earlier alone, and in neither."""

    both: int
    won: int
    lost: int
    neither: int

    @property
    def cases(self) -> int:
        return self.both + self.won + self.lost + self.neither

    @property
    def then(self) -> float:
        """The share that passed in the earlier run."""
        return (self.both + self.lost) / self.cases

    @property
    def now(self) -> float:
        """The share that passed in the later run."""
        return (self.both + self.won) / self.cases

    @property
    def p(self) -> float:
        return mcnemar(self.won, self.lost)

    @property
    def verdict(self) -> str:
        if self.p >= ALPHA:
            return "no difference shown"
        return "better" if self.won > self.lost else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions both asked."""

    paired: dict[str, Paired]  # by the names of PASSED
    ms: float | None  # median of the differences in time, later minus earlier
    won: tuple[Saved, ...]  # lost by the earlier run alone, as it lost them
    lost: tuple[Saved, ...]  # lost by the later run alone, as it lost them
    both: int
    only_then: int
    only_now: int


def read_run(file: Path, questions: Sequence[Question]) -> list[Saved]:
    """A run saved earlier. Raises QuestionError if it is none, or if it is not over the questions given."""
    run = read_lines(file, "saved run", "one that `eval --save` wrote", _read_saved)
    then = Counter(each.id for each in run)
    now = Counter(each.id for each in questions)
    twice = [id_ for id_, times in [*then.items(), *now.items()] if times > 1]
    if twice:
        raise QuestionError(f"Two questions have the id {twice[0]!r}: runs are compared by ids, so give each its own.")
    if not then.keys() & now.keys():
        raise QuestionError(f"The saved run {file} is over other questions: none of its ids is in the question file.")
    asked = {each.id: each.fingerprint for each in run}
    for each in questions:
        if asked.get(each.id, each.fingerprint) != each.fingerprint:
            raise QuestionError(
                f"Question {each.id!r} is not the one in the saved run {file} (another text, history or expected "
                "answer): make both runs over the same question file."
            )
    return run


def _read_saved(fields: Any, _: int) -> Saved:
    ms = fields["ms"]
    saved = Saved(
        id=str(fields["id"]),
        question=str(fields["question"]),
        fingerprint=str(fields["fingerprint"]),
        passed=dict(fields["passed"]),
        lost_in=str(fields["lost_in"]),
        ms=None if ms is None else float(ms),
    )
    if not all(isinstance(each, bool | None) for each in saved.passed.values()):
        raise ValueError("passed is not true, false or null")
    if not math.isfinite(saved.ms or 0.0):
        raise ValueError("ms is not a number")
    return saved


# What one question can pass, for pairing: None where that is not defined. ``answer@1`` and ``answer@3`` are defined for
# every question with short answers, so that a refusal is a wrong answer; ``measure`` leaves refusals out of them.
PASSED: dict[str, Callable[[Outcome], bool | None]] = {
    "hits@1": lambda each: each.found_within(1) if each.question.answerable else None,
    "hits@4": lambda each: each.found_within(4) if each.question.answerable else None,
    "answered": lambda each: each.answered if each.question.answerable else None,
    "refused": lambda each: None if each.question.answerable else not each.answered,
    "answer@1": lambda each: _answers_within(each, FIRST_WORDS),
    "answer@3": lambda each: _answers_within(each, ALL_WORDS),
    "cited": lambda each: any(each.cites_evidence) if each.question.answerable and each.answered else None,
    "evidence": lambda each: each.quotes_evidence if each.question.answerable and each.answered else None,
}


def _answers_within(outcome: Outcome, first: int) -> bool | None:
    if not (outcome.question.answerable and outcome.question.answers):
        return None
    return outcome.answered and outcome.says_answer(first)


def to_saved(evaluation: Evaluation) -> list[Saved]:
    """What is kept of a run, to compare a later one with it."""
    return [
        Saved(
            id=each.question.id,
            question=each.question.question,
            fingerprint=each.question.fingerprint,
            passed={name: passed(each) for name, passed in PASSED.items()},
            lost_in=each.lost_in,
            ms=each.answer.timings_ms["total"] if each.answer else None,
        )
        for each in evaluation.outcomes
    ]


def to_lines(run: Iterable[Saved]) -> str:
    """A run as ``read_run`` reads it."""
    return "".join(to_line(asdict(each)) + "\n" for each in run)


def compare(then: Sequence[Saved], now: Sequence[Saved]) -> Comparison:
    """Two runs, question by question. A question counts for what is defined for it in both."""
    earlier = {each.id: each for each in then}
    pairs = [(earlier[each.id], each) for each in now if each.id in earlier]
    paired = {name: pair((a.passed.get(name), b.passed.get(name)) for a, b in pairs) for name in PASSED}
    times = [b.ms - a.ms for a, b in pairs if a.ms is not None and b.ms is not None]
    return Comparison(
        paired={name: each for name, each in paired.items() if each is not None},
        ms=statistics.median(times) if times else None,
        won=tuple(a for a, b in pairs if a.lost_in and not b.lost_in),
        lost=tuple(b for a, b in pairs if b.lost_in and not a.lost_in),
        both=len(pairs),
        only_then=len(then) - len(pairs),
        only_now=len(now) - len(pairs),
    )


def pair(cases: Iterable[tuple[bool | None, bool | None]]) -> Paired | None:
    """Counts of cases that passed or not, then and now; None if none is defined in both."""
    counts = Counter(each for each in cases if None not in each)
    if not counts:
        return None
    return Paired(counts[True, True], counts[False, True], counts[True, False], counts[False, False])


def mcnemar(won: int, lost: int) -> float:
    """The exact two-sided p-value of McNemar's test (McNemar 1947): the cases that differ are tosses of a fair coin.

    p = min(1, 2 * sum of C(n, k) / 2**n for k = 0 .. min(won, lost)), where n = won + lost.
    """
    n = won + lost
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(min(won, lost) + 1)) / (1 << n))
