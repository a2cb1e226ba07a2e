"""The kinds of question, and which of them a question is."""

from assistant.answer.frames import Frame, read_terms
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.corpus import CORPUS
from assistant.answer.kinds.count import COUNT
from assistant.answer.kinds.fact import FACT
from assistant.answer.kinds.help import HELP
from assistant.answer.kinds.listing import LIST
from assistant.answer.kinds.mentions import MENTIONS
from assistant.answer.question import Query

# A new kind is a module beside these and its place in this list.
KINDS: list[Kind] = [HELP, CORPUS, COUNT, LIST, MENTIONS, FACT]
NO_FRAME = Frame("fact")


def kind_of(query: Query, frame: Frame | None, wanted: str = "") -> tuple[Kind, Frame]:
    """The kind of a question, and the frame it is answered by; a question without a frame is one for a fact.

    wanted: the kind that it is to be answered as, whatever its form.
    """
    recognised = next((kind for kind in KINDS if frame and frame.act in kind.acts), None)
    if frame and recognised and wanted in ("", recognised.name):
        return recognised, frame
    if kind := next((kind for kind in KINDS if kind.name == wanted and kind.default), None):
        if frame and frame.terms:
            return kind, Frame(kind.default, frame.terms, frame.limits)
        if terms := read_terms(query.undated or query.text):
            return kind, Frame(kind.default, terms)
    return FACT, NO_FRAME
