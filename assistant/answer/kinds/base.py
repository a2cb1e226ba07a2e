"""What a kind of question is: which frames are of it, and how it is answered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.parts import Parts
from assistant.records import Answer


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question."""

    name: str
    acts: frozenset[str]  # of the frames that are of this kind
    # Growing answers to ``run.query``, the last one complete. It may raise any AssistantError.
    answer: Callable[[Frame, AnswerRun, Parts], Iterator[Answer]]
    default: str  # the act of a question that is in no form of this kind and is to be answered so all the same
