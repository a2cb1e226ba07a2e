"""Calls of other processes: see ``assistant.rpc``. Each call runs in a thread of its own."""

import asyncio
import hmac
import json
import logging
import threading
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from assistant import rpc
from assistant.web import text

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)


class Forwarding:
    """Answers calls that carry the page's token."""

    def __init__(self, assistant: "Assistant", authorization: str) -> None:
        self._assistant, self._authorization = assistant, authorization.encode()
        self._stops: dict[threading.Thread, threading.Event] = {}
        self._replies: set[asyncio.Queue[dict[str, Any] | None]] = set()

    async def answer(self, request: Request) -> Response:
        """Return the lines of the reply, or 403 without the token. A connection that closes stops a sync."""
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._authorization):
            return PlainTextResponse(text.NO_TOKEN, status_code=403)
        return StreamingResponse(self._reply(await request.body()), media_type="application/x-ndjson")

    async def _reply(self, body: bytes) -> AsyncIterator[str]:
        loop, lines, stop = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None](), threading.Event()
        self._replies.add(lines)

        def send(line: dict[str, Any]) -> None:
            if not stop.is_set():
                loop.call_soon_threadsafe(lines.put_nowait, line)

        thread = threading.Thread(target=self._work, args=(body, send, stop), name="forwarded", daemon=True)
        self._stops[thread] = stop
        thread.start()
        try:
            while (line := await lines.get()) is not None:
                yield json.dumps(line) + "\n"
                if "progress" not in line:
                    return
        finally:
            stop.set()
            self._replies.discard(lines)

    def _work(self, body: bytes, send: Any, stop: threading.Event) -> None:
        assistant = self._assistant

        def progress(done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
            send({"progress": [done, total, what, passages, seconds]})

        methods = {name: getattr(assistant, name) for name in rpc.RESULTS}
        methods |= {"sync": partial(assistant.sync, progress, stop), "doctor": partial(assistant.doctor, progress)}
        try:
            last = rpc.answer(methods, assistant.settings, body)
        except Exception as error:
            log.exception("a call of another process failed")
            last = {"error": rpc.Fault.__name__, "message": repr(error)}
        self._stops.pop(threading.current_thread(), None)
        send(last)

    def hang_up(self) -> None:
        """End every reply. Must be called in the event loop's thread."""
        for lines in self._replies:
            lines.put_nowait(None)

    def close(self, timeout: float) -> None:
        """Stop the calls under way, and wait for their threads, ``timeout`` seconds at most."""
        deadline = time.monotonic() + timeout
        for thread, stop in list(self._stops.items()):
            stop.set()
            thread.join(max(0.0, deadline - time.monotonic()))
