"""The command line, which scripts rely on: keys, types, exit codes and one line for each error."""

import contextlib
import datetime as dt
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command import Run, check_failure, load
from command import run as run
from index_state import query

from assistant import __version__, errors
from assistant.assistant import Assistant

ROOT = Path(__file__).parents[2]
COMMANDS = ["index", "watch", "search", "ask", "show", "status", "doctor", "serve", "eval"]
ANSWERABLE = "How much trade with India is the goal for 2030?"
OFF_TOPIC = "Who painted the Mona Lisa?"

OPTIONAL = (str, type(None))
NUMBER = (int, float)
PAGE = (int, type(None))
SEARCH = {"id": object, "query": str, "searched": str, "hits": list, "timings_ms": dict, "scope": object}
HIT = {
    "rank": int, "article": str, "title": str, "date": OPTIONAL, "source": OPTIONAL, "start": int, "end": int,
    "text": str, "score": NUMBER, "dense_rank": (int, type(None)), "lexical_rank": (int, type(None)), "page": PAGE,
    "also_in": list,
}  # fmt: skip
ANSWER = {
    "id": object, "question": str, "searched": str, "status": str, "text": str, "sentences": list, "citations": list,
    "also_retrieved": list, "writer": str, "timings_ms": dict, "scope": object,
    "note": OPTIONAL, "complete": bool, "dropped_marks": int, "dropped": list, "kind": str,
    "result": (dict, type(None)), "columns": list, "differences": list, "freshness": dict,
    "first_ms": dict, "tokens": dict,
}  # fmt: skip
SENTENCE = {"lead": OPTIONAL, "text": str, "citations": list, "support": str, "emphasis": list, "speaker": OPTIONAL}
RESULT = {
    "articles": int, "mentions": int, "total": int, "stories": int, "from": OPTIONAL, "to": OPTIONAL, "rows": list,
    "groups": list,
}  # fmt: skip
ROW = {
    "article": str, "title": str, "date": OPTIONAL, "source": OPTIONAL, "author": OPTIONAL, "mentions": int,
    "first": (dict, type(None)),
}  # fmt: skip
CITATION = {
    "number": int, "article": str, "version": str, "title": str, "date": OPTIONAL, "source": OPTIONAL, "url": OPTIONAL,
    "start": int, "end": int, "quote": str, "page": PAGE, "suspicious": bool, "also_in": list,
}  # fmt: skip
RETRIEVED = {
    "article": str, "title": str, "date": OPTIONAL, "start": int, "end": int, "text": str, "suspicious": bool,
    "also_in": list,
}  # fmt: skip
INDEX = {
    **dict.fromkeys(("added", "changed", "moved", "removed", "unchanged"), int),
    "failed": list, "articles": int, "passages": int, "embedded": int, "seconds": NUMBER,
}  # fmt: skip
SHOW = {
    "article": str, "version": str, "title": str, "date": OPTIONAL, "date_origin": OPTIONAL, "source": OPTIONAL,
    "author": OPTIONAL, "url": OPTIONAL, "language": OPTIONAL, "text": str,
}  # fmt: skip
STATUS = {"articles": int, "passages": int, "failed": list, "encoder": OPTIONAL, "last_sync": OPTIONAL}
STATUS |= {"failed_since": dict, "skipped": list}


@pytest.fixture(scope="module")
def where(assistant: Assistant) -> tuple[str, ...]:
    """The options that name the indexed sample."""
    return ("--corpus", str(assistant.settings.corpus), "--index", str(assistant.settings.index))


def check(value: dict[str, Any], form: dict[str, Any]) -> None:
    """Keys, their order and types are those of the contract; what is unknown is null and never ""."""
    assert list(value) == list(form)
    for name, kind in form.items():
        assert isinstance(value[name], kind), f"{name} is {value[name]!r}"
        assert kind is bool or not isinstance(value[name], bool), name
        assert value[name] != "" or kind is str, f'{name} is ""'


def check_search(result: dict[str, Any]) -> None:
    check(result, SEARCH)
    assert [hit["rank"] for hit in result["hits"]] == list(range(1, len(result["hits"]) + 1))
    for hit in result["hits"]:
        check(hit, HIT)
        assert hit["date"] is None or len(hit["date"]) == 10
    assert all(isinstance(ms, NUMBER) for ms in result["timings_ms"].values())


def check_answer(answer: dict[str, Any]) -> None:
    check(answer, ANSWER)
    assert list(answer["timings_ms"]) == ["question", "retrieve", "write", "verify", "total"]
    for citation in answer["citations"]:
        check(citation, CITATION)
        assert len(citation["version"]) == 16
        assert citation["date"] is None or len(citation["date"]) == 10
    for sentence in answer["sentences"]:
        check(sentence, SENTENCE)
        assert sentence["support"] in ("quoted", "supported", "weak", "unsupported")
        assert all(isinstance(number, int) for number in sentence["citations"])
        assert all(0 <= start < end <= len(sentence["text"]) for start, end in sentence["emphasis"])
    for passage in answer["also_retrieved"]:
        check(passage, RETRIEVED)
    assert answer["status"] in ("answered", "refused", "asks")
    assert bool(answer["sentences"]) == bool(answer["citations"])
    assert bool(answer["sentences"] or answer["result"]) == (answer["status"] == "answered")


def check_result(answer: dict[str, Any]) -> None:
    check(answer["result"], RESULT)
    assert answer["result"]["total"] >= len(answer["result"]["rows"]) > 0
    for row in answer["result"]["rows"]:
        check(row, ROW)
        assert row["first"] is None or list(row["first"]) == ["start", "end"]


# What each command prints


def test_index_prints_the_report_of_the_contract(run: Run, tmp_path: Path) -> None:
    corpus, index = tmp_path / "articles", tmp_path / "new" / "index"
    corpus.mkdir()
    (corpus / "a.md").write_text("The talks began in Ottawa.")
    (corpus / "empty.md").write_text("")
    result = run("index", "--corpus", corpus, "--index", index, "--json")
    report = result.json
    check(report, INDEX)
    assert report["failed"] == [{"path": "empty.md", "reason": "the file is empty"}]
    expected = {
        "added": 1,
        "changed": 0,
        "moved": 0,
        "removed": 0,
        "unchanged": 0,
        "articles": 1,
        "passages": 1,
        "embedded": 1,
    }
    assert {name: report[name] for name in expected} == expected
    printed = run("index", "--corpus", corpus, "--index", index)
    assert (printed.code, "1 unchanged" in printed.out, "empty.md" in printed.err) == (0, True, True)
    shown = run("show", "a.md", "--corpus", corpus, "--index", index, "--json").json
    check(shown, SHOW)
    assert [shown[name] for name in ("date", "date_origin", "source", "author", "url")] == [None] * 5
    state = run("status", "--corpus", corpus, "--index", index, "--json").json
    check(state, STATUS)
    assert state["failed"] == report["failed"]
    (hit,) = run("search", "talks", "--corpus", corpus, "--index", index, "--json").json["hits"]
    check(hit, HIT)
    assert (hit["date"], hit["source"]) == (None, None)


def test_search_prints_the_hits_of_the_contract(run: Run, where: tuple[str, ...]) -> None:
    result = run("search", "canola tariff", "-k", 3, "--json", *where).json
    check_search(result)
    assert (result["id"], result["query"], result["searched"], len(result["hits"])) == (
        None,
        "canola tariff",
        "canola tariff",
        3,
    )
    assert len(run("search", "canola tariff", "--json", *where).json["hits"]) == 10
    printed = run("search", "canola tariff", "-k", 2, *where)
    assert (printed.code, printed.err) == (0, "")
    for hit in result["hits"][:2]:
        assert hit["title"] in printed.out
    assert result["hits"][2]["article"] not in printed.out


def test_ask_counts_lists_and_takes_another_kind(run: Run, where: tuple[str, ...]) -> None:
    for kind in ("count", "list", "mentions"):
        answer = run("ask", "How many articles mention Canada?", "--kind", kind, "--json", *where).json
        check_answer(answer)
        check_result(answer)
        assert (answer["kind"], answer["status"]) == (kind, "answered")
    printed = run("ask", "How many articles mention Canada?", *where)
    assert f"{answer['result']['articles']} articles mention “Canada”" in printed.out
    wrong = run("ask", "How many articles mention Canada?", "--kind", "poem", *where)
    assert (wrong.code, wrong.out) == (1, "")
    assert "There is no kind of question 'poem'" in wrong.err


def test_ask_prints_the_answer_of_the_contract(run: Run, where: tuple[str, ...], assistant: Assistant) -> None:
    answer = run("ask", ANSWERABLE, "--json", *where).json
    check_answer(answer)
    assert (answer["id"], answer["question"], answer["status"], answer["writer"]) == (
        None,
        ANSWERABLE,
        "answered",
        "extractive",
    )
    assert "$70 billion" in answer["text"]
    for citation in answer["citations"]:
        text = assistant.article(citation["article"], citation["version"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    printed = run("ask", ANSWERABLE, *where)
    assert (printed.code, printed.err) == (0, "")
    assert answer["text"] in printed.out
    assert all(citation["article"] in printed.out for citation in answer["citations"])


def test_a_refusal_is_an_answer_without_sentences_and_exits_0(run: Run, where: tuple[str, ...]) -> None:
    answer = run("ask", OFF_TOPIC, "--json", *where).json
    check_answer(answer)
    assert (answer["status"], answer["sentences"], answer["citations"]) == ("refused", [], [])
    assert answer["text"]
    assert answer["also_retrieved"]
    printed = run("ask", OFF_TOPIC, *where)
    assert (printed.code, printed.err) == (0, "")
    assert answer["text"] in printed.out


def test_a_history_file_resolves_a_follow_up_in_both_commands(run: Run, where: tuple[str, ...], tmp_path: Path) -> None:
    turns = [
        {"role": "user", "content": "What is the China partnership about?"},
        {"role": "assistant", "content": "Trade."},
    ]
    (tmp_path / "history.json").write_text(json.dumps(turns))
    answer = run("ask", "And Mexico?", "--history", tmp_path / "history.json", "--json", *where).json
    result = run("search", "And Mexico?", "--history", tmp_path / "history.json", "--json", *where).json
    assert answer["searched"] == result["searched"] == "What is the China partnership about? And Mexico?"
    assert answer["question"] == result["query"] == "And Mexico?"


def test_show_prints_an_article_and_any_version_of_it(run: Run, where: tuple[str, ...], assistant: Assistant) -> None:
    path = "2026-02-10-india-ties-thaw.md"
    shown = run("show", path, "--json", *where).json
    check(shown, SHOW)
    article = assistant.article(path)
    assert shown == {
        "article": path, "version": article.version, "title": article.title, "date": "2026-02-10",
        "date_origin": "front matter", "source": "Sample Briefs", "author": None, "url": None, "language": None,
        "text": article.text,
    }  # fmt: skip
    assert run("show", path, "--version", article.version, "--json", *where).json == shown
    assert article.text.strip() in run("show", path, *where).out


def test_status_prints_what_the_index_holds(run: Run, where: tuple[str, ...]) -> None:
    state = run("status", "--json", *where).json
    check(state, STATUS)
    assert (state["articles"], state["failed"]) == (12, [])
    assert state["encoder"].startswith("all-MiniLM-L6-v2")
    assert "12 articles" in run("status", *where).out


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(run: Run, command: str) -> None:
    printed = run(command, "--help")
    assert (printed.code, printed.err) == (0, "")
    assert f"Example: assistant {command}" in printed.out
    assert "--corpus" in printed.out
    assert "--index" in printed.out
    assert command in run("--help").out


def test_status_counts_and_lists_what_failed_and_what_is_skipped(run: Run, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.md").write_text("The talks began in Ottawa.")
    (corpus / "bad.md").write_text("")
    for name in ("x.odt", *(f"{n}.png" for n in range(9)), ".hidden", "a.md~"):
        (corpus / name).write_text("x")
    where = ("--corpus", corpus, "--index", index)
    indexed = run("index", *where)
    assert "skipped  x.odt: .odt files are not read" in indexed.err
    printed = run("status", *where)
    assert "files: 1 indexed, 1 failed, 10 skipped" in printed.out
    assert "failed  bad.md: the file is empty (since 20" in printed.out
    assert [line for line in printed.out.splitlines() if line.startswith("skipped")] == [
        "skipped  9 files: .png files are not read",
        "skipped  x.odt: .odt files are not read: save it as .docx",
    ]
    state = run("status", *where, "--json").json
    check(state, STATUS)
    assert state["failed"] == [{"path": "bad.md", "reason": "the file is empty"}]
    assert dt.datetime.fromisoformat(state["failed_since"]["bad.md"]).tzinfo == dt.UTC
    assert {each["path"] for each in state["skipped"]} == {"x.odt", *(f"{n}.png" for n in range(9))}


def tire(*_: object) -> None:
    raise errors.ReadError("tired")


def test_retry_and_rebuild_are_asked_for_on_the_command_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("The talks began in Ottawa.")
    os.utime(corpus / "a.md", (1_700_000_000, 1_700_000_000))
    where = ("--corpus", corpus, "--index", tmp_path / "index", "--json")
    with monkeypatch.context() as patch:
        patch.setattr("assistant.index.reading.read_article", tire)
        assert run("index", *where).json["failed"] == [{"path": "a.md", "reason": "tired"}]
    assert run("index", *where).json["articles"] == 0
    assert run("index", "--retry", *where).json["articles"] == 1
    assert run("index", *where).json["embedded"] == 0
    assert run("index", "--rebuild", *where).json["embedded"] == 1


# Stopping


def started(*arguments: object, folder: Path) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_index_stops_in_order_and_the_next_run_goes_on(run: Run, tmp_path: Path, sign: signal.Signals) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(700):
        (corpus / f"{number}.md").write_text(f"Round {number} of the talks began in Ottawa. " * 12)
    where = ("--corpus", corpus, "--index", tmp_path / "index")
    process = started("index", *where, folder=tmp_path)
    until = time.monotonic() + 120
    kept = 0
    while not kept and time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
        if (tmp_path / "index" / "catalog.sqlite3").is_file():
            with contextlib.suppress(sqlite3.Error):
                kept = query(tmp_path / "index", "SELECT count(*) FROM files")[0][0]
    process.send_signal(sign)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (1, "", f"{errors.STOPPED}\n")
    indexed = {path for (path,) in query(tmp_path / "index", "SELECT path FROM files")}
    waiting = sorted({file.name for file in corpus.iterdir()} - indexed)
    assert len(indexed) >= kept > 0
    assert len(waiting) > 10, "the run went on to its end"
    for name in waiting[10:]:
        (corpus / name).unlink()
    report = run("index", *where, "--json").json
    assert (report["unchanged"], report["added"], report["failed"]) == (len(indexed), len(waiting[:10]), [])
    assert (report["articles"], report["removed"]) == (len(indexed) + len(waiting[:10]), 0)


# Batches


def test_a_batch_gives_one_line_for_each_in_order_with_its_id(run: Run, where: tuple[str, ...], tmp_path: Path) -> None:
    ids: list[Any] = ["a", 7, None, ["x", 1], {"y": None}, 1.5, "\u2028\u0085 é", "no id"]
    asked = [{"id": each, "question": ANSWERABLE if at % 2 else OFF_TOPIC} for at, each in enumerate(ids)]
    del asked[-1]["id"]
    lines = "".join(json.dumps(each) + "\n" for each in asked)
    (tmp_path / "batch.jsonl").write_text(lines, "utf-8")
    answers = run("ask", "--batch", tmp_path / "batch.jsonl", *where).lines
    for answer in answers:
        check_answer(answer)
    assert [answer["id"] for answer in answers] == [*ids[:-1], None]
    assert [answer["status"] for answer in answers] == ["refused", "answered"] * 4
    results = run("search", "--batch", "-", "-k", 2, *where, stdin=lines).lines
    for result in results:
        check_search(result)
    assert [result["id"] for result in results] == [*ids[:-1], None]
    assert {len(result["hits"]) for result in results} == {2}


def test_a_batch_line_is_answered_as_the_single_question_is(run: Run, where: tuple[str, ...]) -> None:
    history = [
        {"role": "user", "content": "What is the China partnership about?"},
        {"role": "assistant", "content": "Trade."},
    ]
    lines = [{"question": ANSWERABLE}, {"query": ANSWERABLE}, {"question": "And Mexico?", "history": history}]
    answers = run("ask", "--batch", "-", *where, stdin="\n".join(map(json.dumps, lines))).lines
    single = run("ask", ANSWERABLE, "--json", *where).json
    for answer in answers[:2]:
        taken = {"timings_ms": 0, "first_ms": 0}
        assert answer | taken == single | taken
    assert answers[2]["searched"] == "What is the China partnership about? And Mexico?"


BAD = [
    "not json",
    "[1, 2]",
    '"a string"',
    '{"id": 1}',
    '{"id": 1, "question": 5}',
    '{"id": 1, "question": ""}',
    '{"id": 1, "question": "?!"}',
    '{"id": 1, "question": "%s"}' % ("x" * 5000),
    '{"id": 1, "question": "Why?", "history": [1]}',
    '{"id": 1, "question": "Why?", "history": "said"}',
    '{"id": 1, "question": "Why?", "history": [{"role": "system", "content": "x"}]}',
    '{"id": 1, "question": "Why?", "history": [{"role": "user"}]}',
    '{"id": 1, "question": "Why?", "today": "yesterday"}',
    '{"id": 1, "question": "Why?", "today": 20260301}',
    '{"id": 1, "question": "Why?", "today": "2026-02-30"}',
    '{"id": 1, "question": ' + "[" * 100_000,
    '{"id": 1, "question": ' + "9" * 5000 + "}",
    '{"id": 1, "question": "\\ud800"}',
    '{"id": NaN, "question": ""}',
]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_bad_line_gives_its_error_and_the_run_goes_on(run: Run, where: tuple[str, ...], command: str) -> None:
    good = json.dumps({"id": "good", "question": ANSWERABLE})
    results = run(command, "--batch", "-", *where, stdin="\n".join([good, *BAD, good]) + "\n").lines
    assert len(results) == len(BAD) + 2
    for line, result in zip(BAD, results[1:-1], strict=True):
        assert list(result) == ["id", "error"], line[:60]
        assert result["error"]
        assert "\n" not in result["error"]
        assert len(result["error"]) < 500
        assert result["id"] in (1, None), line[:60]
    assert results[2 + BAD.index('{"id": 1, "question": ""}') - 1]["id"] == 1
    assert results[0]["id"] == results[-1]["id"] == "good"
    assert "error" not in results[0] | results[-1]


def test_strange_bytes_in_a_batch_do_not_end_it(run: Run, where: tuple[str, ...]) -> None:
    lines = [
        b'{"id": 1, "question": "\xff\xfe canola"}',
        b"\x00\x01",
        json.dumps(
            {"id": 2, "question": "And Mexico?", "history": [{"role": "user", "content": "half \ud83d"}]}
        ).encode(),
        json.dumps({"id": 3, "question": "canola \ud83d \x00 tariff \u202e"}).encode(),
        b'{"id": 4, "question": "canola"}',
    ]
    results = run("ask", "--batch", "-", *where, stdin=b"\r\n".join(lines)).lines
    assert [result["id"] for result in results] == [1, None, 2, 3, 4]
    assert list(results[1]) == ["id", "error"]
    for answer in [results[0], *results[2:]]:
        check_answer(answer)
        assert answer["text"]


def test_a_batch_of_a_file_that_windows_wrote_loses_no_line(run: Run, where: tuple[str, ...], tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "question": "canola"})
    (tmp_path / "batch.jsonl").write_bytes(b"\xef\xbb\xbf" + f"{line}\r\n{line}\r\n".encode())
    assert [result.get("error") for result in run("search", "--batch", tmp_path / "batch.jsonl", *where).lines] == [
        None,
        None,
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_batch_is_answered_line_by_line_and_ends_quietly_when_nobody_reads_on(
    where: tuple[str, ...], tmp_path: Path
) -> None:
    """One process as a script starts it: it answers a line before the next comes, and `| head -1` is no error."""
    os.mkfifo(tmp_path / "batch")
    command = [sys.executable, "-m", "assistant", "search", "--batch", str(tmp_path / "batch"), *where]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    with subprocess.Popen(command, cwd=tmp_path, text=True, **piped) as process:  # type: ignore[call-overload]
        assert process.stdout
        assert process.stderr
        with (tmp_path / "batch").open("w") as batch:
            print("not json", file=batch, flush=True)  # answered without the encoder, which takes seconds to load
            first = process.stdout.readline()
            process.stdout.close()
            print("not json", file=batch, flush=True)
        said = process.stderr.read()
        process.wait(60)
    assert load(first)["error"]
    assert said == ""


# What goes wrong


@pytest.mark.parametrize(
    "arguments",
    [("ask", "Why?"), ("search", "canola"), ("ask", "--batch", "-"), ("show", "a.md"), ("status",)],
    ids=" ".join,
)
def test_without_an_index_the_command_that_makes_one_is_named(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("")
    for index in (tmp_path / "none", tmp_path / "file"):
        check_failure(run(*arguments, "--index", index, "--json" if arguments[-1] != "-" else "--corpus=."), "index")
    assert not (tmp_path / "none").exists()


def test_a_corpus_or_index_that_cannot_be_used_is_an_error_of_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "corpus").mkdir()
    check_failure(run("index", "--corpus", tmp_path / "none", "--index", tmp_path / "index"), "none", "--corpus")
    assert not (tmp_path / "index").exists()
    check_failure(run("index", "--corpus", tmp_path / "file", "--index", tmp_path / "index"), "file")
    check_failure(run("index", "--corpus", tmp_path / "corpus", "--index", tmp_path / "file"), "file")
    check_failure(run("index", "--corpus", tmp_path / "corpus", "--index", tmp_path / "file" / "deep"), "deep")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "catalog.sqlite3").write_bytes(b"no catalog" * 100)
    check_failure(run("index", "--corpus", tmp_path / "corpus", "--index", broken), "broken")
    check_failure(run("ask", "Why?", "--index", broken), "broken")


def test_what_was_not_found_is_an_error_of_one_line(run: Run, where: tuple[str, ...]) -> None:
    check_failure(run("show", "none.md", *where), "none.md")
    check_failure(run("show", "2026-02-10-india-ties-thaw.md", "--version", "0" * 16, "--json", *where), "0" * 16)
    check_failure(run("show", "../../etc/passwd", *where), "../../etc/passwd")


@pytest.mark.parametrize("question", ["", " ", "?!", "\x00", "x" * 2001], ids=ascii)
def test_a_question_that_is_none_is_an_error_of_one_line(run: Run, where: tuple[str, ...], question: str) -> None:
    check_failure(run("ask", question, "--json", *where), "question")
    check_failure(run("search", question, *where), "question")


@pytest.mark.parametrize(
    "content",
    [b"{", b"5", b'{"role": "user"}', b'[{"role": "user"}]', b"\xff\xfe", b"[" * 100_000, None],
    ids=lambda c: str(c)[:12],
)
def test_a_bad_history_is_an_error_of_one_line(
    run: Run, where: tuple[str, ...], tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "history.json"
    if content is not None:
        file.write_bytes(content)
    check_failure(run("ask", "Why?", "--history", file, *where), "history")


def test_a_batch_or_question_file_that_cannot_be_read_is_an_error_of_one_line(
    run: Run, where: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "bad.jsonl").write_text('{"question": "x"}\n')
    check_failure(run("ask", "--batch", tmp_path / "none", *where), "none")
    check_failure(run("search", "--batch", tmp_path, *where), str(tmp_path))
    check_failure(run("eval", tmp_path / "none", *where), "none")
    check_failure(run("eval", tmp_path / "bad.jsonl", *where), "ine 1")


def test_a_setting_that_cannot_be_used_is_named(
    run: Run, where: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_PASSAGE_TOKENS", "many")
    check_failure(run("ask", "Why?", *where), "ASSISTANT_PASSAGE_TOKENS", "many")
    monkeypatch.delenv("ASSISTANT_PASSAGE_TOKENS")
    monkeypatch.setenv("ASSISTANT_ENCODER", "/no/such/folder")
    check_failure(run("index", "--corpus", where[1], "--index", f"{where[3]}-other"), "/no/such/folder")


def test_a_port_in_use_is_an_error_of_one_line(run: Run, where: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        check_failure(run("serve", "--port", port, *where), str(port))


def test_an_index_that_another_process_writes_is_waited_for_and_then_named(
    run: Run, where: tuple[str, ...], assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.locks.LOCK_SECONDS", 0.2)
    with assistant.writing():
        for command in (["index"], ["search", "canola"], ["ask", ANSWERABLE]):
            check_failure(run(*command, *where), f"(process {os.getpid()})", "wait")
        for command in (["status"], ["show", "2026-02-10-india-ties-thaw.md"]):
            assert run(*command, *where).code == 0, "what SQLite alone tells needs no lock"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("search",),
        ("show",),
        ("ask", "Why?", "--batch", "-"),
        ("search", "canola", "-k", "0"),
        ("search", "canola", "-k", "many"),
        ("ask", "Why?", "--no-such-option"),
        ("no-such-command",),
        ("serve", "--port", "70000"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_exits_2(run: Run, where: tuple[str, ...], arguments: tuple[str, ...]) -> None:
    result = run(*arguments, *where)
    assert (result.code, result.out) == (2, "")
    assert result.err
