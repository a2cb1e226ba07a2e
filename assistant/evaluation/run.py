"""Asks every question of a file, and measures the results."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import QuestionError
from assistant.evaluation.figures import Figure, measure
from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.questions import Question
from assistant.evaluation.variants import FORMS, Known, make_variants
from assistant.evaluation.verdicts import Verdicts, count_verdicts
from assistant.progress import Progress

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.rpc import Remote

DEPTH = 30  # passages searched for each question; figures count the distinct articles among them


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run by name, and the outcome of every question."""

    figures: dict[str, Figure]
    outcomes: tuple[Outcome, ...]

    @property
    def verdicts(self) -> Verdicts:
        """What became of the questions."""
        return count_verdicts(self.outcomes)


def evaluate(assistant: "Assistant | Remote", questions: Sequence[Question], progress: Progress) -> Evaluation:
    """Search and ask every question. Raises IndexUnavailableError if there is no index."""
    assistant.status()
    outcomes = []
    for number, question in enumerate(questions):
        progress(number, len(questions), question.question)
        outcome = _ask(assistant, question)
        if outcome.lost_in and question.history and question.standalone:
            alone = _ask(assistant, replace(question, question=question.standalone, history=()))
            outcome = replace(outcome, alone=alone)
        outcomes.append(outcome)
    return Evaluation(measure(outcomes), tuple(outcomes))


def evaluate_variants(
    assistant: "Assistant | Remote", questions: Sequence[Question], seed: int, progress: Progress
) -> dict[str, Evaluation]:
    """Ask the questions in each of ``FORMS``. Raises IndexUnavailableError if there is no index."""

    def passages(question: str) -> list[str]:
        return [f"{hit.title} {hit.text}" for hit in assistant.search(question, DEPTH).hits]

    known = Known({row.path: row.date for row in assistant.articles() if row.date}, passages)
    return {form: evaluate(assistant, make_variants(form, questions, known, seed), progress) for form in FORMS}


def _ask(assistant: "Assistant | Remote", question: Question) -> Outcome:
    try:
        result = assistant.search(question.question, DEPTH, question.history, question.today)
        return Outcome(question, result, assistant.ask(question.question, question.history, question.today))
    except QuestionError as error:
        return Outcome(question, None, None, str(error))
