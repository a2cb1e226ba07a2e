"""The handlers of the page: one object for each of its parts, without Gradio."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.store.base import Conversations
from assistant.web.answering import Answering
from assistant.web.ask import AskTab
from assistant.web.corpus import CorpusTab
from assistant.web.indexing import Indexer
from assistant.web.search import SearchTab
from assistant.web.shell import Shell

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the page calls."""

    shell: Shell
    ask: AskTab
    corpus: CorpusTab
    search: SearchTab


def make_handlers(
    assistant: "Assistant", indexer: Indexer, conversations: Conversations, answering: Answering
) -> Handlers:
    """Make the handlers of one assistant."""
    return Handlers(
        Shell(assistant, indexer),
        AskTab(assistant, indexer, conversations, answering),
        CorpusTab(assistant, indexer),
        SearchTab(assistant),
    )
