"""Conversations, kept: one JSON file each in a folder of the index, written at once or not at all.

What is kept is the checked answers themselves, so that they are shown by today's page and their citations open by
version. The page is the only process that writes here.
"""

import datetime as dt
import json
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from assistant.errors import AssistantError, NotFoundError
from assistant.records import Answer, Citation, Sentence, Turn, normalize_space
from assistant.rpc import pack, unpack

ConversationId: TypeAlias = str  # 16 hex digits, also the file's name

log = logging.getLogger(__name__)

FOLDER = "conversations"
FORMAT = 1  # of the files; those of a later one are left alone
# Format -> what makes a conversation of that format, as JSON has it, one of the next. When a field is renamed or gets a
# new meaning, raise FORMAT and add a line; a field that is added needs a default.
UPGRADES: dict[int, Callable[[Any], Any]] = {}
TYPED = {"name", "question", "searched", "message", "error", "label", "note"}  # fields that repeat what was typed
ID = re.compile(r"[0-9a-f]{16}")
NAME_CHARS = 80
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Choices:
    """How a question is asked, where that is not as it stands."""

    alone: bool = False  # without what was asked before
    any_day: bool = False  # whatever days it names
    writer: str | None = None  # who writes the answer; None: whom the settings name


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation and what came of it. With neither answer nor error it was interrupted."""

    question: str
    choices: Choices = Choices()
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False  # the answer is as far as it was when somebody stopped it


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges in the order they were asked, under a name."""

    id: ConversationId
    name: str
    changed: dt.datetime  # UTC
    exchanges: tuple[Exchange, ...] = ()
    named: bool = False  # by a person; else the name is the first question

    @property
    def words(self) -> str:
        """What a search looks in."""
        told = (word for each in self.exchanges for word in (each.question, plain(each)))
        return normalize_space(" ".join([self.name, *told])).casefold()


def plain(exchange: Exchange) -> str:
    """What was replied, without marks; "" if nothing was."""
    answer = exchange.answer
    if answer is None:
        return ""
    if answer.status != "answered":
        return answer.message
    return " ".join(normalize_space(f"{sentence.lead} {sentence.text}") for sentence in answer.sentences)


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The conversation as a follow-up question is read against it."""
    turns = []
    for exchange in exchanges:
        if reply := plain(exchange):
            turns += [Turn("user", exchange.question), Turn("assistant", reply)]
    return turns


class Conversations:
    """All conversations over one index. Methods may be called from any thread."""

    def __init__(self, index: Path) -> None:
        self._folder = index / FOLDER
        self._lock = threading.RLock()
        self._kept: dict[ConversationId, Conversation] | None = None

    def find(self, words: str = "") -> list[Conversation]:
        """Those that hold all of these words, the last changed first."""
        wanted = words.casefold().split()
        with self._lock:
            found = [each for each in self._all().values() if all(word in each.words for word in wanted)]
        return sorted(found, key=lambda each: each.changed, reverse=True)

    def get(self, id_: ConversationId) -> Conversation:
        """Raises NotFoundError."""
        with self._lock:
            found = self._all().get(id_)
        if found is None:
            raise NotFoundError("This conversation is no longer kept.")
        return found

    def begin(self, question: str) -> Conversation:
        """A new one, named by its first question, without exchanges. It is kept once it has one."""
        return Conversation(secrets.token_hex(8), shorten(question), _now())

    def put(self, conversation: Conversation, number: int, exchange: Exchange) -> Conversation:
        """Keep an exchange as number 1, 2, … of a conversation, in place of what was there. Returns it as it is now."""
        with self._lock:
            now = self._all().get(conversation.id, conversation)
            exchanges = list(now.exchanges)
            exchanges[number - 1 : number] = [exchange]
            name = now.name if now.named else shorten(exchanges[0].question)
            return self._keep(replace(now, exchanges=tuple(exchanges), changed=_now(), name=name))

    def add(
        self, conversation: Conversation, exchange: Exchange, number: int | None = None
    ) -> tuple[Conversation, int]:
        """Keep a new exchange: in place of exchange ``number`` if there is one, else after all that are kept by now.

        Returns the conversation as it is now and the exchange's number. A conversation that was deleted meanwhile
        stays deleted: the exchange then begins a new one.
        """
        with self._lock:
            now = self._all().get(conversation.id)
            if now is None:
                now = self.begin(exchange.question) if conversation.exchanges else conversation
            if number is None or not 0 < number <= len(now.exchanges):
                number = len(now.exchanges) + 1
            return self.put(now, number, exchange), number

    def change(self, id_: ConversationId, number: int, change: Callable[[Exchange], Exchange]) -> None:
        """Change an exchange if it is still kept."""
        with self._lock:
            now = self._all().get(id_)
            if now is not None and 0 < number <= len(now.exchanges):
                self.put(now, number, change(now.exchanges[number - 1]))

    def rename(self, id_: ConversationId, name: str) -> None:
        """Raises NotFoundError. An empty name gives it that of its first question again."""
        with self._lock:
            now = self.get(id_)
            first = now.exchanges[0].question if now.exchanges else now.name
            given = shorten(name)
            self._keep(replace(now, name=given or shorten(first), named=bool(given)))

    def delete(self, id_: ConversationId) -> None:
        """For good. Nothing happens if it is gone already."""
        with self._lock:
            if self._all().pop(id_, None):
                self._file(id_).unlink(missing_ok=True)

    def _all(self) -> dict[ConversationId, Conversation]:
        if self._kept is None:
            self._kept = {}
            for file in sorted(self._folder.glob("*.json")):
                if read := _read(file):
                    self._kept[read.id] = read
        return self._kept

    def _keep(self, conversation: Conversation) -> Conversation:
        self._all()[conversation.id] = conversation
        content = json.dumps({"format": FORMAT, "conversation": pack(Conversation, conversation)})
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(self._file(conversation.id), content)
        except OSError as error:
            raise AssistantError(
                f"The conversation cannot be kept in {self._folder} ({error.strerror}): check the folder's permissions "
                "and the space on the drive."
            ) from None
        return conversation

    def _file(self, id_: ConversationId) -> Path:
        return self._folder / f"{id_}.json"


def clean(text: str) -> str:
    """Text without half characters (lone surrogates) and control characters; tabs and line ends stay.

    Two halves that make a whole character are joined.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return CONTROLS.sub("", whole)


def shorten(name: str) -> str:
    """A name of one line."""
    folded = normalize_space(clean(name))
    return folded if len(folded) <= NAME_CHARS else folded[: NAME_CHARS - 1].rstrip() + "…"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _write(file: Path, content: str) -> None:
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def _read(file: Path) -> Conversation | None:
    """The conversation in a file; None, with a line in the log, if it holds none that can be read. The file stays."""
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        while held["format"] in UPGRADES:
            held = {"format": held["format"] + 1, "conversation": UPGRADES[held["format"]](held["conversation"])}
        if held["format"] == FORMAT and ID.fullmatch(file.stem):
            read: Conversation = unpack(Conversation, _cleaned(held["conversation"]))
            if read.id == file.stem:
                return read
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("The conversation in %s is not shown: it cannot be read (%s).", file, shorten(str(error)))
        return None
    log.warning("The conversation in %s is not shown: it is of another version.", file)
    return None


def _cleaned(value: Any) -> Any:
    """A stored conversation with what a person typed cleaned: earlier versions stored it as it came."""
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {
            name: clean(each) if name in TYPED and isinstance(each, str) else _cleaned(each)
            for name, each in value.items()
        }
    return value


# Markdown

MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-.!|~=&])")


def escape_markdown(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""
    return MARKUP.sub(r"\\\1", normalize_space(text))


def export(conversation: Conversation) -> str:
    """A conversation as Markdown. References are footnotes, numbered through the whole conversation."""
    parts, notes = [f"# {escape_markdown(conversation.name)}"], list[str]()
    for exchange in conversation.exchanges:
        body, more = exchange_markdown(exchange, first=len(notes) + 1)
        parts += [f"## {escape_markdown(exchange.question)}", *body]
        notes += more
    return "\n\n".join([*parts, *notes]) + "\n"


def exchange_markdown(exchange: Exchange, first: int) -> tuple[list[str], list[str]]:
    """The paragraphs of a reply as Markdown, and its footnotes, numbered from ``first``."""
    answer = exchange.answer
    if answer is None:
        return ([escape_markdown(exchange.error)] if exchange.error else []), []
    parts = []
    if normalize_space(answer.searched) not in ("", normalize_space(exchange.question)):
        parts.append(f"*Searched as: {escape_markdown(answer.searched)}*")
    if answer.scope:
        parts.append(f"*Articles: {escape_markdown(f'{answer.scope.label}. {answer.scope.note}')}*")
    if answer.status != "answered":
        return [*parts, escape_markdown(answer.message)], []
    numbers = {citation.number: first + at for at, citation in enumerate(answer.citations)}
    said = []
    for sentence in answer.sentences:
        marks = "".join(f"[^{numbers[number]}]" for number in sentence.citations if number in numbers)
        said.append(escape_markdown(f"{sentence.lead} {sentence.text}") + marks)
    notes = [f"[^{numbers[citation.number]}]: {reference(citation, escape_markdown)}" for citation in answer.citations]
    return [*parts, " ".join(said)], notes


def reference(citation: Citation, escape: Callable[[str], str] = normalize_space) -> str:
    """Outlet, title, date, quote and place of a citation, on one line."""
    named = [citation.source, f"“{citation.title}”", citation.date.isoformat() if citation.date else None]
    page = f"page {citation.page}" if citation.page else None
    where = [f"{citation.article} ({citation.version})", page, citation.url]
    return (
        f"{escape(', '.join(filter(None, named)))}: “{escape(citation.quote)}” {escape(', '.join(filter(None, where)))}"
    )


def marks(sentence: Sentence) -> list[str]:
    """The numbers of what a sentence cites, as in "[1]"."""
    return [f"[{number}]" for number in sentence.citations]


def with_references(answer: Answer) -> str:
    """An answer and its references as plain text, to copy."""
    if answer.status != "answered":
        return answer.message
    said = " ".join(
        " ".join(filter(None, [sentence.lead, normalize_space(sentence.text), *marks(sentence)]))
        for sentence in answer.sentences
    )
    return "\n".join([said, "", *(f"[{citation.number}] {reference(citation)}" for citation in answer.citations)])
