"""What tests of the page share: the served page, a browser window on it, and a chat model that waits for the test."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pytest

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
COMPONENT_SERVER = "/gradio_api/component_server"  # where scripts of the page call functions of the server
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
RLO = "\u202e"
HOSTILE_NAME = "<img src=x onerror=alert(6)>.md"
HOSTILE_TITLE = f"{RLO}<img src=x onerror=alert(1)> [link](javascript:alert(7))"
HOSTILE = f"""---
title: "{HOSTILE_TITLE}"
date: 2026-03-01
source: "<b onclick=alert(2)>Gazette</b><style>body{{display:none}}</style>"
author: "</p><script>window.hacked = 1</script>"
url: "javascript:alert(3)"
---

The Zorblax reservoir holds <script>window.hacked = 1</script> 4,312 megalitres of water.

<img src="http://203.0.113.7/x.png" onerror="window.hacked = 1"> <a href="javascript:alert(4)">more</a>
<style>* {{ color: red !important }}</style> [click](http://203.0.113.7/) ![pixel](http://203.0.113.7/pixel.png)

${{alert(5)}} {{{{value}}}} <iframe src="http://203.0.113.7/"></iframe> <svg onload=alert(8)>

The Zorblax reservoir belongs to the Zorblax Water Board since 2019.
"""


@dataclass
class Model:
    """A chat model behind HTTP. It writes the first sentences it is shown, one for each call of ``let``."""

    address: str = ""
    lines: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    turn: int = 0
    closed: threading.Event = field(default_factory=threading.Event)  # the connection was closed before the end

    def let(self, count: int = 1) -> None:
        """Let it write more sentences."""
        for _ in range(count):
            self.lines.release()

    def forget(self) -> None:
        """Forget what it was let write, and end replies that are under way."""
        self.turn += 1
        while self.lines.acquire(blocking=False):
            pass
        self.closed.clear()


@contextmanager
def chat_model() -> Iterator[Model]:
    """Serve a model by OpenAI's protocol."""
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            turn = model.turn
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            shown = asked["messages"][-1]["content"]
            if not isinstance(shown, str):
                shown = "".join(part.get("text", "") for part in shown)
            sentences = re.findall(r"^\[(\d+)\] (.*)$", shown, flags=re.MULTILINE)[:3]
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            lines = [f"{sentence} [{number}]\n" for number, sentence in sentences]
            try:
                for line, after in zip(lines, [*lines[1:], " "], strict=True):
                    while not model.lines.acquire(timeout=0.05):
                        self._say("")
                        if model.turn != turn:
                            return
                    self._say(line if line is lines[0] else line[1:])
                    self._say(after[0])  # a sentence is complete once something follows it
                self._say("", finish="stop")
                self.wfile.write(b"data: [DONE]\n\n")
            except OSError:
                model.closed.set()

        def _say(self, words: str, finish: str | None = None) -> None:
            choice = {"index": 0, "delta": {"role": "assistant", "content": words}, "finish_reason": finish}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [choice]}
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        model.let(1000)
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Site:
    """A running page over a corpus of its own."""

    url: str
    corpus: Path
    index: Path
    model: Model

    @property
    def port(self) -> str:
        return self.url.rsplit(":", 1)[1]


def start(folder: Path, log: Path, **settings: str) -> tuple[subprocess.Popen[bytes], str]:
    """``python app.py`` over ``folder/corpus`` in a process of its own, and its address once it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {"CORPUS": str(folder / "corpus"), "INDEX": str(folder / "index"), "PORT": str(port), "HOST": "127.0.0.1"}
    environment = {**os.environ, **{f"ASSISTANT_{name}": value for name, value in given.items()}, **settings}
    (folder / "tmp").mkdir(exist_ok=True)
    environment["TMPDIR"] = str(folder / "tmp")
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, ROOT / "app.py"], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=stderr
        )
    assert process.stdout is not None
    url = f"http://127.0.0.1:{port}"
    assert url in process.stdout.readline().decode(), log.read_text()
    return process, url


def end(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    """Stop it by a signal. It must end by itself with exit code 0, and print nothing more."""
    process.send_signal(sign)
    try:
        rest = process.communicate(timeout=90)[0].decode()
    finally:
        process.kill()
    assert process.returncode == 0
    assert rest == ""


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """The page over a copy of the sample corpus and a hostile article, with a chat model that can be chosen."""
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "corpus" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    (folder / "corpus" / HOSTILE_NAME).write_text("A file with a hostile name.\n", encoding="utf-8")
    log = folder / "stderr"
    with chat_model() as model:
        chosen = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.address, "ASSISTANT_MCP": "true"}
        process, url = start(folder, log, **chosen)
        try:
            wait_for_index(url)
            yield Site(url, folder / "corpus", folder / "index", model)
        finally:
            end(process, signal.SIGINT)
    assert "something on the page failed" not in log.read_text()
    assert not (folder / "index" / "page.json").exists()


def run_async(function: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
    """Run a coroutine in a thread of its own: Playwright keeps an event loop running in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(function(*arguments))).result()


def get_json(url: str) -> Any:
    """The JSON at an address."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def component_call(site: Site, function: str, data: dict[str, Any]) -> dict[str, Any]:
    """The body with which a script of the page calls a function of the server, at ``COMPONENT_SERVER``."""
    components = get_json(f"{site.url}/config")["components"]
    component = next(part for part in components if function in (part["props"].get("server_fns") or ()))
    return {"data": data, "fn_name": function, "component_id": component["id"], "session_hash": "forged"}


def wait_for_index(url: str) -> None:
    """Return once the first run of the index is over."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        health = get_json(f"{url}/health")
        if health["articles"] and not health["indexing"]:
            return
        time.sleep(0.1)
    raise AssertionError(health)


def unavailable(reason: str) -> NoReturn:
    """Skip the test with a reason; in CI, where a browser is promised, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser."""
    path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if path is None:
        unavailable("NO BROWSER: Chromium is not installed, so the page was not tested in one.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("NO BROWSER: Playwright is not installed, so the page was not tested in a browser.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*FLAGS.split(), "--no-first-run"])
        yield running
        running.close()


def is_fault(message: Any) -> bool:
    """Whether a console message is a fault. Gradio's client reports a stream that ends with its page; that is none."""
    return message.type == "error" and not message.text.startswith("AbortError: signal is aborted")


@contextmanager
def window(browser: Any, url: str, **options: Any) -> Iterator[Any]:
    """A new window on the page. No foreign script may run, nothing may fail, and nothing may leave the machine."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    seen: list[str] = []
    wrong: list[str] = []
    page.wrong = wrong

    def refuse(dialog: Any) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", lambda made: seen.append(made.url))
    page.on("dialog", refuse)
    page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
    page.on("console", lambda message: wrong.append(message.text) if is_fault(message) else None)
    page.goto(url)
    page.locator("#state", has_text=re.compile(r"^\s*\d+ articles indexed")).wait_for(timeout=120_000)
    page.wait_for_function("!document.querySelector('#state progress')", timeout=120_000)
    yield page
    assert page.evaluate("window.hacked") is None
    context.close()
    assert not wrong, wrong
    base = url.split("#", 1)[0].rstrip("/")
    assert {made for made in seen if not made.startswith((f"{base}/", "data:", f"blob:{base}/"))} == set()
