"""Parsers in a process of their own: a file that hangs or crashes one, or fills the memory, costs that file only.

The process imports nothing but readers. It is started when the first file needs a parser, used for one file after the
other, and replaced when it dies. A request is a line of JSON and the file's bytes, a reply a line of JSON: a reply is
never unpickled, for a file may have taken over the parser it comes from.
"""

import datetime as dt
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from assistant.documents.formats import Format, find_format, parse
from assistant.documents.parsed import ParsedDocument
from assistant.errors import ReadError

START_SECONDS = 60.0  # for the process to come up on a busy machine
TICK_SECONDS = 0.1  # between two checks of whether the run is to stop
FILES = 500  # read by one process; parsers keep some memory of each
GRACE_SECONDS = 5  # after which a process whose parent is gone ends by itself
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from assistant.documents.worker import serve; serve(*sys.argv[2:])"
)


class Isolated:
    """Readers in another process, within limits of time and memory. For one thread; to be closed."""

    def __init__(self, seconds: float, megabytes: float, check_stop: Callable[[], None] = lambda: None) -> None:
        """seconds, megabytes: limits for one file. check_stop: raises if the run is to stop; called while waiting."""
        self.seconds, self.megabytes, self._check_stop = seconds, megabytes, check_stop
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> "Isolated":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parse(self, form: Format, content: bytes) -> ParsedDocument:
        """As ``formats.parse``; raises ReadError too if a reader takes too long, needs too much memory or crashes."""
        if not form.isolated:
            return parse(form, content)
        if self._process is None or self._files >= FILES:
            self._start()
        self._files += 1
        head = json.dumps({"suffix": form.suffixes[0], "size": len(content)}).encode()
        reply = self._ask(head + b"\n" + content, self.seconds)
        if reply is None:
            self.close()
            raise ReadError("it crashed the parser")
        if "parsed" in reply:
            return _to_parsed(reply["parsed"])
        if reply.get("memory"):
            self.close()
            raise ReadError(f"reading it needs more than the {self.megabytes:g} MB of ASSISTANT_READ_MB")
        raise ReadError(str(reply["error"]))

    def _start(self) -> None:
        self.close()
        root = str(Path(__file__).parents[2])
        limits = [str(self.seconds), str(self.megabytes)]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", START, root, *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise ReadError(f"the process that reads it could not be started ({error.strerror})") from None
        if self._ask(b"", START_SECONDS) is None:
            self.close()
            raise ReadError("the process that reads it could not be started")

    def _ask(self, request: bytes, seconds: float) -> dict[str, Any] | None:
        """The reply to a request; None if the process is gone. Raises ReadError if it takes too long."""
        process = self._process
        assert process is not None
        replies: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=_exchange, args=(process, request, replies), name="reading", daemon=True).start()
        deadline = time.monotonic() + seconds
        while True:
            try:
                return replies.get(timeout=TICK_SECONDS)
            except queue.Empty:
                pass
            try:
                self._check_stop()
                if time.monotonic() > deadline:
                    raise ReadError(f"reading it takes longer than the {seconds:g} s of ASSISTANT_READ_SECONDS")
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process, self._files = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            with suppress(OSError):  # what was not yet sent is of no use now
                pipe.close()


def _exchange(
    process: "subprocess.Popen[bytes]", request: bytes, replies: "queue.Queue[dict[str, Any] | None]"
) -> None:
    """Send a request, and put the reply into a queue; None if the process is gone."""
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(request)
        process.stdin.flush()
        line = process.stdout.readline()
        reply = json.loads(line) if line.endswith(b"\n") else None
    except (OSError, ValueError):  # it died meanwhile, or what it wrote is no reply
        reply = None
    replies.put(reply if isinstance(reply, dict) else None)


def _to_parsed(fields: dict[str, Any]) -> ParsedDocument:
    date = fields["date"]
    starts = tuple(fields["page_starts"])
    return ParsedDocument(**{**fields, "date": dt.date.fromisoformat(date) if date else None, "page_starts": starts})


# In the other process


def serve(seconds: str, megabytes: str) -> None:
    """Answer requests on stdin until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to decide on
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no reply
    _limit_memory(float(megabytes))
    _reply(replies, {"ready": True})
    while head := requests.readline():
        request = json.loads(head)
        content = requests.read(request["size"])
        _limit_time(float(seconds) + GRACE_SECONDS)
        try:
            form = find_format(f"file{request['suffix']}")
            assert form
            fields = asdict(parse(form, content))
            _reply(replies, {"parsed": fields | {"date": fields["date"] and fields["date"].isoformat()}})
        except ReadError as error:
            _reply(replies, {"error": str(error)})
        except MemoryError:
            _reply(replies, {"memory": True})
            return
        _limit_time(0)


def _reply(replies: BinaryIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply).encode() + b"\n")
    replies.flush()


def _limit_memory(megabytes: float) -> None:
    """Limit the memory of this process to so much more than it has now, where the system has such a limit."""
    if sys.platform == "win32":
        return
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:  # not Linux
        pages = 0
    limit = pages * resource.getpagesize() + int(megabytes * 1e6)
    with suppress(ValueError, OSError):  # macOS takes no such limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limit_time(seconds: float) -> None:
    """Have the system end this process after so many seconds, for its parent may be gone; 0 takes the limit away."""
    if sys.platform != "win32":
        signal.alarm(int(seconds))
