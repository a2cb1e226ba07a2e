"""While a page serves an index, the command line asks it, and prints what it would print by itself."""

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
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from command import Run, check_failure
from command import run as run

from assistant import rpc
from assistant.assistant import Assistant
from assistant.cli import session
from assistant.errors import IndexUnavailableError, SettingsError
from assistant.index.locks import IndexLock, living
from assistant.settings import load_settings

ROOT = Path(__file__).parents[1]
INDIA = "2026-02-10-india-ties-thaw.md"
QUESTION = "How much trade with India is the goal for 2030?"
HISTORY = [
    {"role": "user", "content": "What is the China partnership about?"},
    {"role": "assistant", "content": "Trade."},
]
BATCH = [
    json.dumps({"id": 1, "question": QUESTION}),
    json.dumps({"id": ["é\u2028", None], "query": "And Mexico?", "history": HISTORY}),
    json.dumps({"id": 3, "question": "What happened last week?", "today": "2026-02-15"}),
    json.dumps({"id": 4, "question": "canola \ud83d \x00 tariff"}),
    "not json",
    json.dumps({"id": 5, "question": ""}),
    json.dumps({"id": 6, "question": "Who painted the Mona Lisa?"}),
]


@dataclass(frozen=True)
class Served:
    """A page in a process of its own, over a copy of the indexed sample."""

    folder: Path
    process: "subprocess.Popen[str]"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def where(self) -> tuple[str, ...]:
        return ("--corpus", str(self.folder / "corpus"), "--index", str(self.index))

    @property
    def page(self) -> rpc.Page:
        page = rpc.find_page(self.index)
        assert page
        return page


@pytest.fixture(scope="module")
def served(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(assistant.settings.corpus, folder / "corpus")
    shutil.copytree(assistant.settings.index, folder / "index")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "assistant",
        "serve",
        "--port",
        str(port),
        "--corpus",
        "corpus",
        "--index",
        "index",
    ]
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert str(port) in process.stdout.readline()
    yield Served(folder, process)
    process.kill()
    process.communicate()


@pytest.fixture
def _forwarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page does not answer fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("this process opens the index itself")

    monkeypatch.setattr(session, "make_assistant", refuse)


def timeless(text: str) -> str:
    return re.sub(
        r'"(seconds|last_sync|synced|timings_ms|first_ms)": ("[^"]*"|[\d.]+|\{[^}]*\})|(?<=last indexed ).*|[\d.]+ s$',
        "",
        text,
        flags=re.M,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", QUESTION),
        ("ask", QUESTION, "--json"),
        ("ask", "Who painted the Mona Lisa?"),
        ("ask", "How old is he?", "--json"),
        ("ask", "And Mexico?", "--history", "history.json", "--json"),
        ("ask", "What happened last week?"),
        ("ask", "What happened last week?", "--explain"),
        ("ask", "?!"),
        ("ask", "--batch", "-"),
        ("search", "canola tariff", "-k", 3),
        ("search", "canola tariff", "--json"),
        ("search", "--batch", "batch.jsonl", "-k", 2),
        ("search",),
        ("show", INDIA),
        ("show", INDIA, "--json"),
        ("show", INDIA, "--version", "0" * 16),
        ("status",),
        ("status", "--json"),
        ("index",),
        ("index", "--json"),
        ("eval", "questions.jsonl", "--json"),
    ],
    ids=lambda arguments: " ".join(map(str, arguments)),
)
def test_what_is_printed_is_the_same_forwarded_and_not(
    run: Run,
    served: Served,
    assistant: Assistant,
    arguments: tuple[object, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_TODAY", "2026-02-20")
    Path("history.json").write_text(json.dumps(HISTORY))
    Path("batch.jsonl").write_text("\n".join(BATCH))
    questions = [{"id": "1", "question": QUESTION, "answerable": True, "answers": ["$70 billion"]}]
    Path("questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    folder = assistant.settings.corpus.parent
    alone = run(*arguments, "--corpus", folder / "corpus", "--index", folder / "index", stdin="\n".join(BATCH))
    with monkeypatch.context() as patch:
        patch.setattr(session, "make_assistant", None)  # what the page does not answer fails
        forwarded = run(*arguments, *served.where, stdin="\n".join(BATCH))
    assert (forwarded.code, forwarded.err) == (alone.code, alone.err)
    if arguments[0] == "eval":
        assert forwarded.json["figures"].keys() == alone.json["figures"].keys()
        assert forwarded.json["lost"] == alone.json["lost"]
    else:
        assert timeless(forwarded.out) == timeless(alone.out)


def test_a_forwarded_command_imports_nothing_heavy(served: Served) -> None:
    code = (
        "import sys; from assistant.cli import main; sys.argv = ['assistant', *sys.argv[1:]]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "print([each for each in ('assistant.assistant', 'numpy', 'chromadb', 'gradio') if each in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "search", "canola", "--json", *served.where],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    hits, loaded = done.stdout.splitlines()
    assert json.loads(hits)["hits"]
    assert loaded == "[]"


def post(page: rpc.Page, **headers: str) -> tuple[int, str]:
    body = json.dumps({"call": "status", "arguments": {}}).encode()
    request = urllib.request.Request(page.address + rpc.PATH, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_only_who_knows_the_token_is_answered_and_no_web_site_ever(served: Served) -> None:
    page = served.page
    assert json.loads(post(page, Authorization=page.authorization)[1])["result"]["articles"] == 12
    for given in ("", page.token, f"Bearer {page.token}x", f"Bearer {page.token[:-1]}", "Bearer é"):
        status, said = post(page, **({"Authorization": given.encode().decode("latin-1")} if given else {}))
        assert status == 403
        assert "articles" not in said
    assert post(page, Authorization=page.authorization, Origin="http://example.org")[0] == 403
    assert post(page, Authorization=page.authorization, Host="example.org")[0] == 400
    assert (served.index / rpc.FILE).stat().st_mode & 0o777 == 0o600
    assert served.index.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("_forwarded")
@pytest.mark.parametrize(
    ("name", "value"), [("reader", "none"), ("passage_tokens", "100"), ("max_question_chars", "100"), ("model", "a:b")]
)
def test_a_command_with_other_settings_than_the_page_says_so(
    run: Run,
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name.upper()}", value)
    check_failure(
        run("ask", QUESTION, *served.where), f"ASSISTANT_{name.upper()}", value, str(served.process.pid), "stop"
    )


@pytest.mark.usefixtures("_forwarded")
def test_another_corpus_matters_to_index_alone(run: Run, served: Served, tmp_path: Path) -> None:
    other = ("--corpus", tmp_path, "--index", served.index)
    check_failure(run("index", *other), "ASSISTANT_CORPUS", str(tmp_path), str(served.folder / "corpus"))
    assert run("status", "--json", *other).json["articles"] == 12


def test_a_second_page_over_the_index_says_at_once_where_the_first_is(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(_: IndexLock) -> None:
        raise AssertionError("it waits for the lock of the index")

    monkeypatch.setattr(IndexLock, "shared", wait)
    monkeypatch.setattr(IndexLock, "exclusive", wait)
    check_failure(
        run("serve", "--port", served.page.port + 1, *served.where), served.page.address, str(served.process.pid)
    )


def test_ctrl_c_stops_the_run_on_the_page_and_the_next_goes_on_from_there(run: Run, served: Served) -> None:
    """The next may be one of the page's own, which keeps the index equal to the corpus meanwhile."""
    many = 1500
    for number in range(many):
        (served.folder / "corpus" / f"{number}.txt").write_text(f"Harbour {number} froze.\n\nNobody came.")
    command = [sys.executable, "-m", "assistant", "index", *served.where]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while run("status", "--json", *served.where).json["articles"] == 12:
            assert time.monotonic() < until
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err.split()[0]) == (1, "", "Stopped.")
    report = run("index", "--json", *served.where).json
    assert report["added"] < many
    assert report["articles"] == many + 12
    for number in range(many):
        (served.folder / "corpus" / f"{number}.txt").unlink()
    assert run("index", "--json", "--allow-removals", *served.where).json["articles"] == 12


def test_progress_is_told_while_the_run_goes_on(served: Served) -> None:
    (served.folder / "corpus" / "new.md").write_text("The harbour froze in March.")
    settings = load_settings(corpus=served.folder / "corpus", index=served.index)
    remote = rpc.find_remote(settings)
    assert remote
    steps: list[tuple[Any, ...]] = []
    report = remote.sync(lambda *step: steps.append(step))
    assert (report.added, report.outcomes) == (1, (("new.md", "added"),))
    assert steps[-1][:4] == (1, 1, "done", 1)
    (served.folder / "corpus" / "new.md").unlink()
    assert remote.sync().removed == 1


# When there is no page to ask


@pytest.fixture
def alone(assistant: Assistant) -> tuple[str, ...]:
    """The options of an index that no page serves."""
    return ("--corpus", str(assistant.settings.corpus), "--index", str(assistant.settings.index))


def test_what_a_killed_page_left_is_not_believed_and_its_token_goes_to_no_one(
    run: Run,
    alone: tuple[str, ...],
    assistant: Assistant,
) -> None:
    """Someone else listens on its port now."""
    reached: list[object] = []
    left = assistant.settings.index / rpc.FILE
    with socket.create_server(("127.0.0.1", 0)) as other:
        listening = threading.Thread(target=lambda: reached.append(other.accept()), daemon=True)
        listening.start()
        left.write_text(json.dumps(asdict(rpc.Page("127.0.0.1", other.getsockname()[1], os.getpid(), "secret"))))
        result = run("status", "--json", *alone)
        assert (result.json["articles"], result.err, reached) == (12, "", [])
        other.settimeout(0)
    left.unlink()


@pytest.mark.parametrize("said", ["", "{", "[]", '{"host": "127.0.0.1"}'])
def test_what_a_page_says_wrongly_is_passed_over(
    run: Run, alone: tuple[str, ...], assistant: Assistant, said: str
) -> None:
    with living(assistant.settings.index / rpc.FILE, said):
        assert run("status", "--json", *alone).json["articles"] == 12


def test_a_page_that_does_not_answer_is_passed_over(run: Run, alone: tuple[str, ...], assistant: Assistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        page = rpc.Page("127.0.0.1", closed.getsockname()[1], os.getpid(), "secret")
    with rpc.announced(assistant.settings.index, page):
        result = run("status", "--json", *alone)
    assert (result.json["articles"], result.err) == (12, "")


def test_a_page_that_ends_before_it_answers_is_said_in_one_line(served: Served) -> None:
    settings = load_settings(corpus=served.folder / "corpus", index=served.index)
    remote = rpc.Remote(settings, replace(served.page, port=1))
    with pytest.raises(IndexUnavailableError, match="ended before it answered"):
        remote.status()


def test_who_is_to_write_an_answer_is_carried_to_the_page(served: Served) -> None:
    remote = rpc.find_remote(load_settings(corpus=served.folder / "corpus", index=served.index))
    assert remote
    answer = remote.ask(QUESTION, model="llamacpp:/nowhere/named-here.gguf")
    assert "named-here.gguf" in answer.note
    assert answer.writer == "extractive"
    assert "named-here.gguf" not in remote.ask(QUESTION).note


def test_every_error_comes_back_as_it_was_raised() -> None:
    def fail(error: Exception) -> Any:
        raise error

    for error in (SettingsError("one"), IndexUnavailableError("two")):
        reply = rpc.answer({"status": lambda: fail(error)}, load_settings(), b'{"call": "status", "arguments": {}}')  # noqa: B023
        back = rpc.unpack_error(reply["error"], reply["message"])
        assert (type(back), str(back)) == (type(error), str(error))
    assert repr(rpc.unpack_error("Fault", "KeyError('x')")) == "KeyError('x')"


def test_after_the_page_was_killed_commands_go_on_by_themselves(run: Run, served: Served) -> None:
    """The last test here: it takes the page away."""
    served.process.kill()
    served.process.wait()
    assert (served.index / rpc.FILE).exists()
    result = run("search", "canola", "--json", *served.where)
    assert (result.json["hits"][0]["dense_rank"], result.err) == (1, "")
    assert run("index", "--json", *served.where).json["articles"] == 12
