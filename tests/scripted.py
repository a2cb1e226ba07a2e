"""A chat model's server on loopback that speaks OpenAI's and Ollama's protocol, and says, or fails, as a test has it.

A script is text, or a function of the prompt that returns it; ``malady`` is how the server fails.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = str | Callable[[str], str]
PIECE = 3  # characters a chunk
STATUSES = {
    "wrong key": (401, "Incorrect API key provided: sk-prox************cret."),
    "no model": (404, "The model `nobody` does not exist"),
    "rate limit": (429, "Rate limit reached for requests"),
    "overflow": (400, "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000."),
    "500": (500, "Internal server error"),
    "503": (503, "Service unavailable"),
}


@dataclass
class Server:
    """What it is to do, and what it has seen."""

    script: Script = "NONE"
    malady: str = ""
    prompts: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)  # the client went away in the middle of a reply
    stalled: threading.Event = field(default_factory=threading.Event)  # all was said, and the reply does not end
    ended: threading.Event = field(default_factory=threading.Event)  # a reply was sent whole
    url: str = ""

    def reply(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return self.script if isinstance(self.script, str) else self.script(prompt)


def numbered(prompt: str) -> dict[int, str]:
    """The sentences of a prompt by their number."""
    return {int(number): text for number, text in re.findall(r"^\[(\d+)\] (.*)$", prompt, re.MULTILINE)}


def number_of(prompt: str, words: str) -> int:
    """The number of the sentence of a prompt that holds these words."""
    return next(number for number, text in numbered(prompt).items() if words in text)


@contextmanager
def served(script: Script = "NONE", malady: str = "") -> Iterator[Server]:
    """A server until the end of the block."""
    state = Server(script, malady)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._send(200, {"models": [{"name": "llama3.2:latest"}]})

        def do_POST(self) -> None:
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)))
            except ValueError:  # something else than a chat
                self._send(202, {})
                return
            if state.malady in STATUSES:
                code, message = STATUSES[state.malady]
                self._send(code, {"error": {"message": message, "type": "error", "code": None}})
            elif state.malady == "hang":
                state.hung_up.wait(20)
            elif state.malady == "wrong json":
                self._send(200, None, b"<html>this is no JSON {")
            elif state.malady == "hang up":
                self.close_connection = True
            else:
                prompt = "\n".join(str(message["content"]) for message in body["messages"])
                self._stream(self.path.endswith("/api/chat"), prompt)

        def _stream(self, ollama: bool, prompt: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson" if ollama else "text/event-stream")
            self.end_headers()
            try:
                for piece in pieces(state, prompt):
                    self._say(ollama, {"content": piece})
                if state.malady != "cut off":
                    self._end(ollama)
                state.ended.set()
            except OSError:
                state.hung_up.set()

        def _say(self, ollama: bool, delta: dict[str, str]) -> None:
            if ollama:
                self._line(
                    json.dumps(
                        {"model": "m", "created_at": NOW, "message": {"role": "assistant", **delta}, "done": False}
                    )
                )
            elif state.malady == "broken chunks":
                self._line("data: {not json\n")
            else:
                choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": None}
                self._line("data: " + json.dumps({**CHUNK, "choices": [choice]}) + "\n")

        def _end(self, ollama: bool) -> None:
            if ollama:
                done = {"done": True, "done_reason": "stop", "prompt_eval_count": 300, "eval_count": 40}
                message = {"role": "assistant", "content": ""}
                self._line(json.dumps({"model": "m", "created_at": NOW, "message": message, **done}))
                return
            end = {"index": 0, "delta": {}, "finish_reason": "stop"}
            self._line("data: " + json.dumps({**CHUNK, "choices": [end]}) + "\n")
            usage = {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}
            self._line("data: " + json.dumps({**CHUNK, "choices": [], "usage": usage}) + "\n")
            self._line("data: [DONE]\n")

        def _line(self, line: str) -> None:
            self.wfile.write(f"{line}\n".encode())
            self.wfile.flush()

        def _send(self, code: int, value: Any, raw: bytes = b"") -> None:
            body = raw or json.dumps(value).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        state.hung_up.set()
        server.shutdown()
        server.server_close()


NOW = "2026-11-25T00:00:00Z"
CHUNK = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}


def pieces(state: Server, prompt: str) -> Iterator[str]:
    """The chunks of a reply."""
    said = state.reply(prompt)
    if state.malady == "endless":
        while not state.hung_up.is_set():
            yield "The tariff is fine and "
            time.sleep(0.001)
    for at in range(0, len(said), PIECE):
        yield said[at : at + PIECE]
        if state.malady == "slow drip":
            time.sleep(0.02)
    if state.malady == "stall":
        state.stalled.set()
        state.hung_up.wait(20)
