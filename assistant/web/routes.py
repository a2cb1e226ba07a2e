"""The web application's own routes, beside Gradio's: files that are added, exported conversations, and its health."""

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import anyio
from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant import __version__
from assistant.errors import AssistantError, IndexUnavailableError, NotFoundError
from assistant.store.conversations import ID
from assistant.web import text
from assistant.web.handlers import Handlers
from assistant.web.indexing import Indexer

if TYPE_CHECKING:
    from assistant.assistant import Assistant

BYTES_PER_MB = 1_000_000
STALL_SECONDS = 30  # that may pass before more of a file arrives


class Routes:
    """The routes of one assistant."""

    def __init__(self, assistant: "Assistant", indexer: Indexer, handlers: Handlers) -> None:
        self._assistant, self._indexer, self._handlers = assistant, indexer, handlers

    def add_to(self, app: FastAPI) -> None:
        """Add the routes to a web application."""
        app.add_route("/health", self.health, methods=["GET"])
        app.add_route("/files", self.add_file, methods=["POST"])
        app.add_route("/conversations/{id}.md", self.export, methods=["GET"])
        app.add_route("/conversations/{id}/{number:int}.csv", self.export_rows, methods=["GET"])

    async def health(self, _: Request) -> Response:
        """200 while the index can be read, or is being made for the first time; else 503 with the error."""
        health = await run_sync(self._health)
        return JSONResponse(health, status_code=503 if health["error"] else 200)

    def _health(self) -> dict[str, Any]:
        running = self._indexer.run.running
        health: dict[str, Any] = {"version": __version__, "indexing": running, "articles": 0, "passages": 0}
        try:
            status = self._assistant.status()
        except IndexUnavailableError as error:
            return {**health, "status": "starting" if running else "failing", "error": None if running else str(error)}
        except AssistantError as error:
            return {**health, "status": "failing", "error": str(error)}
        return {**health, "status": "ok", "articles": status.articles, "passages": status.passages, "error": None}

    async def add_file(self, request: Request) -> Response:
        """Put the body into the corpus under ``name``; with ``replace=true`` it may take the place of a file."""
        name = request.query_params.get("name", "")
        size = self._assistant.settings.max_file_mb
        try:
            content = await _read(request.stream(), int(size * BYTES_PER_MB))
        except TimeoutError:
            return PlainTextResponse(text.TOO_SLOW_A_REQUEST, status_code=408, headers={"Connection": "close"})
        if content is None:
            reason = text.TOO_LARGE.format(size=size)
            refusal = {"added": False, "message": text.NOT_ADDED.format(name=name[:200], reason=reason)}
            return JSONResponse(refusal, status_code=413, headers={"Connection": "close"})
        replace = request.query_params.get("replace") == "true"
        return JSONResponse(await run_sync(lambda: self._handlers.corpus.add_file(name, content, replace=replace)))

    async def export(self, request: Request) -> Response:
        """A conversation as a Markdown file to save."""
        id_ = request.path_params["id"]
        try:
            if not ID.fullmatch(id_):
                raise NotFoundError(text.NO_SUCH_ADDRESS)
            name, markdown = await run_sync(lambda: self._handlers.ask.export_conversation(id_))
        except NotFoundError as error:
            return PlainTextResponse(str(error), status_code=404)
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
        headers = {"Content-Disposition": f'attachment; filename="{file or "conversation"}.md"'}
        return Response(markdown, media_type="text/markdown; charset=utf-8", headers=headers)

    async def export_rows(self, request: Request) -> Response:
        """What an answer of a conversation counts or lists, as a CSV file to save."""
        id_, number = request.path_params["id"], request.path_params["number"]
        try:
            if not ID.fullmatch(id_):
                raise NotFoundError(text.NO_SUCH_ADDRESS)
            table = await run_sync(lambda: self._handlers.ask.export_rows(id_, number))
        except NotFoundError as error:
            return PlainTextResponse(str(error), status_code=404)
        headers = {"Content-Disposition": f'attachment; filename="articles-{number}.csv"'}
        return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


async def _read(stream: AsyncIterator[bytes], most: int) -> bytes | None:
    """Read a body; None as soon as it has more than ``most`` bytes. Raises TimeoutError if it stalls."""
    content = bytearray()
    while True:
        with anyio.fail_after(STALL_SECONDS):
            part = await anext(stream, None)
        if part is None:
            return bytes(content)
        content += part
        if len(content) > most:
            return None
