"""Conversations in a folder of the index, one JSON file each."""

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, NotFoundError
from assistant.packing import pack, unpack
from assistant.store.conversations import ID, Conversation, ConversationId, Exchange, clean, place, shorten

log = logging.getLogger(__name__)

FOLDER = "conversations"
FORMAT = 1  # of the files; those of a later one are left alone
# Format -> what makes a conversation of that format, as JSON has it, one of the next. When a field is renamed or gets a
# new meaning, raise FORMAT and add a line; a field that is added needs a default.
UPGRADES: Mapping[int, Callable[[Any], Any]] = {}
TYPED = {"name", "question", "searched", "message", "error", "label", "note"}  # fields that repeat what was typed


class FileConversations:
    """All conversations of one index; see ``base.Conversations``. Only one process may use them."""

    def __init__(
        self, index: Path, *, format: int = FORMAT, upgrades: Mapping[int, Callable[[Any], Any]] = UPGRADES
    ) -> None:
        """format, upgrades: as ``FORMAT`` and ``UPGRADES``."""
        self._folder = index / FOLDER
        self._format, self._upgrades = format, upgrades
        self._lock = threading.RLock()
        self._kept: dict[ConversationId, Conversation] | None = None

    def find(self, words: str = "") -> list[Conversation]:
        with self._lock:
            found = [each for each in self._all().values() if each.holds(words)]
        return sorted(found, key=lambda each: each.changed, reverse=True)

    def get(self, id_: ConversationId) -> Conversation:
        with self._lock:
            found = self._all().get(id_)
        if found is None:
            raise NotFoundError("This conversation is no longer kept.")
        return found

    def put(self, conversation: Conversation, number: int, exchange: Exchange) -> Conversation:
        with self._lock:
            now = self._all().get(conversation.id, conversation)
            return self._keep(now.with_exchange(number, exchange))

    def add(
        self, conversation: Conversation, exchange: Exchange, number: int | None = None
    ) -> tuple[Conversation, int]:
        with self._lock:
            into, number = place(conversation, self._all().get(conversation.id), exchange, number)
            return self.put(into, number, exchange), number

    def change(self, id_: ConversationId, number: int, change: Callable[[Exchange], Exchange]) -> None:
        with self._lock:
            now = self._all().get(id_)
            if now is not None and 0 < number <= len(now.exchanges):
                self.put(now, number, change(now.exchanges[number - 1]))

    def rename(self, id_: ConversationId, name: str) -> None:
        with self._lock:
            self._keep(self.get(id_).renamed(name))

    def delete(self, id_: ConversationId) -> None:
        with self._lock:
            if self._all().pop(id_, None):
                self._file(id_).unlink(missing_ok=True)

    def _all(self) -> dict[ConversationId, Conversation]:
        if self._kept is None:
            self._kept = {}
            for file in sorted(self._folder.glob("*.json")):
                if read := self._read(file):
                    self._kept[read.id] = read
        return self._kept

    def _keep(self, conversation: Conversation) -> Conversation:
        self._all()[conversation.id] = conversation
        content = json.dumps({"format": self._format, "conversation": pack(Conversation, conversation)})
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

    def _read(self, file: Path) -> Conversation | None:
        """The conversation in a file; None, with a line in the log, if it cannot be read. The file stays."""
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
            while (number := held["format"]) in self._upgrades:
                held = {"format": number + 1, "conversation": self._upgrades[number](held["conversation"])}
            if held["format"] == self._format and ID.fullmatch(file.stem):
                read: Conversation = unpack(Conversation, _cleaned(held["conversation"]))
                if read.id == file.stem:
                    return read
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            log.warning("The conversation in %s is not shown: it cannot be read (%s).", file, shorten(str(error)))
            return None
        log.warning("The conversation in %s is not shown: it is of another version.", file)
        return None


def _write(file: Path, content: str) -> None:
    """Write a file whole or not at all."""
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


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
