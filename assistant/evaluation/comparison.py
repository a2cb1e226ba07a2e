"""Saved runs, and the comparison of two runs question by question.

A paired test finds smaller differences than a comparison of two confidence intervals does.
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

ALPHA = 0.05  # a difference with a smaller p-value is reported as one


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of one question in a saved run."""

    id: str
    question: str
    fingerprint: str
    passed: Mapping[str, bool | None]  # by the names of PASSED
    lost_in: str
    ms: float | None  # to answer; None if an error was raised


@dataclass(frozen=True, slots=True)
class Paired:
    """Counts of questions: passed in both runs, only in the later one, only in the earlier one, and in neither."""

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
    """Two runs, compared over the questions that both asked."""

    paired: dict[str, Paired]  # by the names of PASSED
    ms: float | None  # median of the differences in time, later minus earlier
    won: tuple[Saved, ...]  # results of the earlier run, for questions that only it lost
    lost: tuple[Saved, ...]  # results of the later run, for questions that only it lost
    both: int
    only_then: int
    only_now: int


def read_run(file: Path, questions: Sequence[Question]) -> list[Saved]:
    """Read a saved run. Raises QuestionError if the file is not one, or if the run asked other questions."""
    run = read_lines(file, "saved run", "one that `eval --save` wrote", _read_saved)
    then = Counter(saved.id for saved in run)
    now = Counter(question.id for question in questions)
    twice = [id_ for id_, times in [*then.items(), *now.items()] if times > 1]
    if twice:
        raise QuestionError(f"Two questions have the id {twice[0]!r}: runs are compared by ids, so give each its own.")
    if not then.keys() & now.keys():
        raise QuestionError(f"The saved run {file} is over other questions: none of its ids is in the question file.")
    asked = {saved.id: saved.fingerprint for saved in run}
    for question in questions:
        if asked.get(question.id, question.fingerprint) != question.fingerprint:
            raise QuestionError(
                f"Question {question.id!r} is not the one in the saved run {file} (another text, history or expected "
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
    if not all(isinstance(passed, bool | None) for passed in saved.passed.values()):
        raise ValueError("passed is not true, false or null")
    if not math.isfinite(saved.ms or 0.0):
        raise ValueError("ms is not a number")
    return saved


# Whether a question passed, by the name of the figure; None where the figure is not defined for the question.
# ``answer@1`` and ``answer@3`` are defined for every question with short answers, so a refusal counts as a wrong
# answer; ``measure`` leaves refusals out of them.
PASSED: dict[str, Callable[[Outcome], bool | None]] = {
    "hits@1": lambda outcome: outcome.found_within(1) if _traced(outcome) else None,
    "hits@4": lambda outcome: outcome.found_within(4) if _traced(outcome) else None,
    "answered": lambda outcome: outcome.answered if outcome.question.answerable else None,
    "refused": lambda outcome: None if outcome.question.answerable else not outcome.answered,
    "answer@1": lambda outcome: _answers_within(outcome, FIRST_WORDS),
    "answer@3": lambda outcome: _answers_within(outcome, ALL_WORDS),
    "cited": lambda outcome: any(outcome.cites_evidence) if _traced(outcome) and outcome.answered else None,
    "evidence": lambda outcome: outcome.quotes_evidence if _quotable(outcome) and outcome.answered else None,
}


def _traced(outcome: Outcome) -> bool:
    """Whether an article is known that answers."""
    return outcome.question.answerable and bool(outcome.question.articles)


def _quotable(outcome: Outcome) -> bool:
    """Whether the text of an article is known that answers."""
    return outcome.question.answerable and outcome.question.has_evidence_text


def _answers_within(outcome: Outcome, first: int) -> bool | None:
    if not (outcome.question.answerable and outcome.question.answers):
        return None
    return outcome.answered and outcome.says_answer(first)


def to_saved(evaluation: Evaluation) -> list[Saved]:
    """Return what is saved of a run, to compare a later one with it."""
    return [
        Saved(
            id=outcome.question.id,
            question=outcome.question.question,
            fingerprint=outcome.question.fingerprint,
            passed={name: passed(outcome) for name, passed in PASSED.items()},
            lost_in=outcome.lost_in,
            ms=outcome.answer.timings_ms["total"] if outcome.answer else None,
        )
        for outcome in evaluation.outcomes
    ]


def to_lines(run: Iterable[Saved]) -> str:
    """A run as lines of JSON, which ``read_run`` reads."""
    return "".join(to_line(asdict(saved)) + "\n" for saved in run)


def compare(then: Sequence[Saved], now: Sequence[Saved]) -> Comparison:
    """Compare two runs question by question. A figure counts the questions for which it is defined in both."""
    earlier = {saved.id: saved for saved in then}
    pairs = [(earlier[saved.id], saved) for saved in now if saved.id in earlier]
    paired = {name: pair((a.passed.get(name), b.passed.get(name)) for a, b in pairs) for name in PASSED}
    times = [b.ms - a.ms for a, b in pairs if a.ms is not None and b.ms is not None]
    return Comparison(
        paired={name: counts for name, counts in paired.items() if counts is not None},
        ms=statistics.median(times) if times else None,
        won=tuple(a for a, b in pairs if a.lost_in and not b.lost_in),
        lost=tuple(b for a, b in pairs if b.lost_in and not a.lost_in),
        both=len(pairs),
        only_then=len(then) - len(pairs),
        only_now=len(now) - len(pairs),
    )


def pair(cases: Iterable[tuple[bool | None, bool | None]]) -> Paired | None:
    """Count cases by whether they passed in the earlier and the later run; None if no case is defined in both."""
    counts = Counter(case for case in cases if None not in case)
    if not counts:
        return None
    return Paired(counts[True, True], counts[False, True], counts[True, False], counts[False, False])


def mcnemar(won: int, lost: int) -> float:
    """The exact two-sided p-value of McNemar's test, which takes the cases that differ for tosses of a fair coin.

    p = min(1, 2 * sum of C(n, k) / 2**n for k = 0 .. min(won, lost)), where n = won + lost. Source: McNemar, Note on
    the sampling error of the difference between correlated proportions or percentages, Psychometrika 12 (1947).
    """
    n = won + lost
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(min(won, lost) + 1)) / (1 << n))
