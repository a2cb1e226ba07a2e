"""The product in LangChain's terms: a retriever of passages, and a runnable that answers. Imported when asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import convert_to_messages
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig

from assistant.errors import QuestionError
from assistant.records import Answer, Evidence, SearchResult, Turn


class PassageRetriever(BaseRetriever):
    """Passages as Documents, best first; ``page_content == article.text[start:end]``."""

    search: Callable[[str], SearchResult]

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [to_document(hit) for hit in self.search(query).hits]


def to_document(evidence: Evidence) -> Document:
    """A passage as LangChain has it; what is unknown is None, dates are YYYY-MM-DD."""
    return Document(
        page_content=evidence.text,
        id=f"{evidence.article}@{evidence.version}:{evidence.start}-{evidence.end}",
        metadata={
            "article": evidence.article,
            "version": evidence.version,
            "start": evidence.start,
            "end": evidence.end,
            "title": evidence.title,
            "date": evidence.date.isoformat() if evidence.date else None,
            "source": evidence.source,
            "url": evidence.url,
            "score": evidence.score,
            "suspicious": evidence.suspicious,
        },
    )


class AnswerRunnable(Runnable[Any, Answer]):
    """A question, or {"question", "history"?, "today"?, "model"?}, -> Answer. A history is turns or messages."""

    def __init__(self, answers: Callable[..., Iterator[Answer]]) -> None:
        self._answers = answers

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        def last(asked: Any) -> Answer:
            *_, answer = self._answers(**read_input(asked))
            return answer

        return self._call_with_config(last, input, config, run_type="chain", **kwargs)

    def stream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Answer]:
        """Growing answers, each checked; the last one is complete."""
        yield from self._transform_stream_with_config(iter([input]), self._grow, config, run_type="chain", **kwargs)

    def _grow(self, inputs: Iterator[Any]) -> Iterator[Answer]:
        for asked in inputs:
            yield from self._answers(**read_input(asked))


def read_input(asked: Any) -> dict[str, Any]:
    """The arguments of ``Assistant.stream``. Raises QuestionError."""
    if isinstance(asked, str):
        return {"question": asked}
    if not isinstance(asked, Mapping) or not isinstance(asked.get("question"), str):
        raise QuestionError('The input is neither a question nor a mapping with a "question".')
    known = {name: asked[name] for name in ("question", "today", "model") if name in asked}
    return {**known, "history": read_turns(asked.get("history") or ())}


def read_turns(history: Sequence[Any]) -> list[Turn]:
    """Turns, or messages in any form LangChain takes; system messages are left out."""
    turns = []
    for each in history:
        if isinstance(each, Turn):
            turns.append(each)
            continue
        message = convert_to_messages([each])[0]
        if message.type in ("human", "ai"):
            turns.append(Turn("user" if message.type == "human" else "assistant", str(message.text)))
    return turns
