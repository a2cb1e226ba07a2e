"""Asks every question of a file, and measures the results."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import QuestionError
from assistant.evaluation.figures import Figure, measure
from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.questions import Question
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


def _ask(assistant: "Assistant | Remote", question: Question) -> Outcome:
    try:
        result = assistant.search(question.question, DEPTH, question.history)
        return Outcome(question, result, assistant.ask(question.question, question.history))
    except QuestionError as error:
        return Outcome(question, None, None, str(error))
