"""What a kind of question is: how one is recognised, and how it is answered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.answer.answer_run import AnswerRun
from assistant.answer.parts import Parts
from assistant.answer.question import Query
from assistant.records import Answer


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question."""

    name: str
    recognise: Callable[[Query], bool]  # True if a question is of this kind
    # Growing answers to ``run.query``, the last one complete. It may raise any AssistantError.
    answer: Callable[[AnswerRun, Parts], Iterator[Answer]]
