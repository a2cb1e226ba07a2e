"""What people say that asks for nothing in the corpus: a greeting, thanks, what the assistant can do."""

from collections.abc import Iterator

from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.kinds.base import Kind
from assistant.answer.parts import Parts
from assistant.answer.results import plural
from assistant.language import DEFAULT
from assistant.records import Answer


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """A short reply. It cites nothing."""
    articles = plural(len(parts.catalog.sources().articles), "article")
    yield run.told(frame, DEFAULT.desk.replies[frame.act].format(articles=articles))


HELP = Kind("help", frozenset({"greeting", "thanks", "agreed", "goodbye", "abilities"}), answer, default="abilities")
