"""Bodies of requests: how long they may be and how long they may take, whatever length they announce."""

from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from serving import run_async
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assistant import rpc
from assistant.web import routes, server
from assistant.web.indexing import Indexer

PATHS = ["/gradio_api/queue/join", "/gradio_api/component_server", rpc.PATH, "/files"]
LIMIT = 1000


@pytest.fixture(autouse=True)
def _limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_BODY", LIMIT)
    monkeypatch.setattr(server, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(routes, "STALL_SECONDS", 0.2)


def post(path: str, parts: list[bytes], *, stalls: bool = False) -> tuple[int, bytes]:
    """Send a body in parts, without its length; the status and body of the response."""

    async def echo(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    assistant: Any = SimpleNamespace(settings=SimpleNamespace(max_file_mb=LIMIT / routes.BYTES_PER_MB))
    handlers: Any = SimpleNamespace(corpus=SimpleNamespace(add_file=lambda name, content, replace: content.decode()))
    app = FastAPI()
    routes.Routes(assistant, Indexer(assistant), handlers).add_to(app)
    for echoed in PATHS[:-1]:
        app.add_route(echoed, echo, methods=["POST"])
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        if stalls:
            await anyio.sleep_forever()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        **{"type": "http", "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode()},
        **{"query_string": b"name=a.txt", "headers": [(b"transfer-encoding", b"chunked")], "scheme": "http"},
    }
    run_async(server.OwnSiteOnly(app).__call__, scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


@pytest.mark.parametrize("path", PATHS)
def test_a_body_of_unknown_length_is_read_whole(path: str) -> None:
    status, body = post(path, [b"a" * 400, b"b" * 600])
    assert status == 200
    assert body.strip(b'"') == b"a" * 400 + b"b" * 600


@pytest.mark.parametrize("path", PATHS)
def test_a_body_of_unknown_length_is_limited(path: str) -> None:
    assert post(path, [b"a" * 600] * 1000, stalls=True)[0] == 413


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("parts", [[], [b"a"]])
def test_a_body_that_stalls_is_ended(path: str, parts: list[bytes]) -> None:
    assert post(path, parts, stalls=True)[0] == 408
