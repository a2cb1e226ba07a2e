"""A GGUF file as a LangChain chat model, in this process. The only module that imports xllamacpp.

It is imported only when the settings name such a file.
"""

import os
import queue
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from assistant.errors import ModelError
from assistant.once import once

CONTEXT_TOKENS = 4096
THREADS = max(1, (os.cpu_count() or 2) // 2)  # a thread that waits for a busy core slows the others down
Event = dict[str, Any]


class LlamaCpp(BaseChatModel):
    """One model file; loaded at first use. Nothing is sent anywhere."""

    model_config = ConfigDict(arbitrary_types_allowed=True, ignored_types=(once,))

    path: str
    max_tokens: int = 500

    @property
    def _llm_type(self) -> str:
        return "llamacpp"

    @once
    def _server(self) -> Any:
        """The library's server: a queue of requests, and a listener on loopback with a random key that nobody uses."""
        import xllamacpp

        if not Path(self.path).is_file():
            raise ModelError(f"The model file {self.path} does not exist: name another one with ASSISTANT_MODEL.")
        asked = xllamacpp.CommonParams()
        asked.model.path = self.path
        asked.n_ctx, asked.n_parallel, asked.cache_ram_mib = CONTEXT_TOKENS, 1, 0
        asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = THREADS
        asked.api_keys, asked.verbosity = [secrets.token_urlsafe(32)], -1
        try:
            return xllamacpp.Server(asked)
        except Exception as error:
            raise ModelError(f"The model file {self.path} cannot be loaded ({error}): is it a GGUF file?") from None

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        grammar: str | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Pieces of a reply. grammar: GBNF, that the reply keeps to. Closing it stops the model at its next token."""
        asked: dict[str, Any] = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": kwargs.get("max_tokens", self.max_tokens),
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            **({"stop": stop} if stop else {}),
            **({"grammar": grammar} if grammar else {}),
        }
        server = self._server
        for event in run_beside(lambda receive: server.handle_chat_completions(asked, receive)):
            if "error" in event:
                raise ModelError(str(event["error"].get("message", event["error"])))
            chunk = ChatGenerationChunk(message=to_chunk(event))
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def run_beside(work: Callable[[Callable[[Any], bool]], Any]) -> Iterator[Event]:
    """The events of a call that runs in a thread of its own; closing the iterator stops the call."""
    events: queue.Queue[Event | BaseException | None] = queue.Queue()
    unwanted = threading.Event()

    def receive(event: Any) -> bool:
        for each in event if isinstance(event, Sequence) else [event]:
            events.put(each)
        return unwanted.is_set()

    def run() -> None:
        try:
            work(receive)
            events.put(None)
        except BaseException as error:
            events.put(error)

    threading.Thread(target=run, name="llama", daemon=True).start()
    try:
        while (event := events.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        unwanted.set()


def to_chunk(event: Event) -> AIMessageChunk:
    """One event of the OpenAI protocol as LangChain has it."""
    choices, used = event.get("choices") or [], event.get("usage")
    content = (choices[0].get("delta", {}).get("content") or "") if choices else ""
    usage = None
    if used:
        prompt, reply = used["prompt_tokens"], used["completion_tokens"]
        usage = UsageMetadata(input_tokens=prompt, output_tokens=reply, total_tokens=prompt + reply)
    return AIMessageChunk(content=content, usage_metadata=usage)
