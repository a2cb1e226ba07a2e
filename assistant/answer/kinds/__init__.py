"""The kinds of question, and which of them a question is."""

from assistant.answer.frames import Frame
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.comparison import COMPARISON
from assistant.answer.kinds.corpus import CORPUS
from assistant.answer.kinds.count import COUNT
from assistant.answer.kinds.fact import FACT
from assistant.answer.kinds.help import HELP
from assistant.answer.kinds.listing import LIST
from assistant.answer.kinds.mentions import MENTIONS
from assistant.answer.kinds.quotes import QUOTES
from assistant.answer.kinds.summary import SUMMARY
from assistant.answer.kinds.timeline import TIMELINE
from assistant.errors import QuestionError

# A new kind is a module beside these and its place in this list.
KINDS: list[Kind] = [HELP, CORPUS, COUNT, LIST, MENTIONS, QUOTES, SUMMARY, TIMELINE, COMPARISON, FACT]


def kind_of(frame: Frame | None) -> Kind:
    """The kind that a frame is of; a question without one is for a fact."""
    return next((kind for kind in KINDS if frame and frame.act in kind.acts), FACT)


def find_kind(name: str) -> Kind:
    """The kind of a name. Raises QuestionError."""
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if kind is None:
        names = ", ".join(kind.name for kind in KINDS)
        raise QuestionError(f"There is no kind of question {name!r}: take one of {names}.")
    return kind
