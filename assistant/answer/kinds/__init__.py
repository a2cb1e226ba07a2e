"""The kinds of question, and which of them a question is."""

from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.fact import FACT
from assistant.answer.question import Query

# The first that recognises a question answers it. A new kind is a module beside these and its place in this list.
KINDS: list[Kind] = [FACT]


def kind_of(query: Query) -> Kind:
    """The kind of a question; ``FACT`` is any."""
    return next(kind for kind in KINDS if kind.recognise(query))
