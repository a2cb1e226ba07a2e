"""What became of each question, counted: the page that an editor reads first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.figures import Figure, share
from assistant.evaluation.outcomes import Outcome, Verdict

FEW = 30  # questions; with fewer, an interval is so wide that the figure is called rough

# In the order they are printed: whether they are of answerable questions, and what they mean.
MEANINGS: Mapping[Verdict, tuple[bool, str]] = {
    "found": (True, "answered, and the right answer is in it"),
    "missed": (True, "answered, and the right answer is not in it"),
    "refused wrongly": (True, "refused, though the articles have the answer"),
    "refused rightly": (False, "refused, and the articles have no answer"),
    "wrong": (False, "answered, though the articles have no answer"),
}
NOT_COUNTED: Mapping[Verdict, str] = {
    "not judged": "answered, and the file names neither a right answer nor an article",
    "failed": "not asked, because the question cannot be used",
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many questions have each verdict, and what share of those that could have it."""

    shares: Mapping[Verdict, Figure]  # none where no question could have it
    not_counted: Mapping[Verdict, int]
    notes: tuple[str, ...]  # of figures that are rough

    def count(self, verdict: Verdict) -> int:
        figure = self.shares.get(verdict)
        return round(figure.value * figure.cases) if figure else 0


def count_verdicts(outcomes: Sequence[Outcome]) -> Verdicts:
    """Count the verdicts. Shares are of the answerable questions, or of those that must be refused."""
    counted = Counter(outcome.verdict for outcome in outcomes)
    shares = {}
    for verdict, (answerable, _) in MEANINGS.items():
        judged = [
            outcome.verdict == verdict
            for outcome in outcomes
            if outcome.question.answerable == answerable and outcome.verdict in MEANINGS
        ]
        if figure := share(judged):
            shares[verdict] = figure
    return Verdicts(shares, {verdict: counted[verdict] for verdict in NOT_COUNTED if counted[verdict]}, _notes(shares))


def _notes(shares: Mapping[Verdict, Figure]) -> tuple[str, ...]:
    kinds: tuple[tuple[Verdict, str], ...] = (
        ("found", "that the articles answer"),
        ("wrong", "that must be refused"),
    )
    notes = []
    for verdict, which in kinds:
        cases = shares[verdict].cases if verdict in shares else 0
        if not cases:
            notes.append(f"No questions {which}: nothing is measured about them.")
        elif cases < FEW:
            notes.append(f"Only {cases} {'question' if cases == 1 else 'questions'} {which}: their figures are rough.")
    return tuple(notes)
