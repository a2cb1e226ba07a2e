"""Commands to the page that runs: while one serves an index, it has the index to itself, and the others ask it.

The page says where it listens in a file of the index folder, with a token that only who may read that folder knows,
and holds a lock on that file: what a killed page left is not believed, and the token goes to no one else. A call is
one POST; the reply is lines of JSON: how far the call is, and at its end what came of it. Imports nothing heavy, for a
command that a page answers shall be quick.
"""

import datetime as dt
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant import __version__, errors
from assistant.errors import STOPPED, AssistantError, IndexUnavailableError, SettingsError, Stopped
from assistant.index.locks import living, read_living
from assistant.packing import pack, unpack
from assistant.records import (
    Answer,
    Article,
    ArticlePath,
    Diagnosis,
    IndexStatus,
    Progress,
    SearchResult,
    SyncReport,
    Turn,
    Version,
)
from assistant.settings import HERE, Settings

FILE = "page.json"
PATH = "/forward"
GREETING_SECONDS = 10  # to answer at all; what is asked may take as long as it takes
GREETING = "greet"
RESULTS: Mapping[str, Any] = {  # what can be asked: methods of Assistant, with the type of what they return
    "search": SearchResult,
    "ask": Answer,
    "article": Article,
    "status": IndexStatus,
    "sync": SyncReport,
    "doctor": Diagnosis,
}
ARGUMENTS: Mapping[str, Any] = {"history": tuple[Turn, ...], "today": dt.date | None}  # those that JSON has no type for

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Where the page over an index listens."""

    host: str
    port: int
    pid: int
    token: str  # sent with every call

    @property
    def address(self) -> str:
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    @property
    def authorization(self) -> str:
        """The header of that name."""
        return f"Bearer {self.token}"


def make_token() -> str:
    """256 bits nobody can guess."""
    return secrets.token_urlsafe(32)


@contextmanager
def announced(index: Path, page: Page) -> Iterator[None]:
    """Let other processes find the page, until the end of this block or process."""
    with living(index / FILE, json.dumps(asdict(page))):
        yield


def find_page(index: Path) -> Page | None:
    """The page that serves an index now."""
    said = read_living(index / FILE)
    try:
        return Page(**json.loads(said)) if said else None
    except (ValueError, TypeError):
        return None


def find_remote(settings: Settings) -> "Remote | None":
    """What answers in place of an Assistant while a page serves the index; None if none does.

    Raises SettingsError if that page has other settings.
    """
    page = find_page(settings.index)
    if page is None:
        return None
    remote = Remote(settings, page)
    try:
        remote.greet()
    except OSError:  # it has just ended, or hangs; who waits for the lock will be told
        return None
    return remote


class Remote:
    """The page's Assistant, as another process asks it. Methods are those of Assistant, and raise the same errors."""

    def __init__(self, settings: Settings, page: Page) -> None:
        self.settings, self.page = settings, page
        self._theirs: Mapping[str, Any] = {}

    def greet(self) -> None:
        """Compare what both run with. Raises OSError if nobody answers, SettingsError if that differs."""
        told = self._call(GREETING, {}, timeout=GREETING_SECONDS)
        if told["version"] != __version__:
            raise SettingsError(
                f"{self._named} runs version {told['version']} of the program, this is {__version__}: restart the page."
            )
        self._theirs = told["settings"]
        self._compare(*(name for name in self._theirs if name != "corpus"))

    def sync(
        self,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
        *,
        allow_removals: bool = False,
        retry: bool = False,
        rebuild: bool = False,
    ) -> SyncReport:
        """Closing the connection, as is done once ``stop`` is set or the process ends, stops the run."""
        self._compare("corpus")  # nothing else reads it

        def tell(done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
            if stop and stop.is_set():
                raise Stopped(STOPPED)
            if progress:
                progress(done, total, what, passages, seconds)

        asked = {"allow_removals": allow_removals, "retry": retry, "rebuild": rebuild}
        return self._result("sync", SyncReport, asked, tell)

    def doctor(self, progress: Progress | None = None, *, repair: bool = False, prune: bool = False) -> Diagnosis:
        self._compare("corpus")
        return self._result("doctor", Diagnosis, {"repair": repair, "prune": prune}, progress)

    def search(
        self, query: str, k: int = 10, history: Sequence[Turn] = (), today: dt.date | None = None
    ) -> SearchResult:
        asked = {"query": query, "k": k, "history": history, "today": self._day(today)}
        return self._result("search", SearchResult, asked)

    def ask(
        self, question: str, history: Sequence[Turn] = (), today: dt.date | None = None, *, model: str | None = None
    ) -> Answer:
        asked = {"question": question, "history": history, "today": self._day(today), "model": model}
        return self._result("ask", Answer, asked)

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        return self._result("article", Article, {"path": path, "version": version})

    def status(self) -> IndexStatus:
        return self._result("status", IndexStatus, {})

    def close(self) -> None:
        """Nothing is open between calls."""

    def _day(self, today: dt.date | None) -> dt.date:
        """Today, as this process has it: the page may run past midnight, or with another ASSISTANT_TODAY."""
        return today or self.settings.today or dt.date.today()

    def _compare(self, *names: str) -> None:
        ours = comparable(self.settings)
        for name in names:
            if ours.get(name) != self._theirs.get(name):
                raise SettingsError(
                    f"{self._named} runs with ASSISTANT_{name.upper()}={self._theirs.get(name)}, this command with "
                    f"{ours.get(name)}: give the command the page's settings, or stop the page."
                )

    @property
    def _named(self) -> str:
        return f"The page at {self.page.address} (process {self.page.pid}), which serves {self.settings.index},"

    def _result(self, call: str, kind: type[T], arguments: Mapping[str, Any], progress: Progress | None = None) -> T:
        packed = {name: pack(ARGUMENTS[name], each) if name in ARGUMENTS else each for name, each in arguments.items()}
        try:
            told = self._call(call, packed, progress)
        except OSError:
            raise IndexUnavailableError(f"{self._named} ended before it answered: run the command again.") from None
        result: T = unpack(kind, told)
        return result

    def _call(
        self, call: str, arguments: Mapping[str, Any], progress: Progress | None = None, timeout: float | None = None
    ) -> Any:
        """What a call returns, as JSON has it. Raises OSError if the page does not answer to the end."""
        from http.client import HTTPConnection, HTTPException

        connection = HTTPConnection(self.page.host, self.page.port, timeout=timeout)
        try:
            body = json.dumps({"call": call, "arguments": arguments})
            connection.request("POST", PATH, body, {"Authorization": self.page.authorization})
            response = connection.getresponse()
            if response.status != 200:
                raise ConnectionError(f"it answers {response.status}")
            for line in response:
                told = json.loads(line)
                if "progress" in told:
                    if progress:
                        progress(*told["progress"])
                elif "error" in told:
                    raise unpack_error(told["error"], told["message"])
                else:
                    return told["result"]
            raise ConnectionError("it ends before its result")
        except (HTTPException, ValueError) as error:
            raise ConnectionError(f"it answers something else: {error!r}") from None
        finally:
            connection.close()


class Fault(Exception):  # noqa: N818 - it stands for whatever was raised
    """Something unexpected that was raised in the page's process; told as it would be in this one."""

    def __repr__(self) -> str:
        return str(self)


# What crosses, as JSON


def answer(methods: Mapping[str, Callable[..., Any]], settings: Settings, body: bytes) -> dict[str, Any]:
    """The last line of a reply: what a call returned, or the error it raised."""
    try:
        asked = json.loads(body)
        call, arguments = asked["call"], asked["arguments"]
        if call == GREETING:
            return {"result": {"version": __version__, "settings": comparable(settings)}}
        unpacked = {
            name: unpack(ARGUMENTS[name], each) if name in ARGUMENTS else each for name, each in arguments.items()
        }
        return {"result": pack(RESULTS[call], methods[call](**unpacked))}
    except AssistantError as error:
        return {"error": type(error).__name__, "message": str(error)}


def unpack_error(name: str, message: str) -> Exception:
    """The error that was raised in the page's process."""
    kind: type[Exception] = getattr(errors, name, Fault)
    return kind(message)


def comparable(settings: Settings) -> dict[str, Any]:
    """The settings that must be the same for a page to answer as this process would, relative paths resolved."""
    told = settings.model_dump(mode="json", exclude={"index", "host", "port", "mcp", "today"})
    for name in ("corpus", "encoder", "reader", "reranker"):
        path = Path(told[name]).expanduser()
        if name == "corpus" or (told[name] not in HERE and path.is_dir()):
            told[name] = str(path.resolve())
    return told
