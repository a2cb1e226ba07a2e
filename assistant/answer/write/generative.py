"""Evidence -> sentences, written by a chat model. Made of LangChain's parts: a prompt template, a model, callbacks.

The model is shown numbered sentences as data, has no tools and no network of its own, and nothing it writes is shown
before ``verify`` has checked it.
"""

import queue
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from assistant.answer.question import Query, clean
from assistant.answer.write.marks import ReplyReader
from assistant.answer.write.models import LLAMA, explain
from assistant.answer.write.prompts import load_prompt
from assistant.errors import ModelError
from assistant.language import DEFAULT
from assistant.language.tokens import stem, stems, words
from assistant.records import DraftSentence, Evidence, Quotable, Turn, normalize_space
from assistant.verify.sources import make_lead, number_sentences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.prompts import ChatPromptTemplate

SENTENCES = 5  # asked for, at most
EVIDENCE_CHARS = 5000  # shown to a model: about 1,200 tokens
FILE_CHARS, FILE_SENTENCES = 2000, 3  # for a model in this process, which reads about a hundred tokens a second
HISTORY_TOKENS = 400  # of earlier turns
REWRITE_CHARS = 300  # of a rewritten question
REPLY_SECONDS = 300.0  # for a whole reply
POLL_SECONDS = 0.05  # between two checks of whether the reply is still wanted
NEUTRAL = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "［": "(", "］": ")", "<": "‹", ">": "›"})
EARLIER_MARKS = re.compile(r"\s*(?<!\\)\[[\d,\s]+\]")
# One sentence on each line, with one or two marks. A full stop inside a sentence has no blank after it.
GRAMMAR = r"""root ::= "NONE" | line ("\n" line){{0,{more}}}
line ::= [A-Z0-9"“] inside{{10,220}} [.] " " mark mark?
inside ::= [^\[\]\n.!?] | [.] [A-Za-z0-9,]
mark ::= "[" ({numbers}) "]"
"""


def choose(
    evidence: Sequence[Evidence], untrusted: set[tuple[int, tuple[int, int]]], room: int = EVIDENCE_CHARS
) -> tuple[Quotable, ...]:
    """The sentences a model is shown, numbered 1..N: of the best passages, as many as there is room for.

    untrusted: passage id and span of sentences that are left out. room: characters.
    """
    chosen: list[Quotable] = []
    for each in number_sentences(evidence):
        if (each.evidence.passage_id, each.span) in untrusted:
            continue
        room -= len(each.text)
        if room < 0 and chosen:
            break
        chosen.append(Quotable(len(chosen) + 1, each.evidence, each.span))
    return tuple(chosen)


def sanitize(text: str) -> str:
    """Words of an article for a prompt, their brackets replaced: none can be a mark or end the article's block."""
    return clean(text).translate(NEUTRAL)


def list_sentences(quotables: Sequence[Quotable]) -> str:
    """The sentences below the title, outlet and date of their article, each with its number."""
    lines: list[str] = []
    about = None
    for each in quotables:
        evidence = each.evidence
        if (evidence.article, evidence.version) != about:
            about = evidence.article, evidence.version
            lines.append(" ".join(filter(None, [sanitize(make_lead(evidence)), f"“{sanitize(evidence.title)}”"])))
        lines.append(f"[{each.number}] {sanitize(each.text)}")
    return "\n".join(lines)


class Writing:
    """One reply of a chat model, sentence by sentence, unchecked. Closing it, or setting ``stop``, stops the model."""

    def __init__(self, model: "BaseChatModel", name: str, timeout: float, stop: threading.Event) -> None:
        self.name, self._model, self._timeout, self._stop = name, model, timeout, stop
        self.none = False  # the model says that nothing answers
        self.tokens: dict[str, int] = {}

    @property
    def is_file(self) -> bool:
        """True of a model that runs in this process."""
        return self._model._llm_type == LLAMA

    @property
    def room(self) -> int:
        """Characters of evidence it is shown."""
        return FILE_CHARS if self.is_file else EVIDENCE_CHARS

    def write(self, query: Query, quotables: Sequence[Quotable], history: Sequence[Turn]) -> Iterator[DraftSentence]:
        """The sentences as they become whole. Raises ModelError if the model fails, or says nothing."""
        most = FILE_SENTENCES if self.is_file else SENTENCES
        asked = {
            "most": str(most),
            "sentences": list_sentences(quotables),
            "question": sanitize(query.searched),
            "history": earlier(history),
        }
        grammar = {}
        if self.is_file:
            numbers = " | ".join(f'"{each.number}"' for each in quotables)
            grammar = {"grammar": GRAMMAR.format(more=most - 1, numbers=numbers)}
        reader, said = ReplyReader(), 0
        for piece in self._pieces(prompt_of("write", "ask"), asked, grammar):
            for sentence in reader.feed(piece):
                said += 1
                yield sentence
            if reader.over:
                break
        if not self._stop.is_set():
            for sentence in reader.close():
                said += 1
                yield sentence
            self.none = reader.none and not said
            if not said and not self.none:
                raise ModelError(f"The chat model {self.name} failed: its reply has no sentence.")

    def rewrite(self, query: Query, history: Sequence[Turn]) -> str:
        """A follow-up as a question that stands alone; "" if the model adds anything to it. Raises ModelError."""
        turns = earlier(history)
        conversation = "\n".join(f"{'Reporter' if each.type == 'human' else 'You'}: {each.text}" for each in turns)
        asked = {"conversation": conversation, "question": sanitize(query.text)}
        reply = "".join(self._pieces(prompt_of(None, "rewrite"), asked, {}))
        return keep_to_what_was_said(reply, query, f"{conversation} {query.searched}")

    def _pieces(self, prompt: "ChatPromptTemplate", asked: dict[str, Any], bound: dict[str, Any]) -> Iterator[str]:
        """The text of a reply as it comes, from its own thread, so that the caller can stop waiting."""
        pieces: queue.Queue[str | BaseException | None] = queue.Queue()
        unwanted = threading.Event()

        def run() -> None:
            try:
                chain = prompt | (self._model.bind(**bound) if bound else self._model)
                stream = chain.stream(asked, {"run_name": "corpus-assistant"})
                with suppress(GeneratorExit):
                    for chunk in stream:
                        self._count(chunk)
                        pieces.put(str(chunk.text))
                        if unwanted.is_set():
                            stream.close()  # type: ignore[attr-defined]
                            break
                pieces.put(None)
            except BaseException as error:
                is_empty = "No generation chunks" in str(error)  # how LangChain reports an empty reply
                pieces.put(None if is_empty else error)

        threading.Thread(target=run, name="chat model", daemon=True).start()
        began = heard = time.monotonic()
        try:
            while not self._stop.is_set():
                try:
                    piece = pieces.get(timeout=POLL_SECONDS)
                except queue.Empty:
                    now = time.monotonic()
                    if now - heard > self._timeout or now - began > REPLY_SECONDS:
                        raise ModelError(explain(TimeoutError("timed out"), self.name)) from None
                    continue
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise piece
                heard = time.monotonic()
                if heard - began > REPLY_SECONDS:
                    raise ModelError(explain(TimeoutError("timed out"), self.name))
                yield piece
        finally:
            unwanted.set()

    def _count(self, chunk: Any) -> None:
        used = getattr(chunk, "usage_metadata", None)
        if used:
            for ours, theirs in (("prompt", "input_tokens"), ("reply", "output_tokens")):
                self.tokens[ours] = self.tokens.get(ours, 0) + int(used.get(theirs) or 0)


PLACEHOLDERS = {
    "write": {"most"},
    "ask": {"sentences", "question"},
    "rewrite": {"conversation", "question"},
}


def prompt_of(system: str | None, human: str) -> "ChatPromptTemplate":
    """A prompt template of the files of these names, with the earlier turns between them."""
    from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

    parts: list[Any] = []
    if system:
        parts += [("system", _braced(system)), MessagesPlaceholder("history")]
    return ChatPromptTemplate.from_messages([*parts, ("human", _braced(human))])


def _braced(name: str) -> str:
    """A prompt's text with its placeholders as LangChain has them."""
    named = PLACEHOLDERS[name]
    text = load_prompt(name, named).template.replace("{", "{{").replace("}", "}}").strip()
    return re.sub(r"\$(\w+)", r"{\1}", text)


def earlier(history: Sequence[Turn]) -> "list[BaseMessage]":
    """The last turns that fit, without their marks."""
    from langchain_core.messages import AIMessage, HumanMessage, trim_messages
    from langchain_core.messages.utils import count_tokens_approximately

    messages = [
        (HumanMessage if turn.role == "user" else AIMessage)(sanitize(EARLIER_MARKS.sub("", turn.content)))
        for turn in history
        if turn.content.strip()
    ]
    trimmed: list[BaseMessage] = trim_messages(
        messages, max_tokens=HISTORY_TOKENS, token_counter=count_tokens_approximately, strategy="last", start_on="human"
    )
    return trimmed


def keep_to_what_was_said(reply: str, query: Query, said: str) -> str:
    """A model's rewriting of a question, if it keeps its names and numbers and adds none of its own; else ""."""
    lines = [clean(line).strip("\"'“”` ") for line in reply.split("</think>")[-1].strip().splitlines() if line.strip()]
    line = (
        normalize_space(
            re.sub(r"^(?:question|rewritten question|last question)\s*:\s*", "", lines[0], flags=re.IGNORECASE)
        )
        if lines
        else ""
    )
    if len(lines) != 1 or not line.endswith("?") or len(line) > REWRITE_CHARS:
        return ""
    held, own = stems(said), words(query.text)
    rewritten = {stem(word) for word in words(line)}
    kept = all(stem(word) in rewritten for word in own[1:] if is_telling(word))
    new = [word for at, word in enumerate(words(line)) if stem(word) not in held and (is_telling(word) and at > 0)]
    brings = any(
        stem(word) not in stems(query.text) for word in words(line) if word.lower() not in DEFAULT.grammar.stop_words
    )
    return line if kept and brings and not new else ""


def is_telling(word: str) -> bool:
    """True of what may be a name or a number."""
    return word[0].isupper() or word[0].isdigit()
