"""What the page answers beside Gradio: files that are added, conversations as Markdown, and whether it is well."""

import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import anyio
from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant import __version__
from assistant.errors import AssistantError, IndexUnavailableError, NotFoundError
from assistant.store.conversations import ID
from assistant.web import text
from assistant.web.desk import Desk

log = logging.getLogger(__name__)

BYTES_PER_MB = 1_000_000
STALL_SECONDS = 30  # that may pass before more of a file arrives


class Routes:
    """The handlers, at one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_to(self, app: FastAPI) -> None:
        """Put them into a web application."""
        app.add_route("/health", self.health, methods=["GET"])
        app.add_route("/files", self.add_file, methods=["POST"])
        app.add_route("/conversations/{id}.md", self.export, methods=["GET"])

    async def health(self, _: Request) -> Response:
        """200 while the index can be read, or is being made for the first time; else 503 with what is wrong."""
        told = await run_sync(self._health)
        return JSONResponse(told, status_code=503 if told["error"] else 200)

    def _health(self) -> dict[str, Any]:
        running = self._desk.indexer.run.running
        told: dict[str, Any] = {"version": __version__, "indexing": running, "articles": 0, "passages": 0}
        try:
            status = self._desk.assistant.status()
        except IndexUnavailableError as error:
            return {**told, "status": "starting" if running else "failing", "error": None if running else str(error)}
        except AssistantError as error:
            return {**told, "status": "failing", "error": str(error)}
        return {**told, "status": "ok", "articles": status.articles, "passages": status.passages, "error": None}

    async def add_file(self, request: Request) -> Response:
        """Put the body into the corpus under ``name``; ``replace`` lets it take the place of one of that name."""
        name = request.query_params.get("name", "")
        size = self._desk.assistant.settings.max_file_mb
        try:
            content = await _read(request.stream(), int(size * BYTES_PER_MB))
        except TimeoutError:
            return PlainTextResponse(text.TOO_SLOW_A_REQUEST, status_code=408, headers={"Connection": "close"})
        if content is None:
            reason = text.TOO_LARGE.format(size=size)
            told = {"added": False, "message": text.NOT_ADDED.format(name=name[:200], reason=reason)}
            return JSONResponse(told, status_code=413, headers={"Connection": "close"})
        replace = request.query_params.get("replace") == "true"
        return JSONResponse(await run_sync(lambda: self._desk.add_file(name, content, replace=replace)))

    async def export(self, request: Request) -> Response:
        """A conversation as Markdown, to be saved."""
        id_ = request.path_params["id"]
        try:
            if not ID.fullmatch(id_):
                raise NotFoundError(text.NO_SUCH_ADDRESS)
            told = await run_sync(lambda: self._desk.export_conversation(id_))
        except NotFoundError as error:
            return PlainTextResponse(str(error), status_code=404)
        name = re.sub(r"[^a-z0-9]+", "-", self._desk.conversations.get(id_).name.lower()).strip("-")[:60]
        headers = {"Content-Disposition": f'attachment; filename="{name or "conversation"}.md"'}
        return Response(told, media_type="text/markdown; charset=utf-8", headers=headers)


async def _read(stream: AsyncIterator[bytes], most: int) -> bytes | None:
    """A body; None as soon as it has more than ``most`` bytes. Raises TimeoutError if nothing more of it arrives."""
    content = bytearray()
    while True:
        with anyio.fail_after(STALL_SECONDS):
            part = await anext(stream, None)
        if part is None:
            return bytes(content)
        content += part
        if len(content) > most:
            return None
