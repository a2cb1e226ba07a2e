"""Commands that are forwarded to a running page: while one serves an index, no other process opens that index.

The page writes its address and a token into a file of the index folder, and holds a lock on that file. So a file that a
killed page left is not used, and only who may read the folder knows the token. A call is one POST. The reply is lines
of JSON: progress, and at the end the result or an error. Imports nothing heavy, so that a forwarded command is quick.
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
from assistant.answer.explanation import Explanation
from assistant.errors import STOPPED, AssistantError, IndexUnavailableError, SettingsError, Stopped
from assistant.index.locks import living, read_living
from assistant.packing import pack, unpack
from assistant.progress import Progress
from assistant.records import Answer, Article, ArticlePath, ArticleRow, SearchResult, Turn, Version
from assistant.reports import Diagnosis, IndexStatus, SyncReport
from assistant.settings import HERE, Settings

FILE = "page.json"
PATH = "/forward"
GREETING_SECONDS = 10  # for the first reply; other calls have no limit of time
GREETING = "greet"
RESULTS: Mapping[str, Any] = {  # the methods of Assistant that can be called, and the types of their results
    "search": SearchResult,
    "ask": Answer,
    "explain": Explanation,
    "article": Article,
    "articles": list[ArticleRow],
    "status": IndexStatus,
    "sync": SyncReport,
    "doctor": Diagnosis,
}
ARGUMENTS: Mapping[str, Any] = {"history": tuple[Turn, ...], "today": dt.date | None}  # those that are not plain JSON

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
        """The value of the HTTP header Authorization."""
        return f"Bearer {self.token}"


def make_token() -> str:
    """A random token of 256 bits."""
    return secrets.token_urlsafe(32)


@contextmanager
def announced(index: Path, page: Page) -> Iterator[None]:
    """Let other processes find the page, until this block or the process ends."""
    with living(index / FILE, json.dumps(asdict(page))):
        yield


def find_page(index: Path) -> Page | None:
    """The page that serves an index now; None if none does."""
    content = read_living(index / FILE)
    try:
        return Page(**json.loads(content)) if content else None
    except (ValueError, TypeError):
        return None


def find_remote(settings: Settings) -> "Remote | None":
    """The Assistant of the page that serves the index; None if no page does.

    Raises SettingsError if that page has other settings.
    """
    page = find_page(settings.index)
    if page is None:
        return None
    remote = Remote(settings, page)
    try:
        remote.greet()
    except OSError:  # it has just ended, or hangs; opening the index then says so
        return None
    return remote


class Remote:
    """The Assistant of a page in another process. Its methods are those of Assistant, and raise the same errors."""

    def __init__(self, settings: Settings, page: Page) -> None:
        self.settings, self.page = settings, page
        self._theirs: Mapping[str, Any] = {}

    def greet(self) -> None:
        """Compare version and settings. Raises OSError without a reply, SettingsError if they differ."""
        theirs = self._call(GREETING, {}, timeout=GREETING_SECONDS)
        if theirs["version"] != __version__:
            raise SettingsError(
                f"{self._named} runs version {theirs['version']} of the program, this is {__version__}: "
                "restart the page."
            )
        self._theirs = theirs["settings"]
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
        """As Assistant.sync. The run stops when the connection closes: once ``stop`` is set, or this process ends."""
        self._compare("corpus")  # no other call reads it

        def report(done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
            if stop and stop.is_set():
                raise Stopped(STOPPED)
            if progress:
                progress(done, total, what, passages, seconds)

        arguments = {"allow_removals": allow_removals, "retry": retry, "rebuild": rebuild}
        return self._result("sync", SyncReport, arguments, report)

    def doctor(self, progress: Progress | None = None, *, repair: bool = False, prune: bool = False) -> Diagnosis:
        self._compare("corpus")
        return self._result("doctor", Diagnosis, {"repair": repair, "prune": prune}, progress)

    def search(
        self, query: str, k: int = 10, history: Sequence[Turn] = (), today: dt.date | None = None
    ) -> SearchResult:
        arguments = {"query": query, "k": k, "history": history, "today": self._day(today)}
        return self._result("search", SearchResult, arguments)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        today: dt.date | None = None,
        *,
        model: str | None = None,
        kind: str = "",
    ) -> Answer:
        day = self._day(today)
        arguments = {"question": question, "history": history, "today": day, "model": model, "kind": kind}
        return self._result("ask", Answer, arguments)

    def explain(
        self, question: str, history: Sequence[Turn] = (), today: dt.date | None = None, *, any_day: bool = False
    ) -> Explanation:
        arguments = {"question": question, "history": history, "today": self._day(today), "any_day": any_day}
        return self._result("explain", Explanation, arguments)

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        return self._result("article", Article, {"path": path, "version": version})

    def articles(self) -> list[ArticleRow]:
        return self._result("articles", list[ArticleRow], {})

    def status(self) -> IndexStatus:
        return self._result("status", IndexStatus, {})

    def close(self) -> None:
        """Does nothing: no connection is open between calls."""

    def _day(self, today: dt.date | None) -> dt.date:
        """The date of today in this process: the page may have another ASSISTANT_TODAY."""
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
            found = self._call(call, packed, progress)
        except OSError:
            raise IndexUnavailableError(f"{self._named} ended before it answered: run the command again.") from None
        result: T = unpack(kind, found)
        return result

    def _call(
        self, call: str, arguments: Mapping[str, Any], progress: Progress | None = None, timeout: float | None = None
    ) -> Any:
        """The result of a call, as JSON has it. Raises OSError if the page does not reply to the end."""
        from http.client import HTTPConnection, HTTPException

        connection = HTTPConnection(self.page.host, self.page.port, timeout=timeout)
        try:
            body = json.dumps({"call": call, "arguments": arguments})
            connection.request("POST", PATH, body, {"Authorization": self.page.authorization})
            response = connection.getresponse()
            if response.status != 200:
                raise ConnectionError(f"it answers {response.status}")
            for line in response:
                part = json.loads(line)
                if "progress" in part:
                    if progress:
                        progress(*part["progress"])
                elif "error" in part:
                    raise unpack_error(part["error"], part["message"])
                else:
                    return part["result"]
            raise ConnectionError("it ends before its result")
        except (HTTPException, ValueError) as error:
            raise ConnectionError(f"it answers something else: {error!r}") from None
        finally:
            connection.close()


class Fault(Exception):  # noqa: N818 - it stands for an exception of any kind
    """An unexpected exception in the page's process. Its ``repr`` is that of the exception."""

    def __repr__(self) -> str:
        return str(self)


# Calls and results as JSON


def answer(methods: Mapping[str, Callable[..., Any]], settings: Settings, body: bytes) -> dict[str, Any]:
    """The last line of a reply: the result of a call, or the error it raised."""
    try:
        request = json.loads(body)
        call, arguments = request["call"], request["arguments"]
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
    """The settings on which results depend, as JSON has them; relative paths are resolved."""
    compared = settings.model_dump(mode="json", exclude={"index", "host", "port", "mcp", "today"})
    for name in ("corpus", "encoder", "reader", "reranker"):
        path = Path(compared[name]).expanduser()
        if name == "corpus" or (compared[name] not in HERE and path.is_dir()):
            compared[name] = str(path.resolve())
    return compared
