"""The web server of the page, which answers its own machine only."""

import contextlib
import importlib.util
import logging
import os
import re
import signal
import socket
import tempfile
import threading
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import rpc
from assistant.errors import AssistantError, IndexBusyError, SettingsError
from assistant.web import gradio_internals, text
from assistant.web.answering import Answering
from assistant.web.forwarding import Forwarding
from assistant.web.indexing import Indexer

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TRUSTED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
STOP_SECONDS = 30  # how long work in the background may take to end when the server stops
CLOSE_SECONDS = 1  # how long open connections may stay when the server stops

FILES = "/files"
MOST_BODY = 4_000_000  # bytes of a request other than a file; a question of a megabyte still gets its error message
BODY_SECONDS = 30  # in which the body of a request other than a file must arrive
OPEN_PATHS = re.compile(
    gradio_internals.PATHS + r"|/health|/files|/conversations/[0-9a-f]{16}(\.md|/[0-9]+\.csv)"
    rf"|{rpc.PATH}"  # for commands of other processes, with a token
)

# Styles and scripts of the page are its own; scripts in attributes (onerror=) never run.
SECURITY_HEADERS = {
    "Content-Security-Policy": f"default-src 'self'; script-src {gradio_internals.SCRIPT_SOURCES}; "
    "script-src-attr 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

CLOSE = {"Connection": "close"}  # the rest of the body is not read
TOO_LONG = PlainTextResponse(text.TOO_LONG_A_REQUEST, status_code=413, headers=CLOSE)
TOO_SLOW = PlainTextResponse(text.TOO_SLOW_A_REQUEST, status_code=408, headers=CLOSE)


class OwnSiteOnly:
    """Refuses requests from other sites, unknown paths, and bodies too long or too slow; adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self._answer_for(scope)(scope, receive, send_with_headers)

    def _answer_for(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return PlainTextResponse(text.FOREIGN_ORIGIN, status_code=403)
        if not OPEN_PATHS.fullmatch(scope["path"]):
            return PlainTextResponse(text.NO_SUCH_ADDRESS, status_code=404)
        if scope["path"] == FILES:  # its route reads the body: files have another limit
            return self.app
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > MOST_BODY:
            return TOO_LONG
        return self._with_body

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, whatever length its header states, and only then call the application."""
        content, more = bytearray(), True
        try:
            with anyio.fail_after(BODY_SECONDS):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    content += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(content) > MOST_BODY:
                        await TOO_LONG(scope, receive, send)
                        return
        except TimeoutError:
            await TOO_SLOW(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": bytes(content), "more_body": False}]

        async def receive_whole() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, receive_whole, send)


def serve(assistant: "Assistant", host: str, port: int) -> None:
    """Serve the page until Ctrl-C. The index is brought up to date in the background.

    Raises SettingsError for an address other machines could reach, AssistantError for a port that is in use,
    IndexBusyError if another process uses the index.
    """
    index = assistant.settings.index
    if served := rpc.find_page(index):
        raise IndexBusyError(text.SERVED_ALREADY.format(index=index, address=served.address, pid=served.pid))
    if assistant.settings.mcp and importlib.util.find_spec("mcp") is None:
        raise SettingsError(text.NO_MCP)
    listener = listen(host, port)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as tidy an end as Ctrl-C
    interrupted = contextlib.suppress(KeyboardInterrupt)
    uploads_folder = tempfile.TemporaryDirectory(prefix="assistant-uploads-")
    address, bound = listener.getsockname()[:2]
    page = rpc.Page(address, bound, os.getpid(), rpc.make_token())
    forwarding, commands = Forwarding(assistant, page.authorization), contextlib.ExitStack()
    # Chroma does not show a process what another one writes, so the page is the only writer while it runs.
    with interrupted, listener, assistant.writing(), uploads_folder as uploads, commands:
        gradio_internals.use_temporary_folder(uploads)  # private to this process, deleted at its end
        commands.callback(forwarding.hang_up)
        commands.enter_context(rpc.announced(index, page))  # whoever calls now waits until calls are answered
        app = build_app(assistant, forwarding, text.SERVING.format(address=page.address))
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=CLOSE_SECONDS,
        )
        Server(config, commands).run(sockets=[listener])


class Server(uvicorn.Server):
    """Takes no more commands once it stops listening, since another process may listen on its port then."""

    def __init__(self, config: uvicorn.Config, commands: contextlib.ExitStack) -> None:
        super().__init__(config)
        self._commands = commands

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._commands.close()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on a loopback address. Port 0 takes any free one."""
    if host not in LOOPBACK:
        raise SettingsError(text.NOT_LOOPBACK.format(host=host))
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        if probe(host, port, family):
            raise AssistantError(text.PORT_IN_USE.format(port=port, host=host)) from None
        reason = error.strerror or str(error)
        raise AssistantError(text.CANNOT_LISTEN.format(port=port, host=host, reason=reason)) from None


def probe(host: str, port: int, family: int) -> bool:
    """Whether a server answers at an address."""
    with socket.socket(family, socket.SOCK_STREAM) as caller:
        caller.settimeout(1)
        return caller.connect_ex((host, port)) == 0


def build_app(assistant: "Assistant", forwarding: Forwarding, greeting: str) -> FastAPI:
    """Make the web application: the page, its routes, commands of other processes, and the checks of every request.

    greeting: a line to print once requests are answered.
    """
    from assistant.web.handlers import make_handlers
    from assistant.web.page import mount  # imports Gradio
    from assistant.web.routes import Routes

    logging.getLogger("httpx").setLevel(logging.WARNING)
    indexer = Indexer(assistant)
    conversations = assistant.store.conversations()
    answering = Answering(assistant, conversations)
    handlers = make_handlers(assistant, indexer, conversations, answering)
    warming = threading.Thread(target=warm_up, args=[assistant], name="warm-up", daemon=True)

    def end() -> None:  # a thread cut off inside the encoder's own code would abort the process
        handlers.ask.close(STOP_SECONDS)
        answering.close(STOP_SECONDS)
        indexer.close(STOP_SECONDS)
        forwarding.close(STOP_SECONDS)
        warming.join(STOP_SECONDS)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        indexer.start()
        indexer.keep()
        warming.start()
        print(greeting, flush=True)
        yield
        await anyio.to_thread.run_sync(end)

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.add_route(rpc.PATH, forwarding.answer, methods=["POST"])
    Routes(assistant, indexer, handlers).add_to(app)
    mount(app, assistant, indexer, handlers)
    app.add_middleware(OwnSiteOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=TRUSTED_HOSTS)  # added last, so it runs first
    return app


def warm_up(assistant: "Assistant") -> None:
    """Load the encoder, so that the first question does not wait for it."""
    with contextlib.suppress(AssistantError):  # without an index, the run in the background loads it
        assistant.search(text.TITLE, k=1)
