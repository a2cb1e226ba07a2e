"""A file that hangs, crashes or bloats a parser costs that file only."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from files import article, docx, paragraph_xml, pdf

from assistant.assistant import Assistant
from assistant.documents import formats, read_article, worker
from assistant.documents.formats import FORMATS, parse
from assistant.documents.parsed import ParsedDocument
from assistant.documents.worker import Isolated
from assistant.errors import CorpusError, ReadError, Stopped

Make = Callable[..., Assistant]
ROOT = Path(__file__).parents[2]
PAGE = f"<html lang='en'><title>Talks begin</title><body><article><p>{'</p><p>'.join(article(3))}</p></article></html>"
FILES = {"a.html": PAGE.encode(), "b.pdf": pdf(article(3)), "c.docx": docx(paragraph_xml("The talks began."))}
HTML = next(each for each in FORMATS if ".html" in each.suffixes)
WILD = {  # what the content of a file makes its reader do
    b"hang": "while True: pass",
    b"sleep": "import time; time.sleep(60)",
    b"crash": "import ctypes; ctypes.string_at(0)",
    b"exit": "import os; os._exit(0)",
    b"bloat": "x = bytearray(3_000_000_000)",
    b"print": "print('not a reply', flush=True)",
    b"interrupt": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
}
SET_UP = f"""
from assistant.documents import worker as reading
from assistant.documents.parsed import ParsedDocument
def wild(form, content):
    exec({WILD!r}.get(content, "pass"))
    return ParsedDocument(content.decode())
reading.parse = wild
"""


@pytest.fixture
def isolated() -> Iterator[Isolated]:
    with Isolated(20, 1024) as made:
        yield made


@pytest.fixture
def wild(monkeypatch: pytest.MonkeyPatch) -> Iterator[Isolated]:
    """Its process runs what the content of a file names instead of a reader."""
    monkeypatch.setattr(worker, "START", worker.START.replace("; serve(", f"; exec({SET_UP!r}); serve("))
    with Isolated(2, 500) as made:
        yield made


@pytest.mark.parametrize("name", FILES)
def test_what_is_read_in_another_process_is_what_is_read_here(isolated: Isolated, name: str) -> None:
    assert read_article(name, FILES[name], isolated.parse) == read_article(name, FILES[name])


def test_one_process_reads_all_files_and_none_is_started_for_text(isolated: Isolated) -> None:
    read_article("a.md", b"The talks began.", isolated.parse)
    assert isolated._process is None
    for name, content in FILES.items():
        read_article(name, content, isolated.parse)
    first = isolated._process
    with pytest.raises(ReadError, match="damaged"):
        read_article("b.pdf", b"%PDF-1.4", isolated.parse)
    read_article("b.pdf", FILES["b.pdf"], isolated.parse)
    assert isolated._process is first is not None
    isolated.close()
    assert first.poll() is not None


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        (b"hang", "takes longer than the 2 s"),
        (b"sleep", "takes longer than the 2 s"),
        (b"crash", "crashed the parser"),
        (b"exit", "crashed the parser"),
        (b"bloat", "needs more than the 500 MB"),
    ],
)
def test_a_wild_reader_costs_its_file_only(wild: Isolated, does: bytes, reason: str) -> None:
    if does == b"bloat" and not sys.platform.startswith("linux"):
        pytest.skip("needs a limit of memory")
    assert wild.parse(HTML, b"fine").text == "fine"
    with pytest.raises(ReadError, match=reason):
        wild.parse(HTML, does)
    assert wild.parse(HTML, b"fine again").text == "fine again"


def test_what_a_parser_prints_is_no_reply_and_ctrl_c_is_not_for_it(wild: Isolated) -> None:
    assert wild.parse(HTML, b"print").text == "print"
    process = wild._process
    assert wild.parse(HTML, b"interrupt").text == "interrupt"
    assert wild._process is process


def test_waiting_for_a_reader_can_be_stopped(wild: Isolated) -> None:
    stop = threading.Event()

    def check() -> None:
        if stop.is_set():
            raise Stopped("stopped")

    wild._check_stop, wild.seconds = check, 60
    wild.parse(HTML, b"fine")
    process = wild._process
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Stopped):  # and no ReadError: it does not wait until the reader's time is over
        wild.parse(HTML, b"sleep")
    assert process is not None
    assert process.poll() is not None


def test_the_reading_process_imports_readers_only() -> None:
    code = "import sys, assistant.documents.worker; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {
        "torch",
        "numpy",
        "chromadb",
        "sqlite3",
        "pydantic",
        "trafilatura",
        "lxml",
        "pypdfium2",
        "mammoth",
    }


def test_nothing_is_left_running_when_the_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "from assistant.documents.worker import Isolated\n"
        "import sys, time\n"
        "from assistant.documents.formats import find_format\n"
        "made = Isolated(20, 1024); made.parse(find_format('a.html'), sys.stdin.buffer.read())\n"
        "print(made._process.pid, flush=True); time.sleep(60)"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes) as parent:  # type: ignore[call-overload]
        parent.stdin.write(PAGE.encode())
        parent.stdin.close()
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        if not _is_running(child):
            return
        time.sleep(0.1)
    pytest.fail("the reading process is still there")


def _is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if sys.platform.startswith("linux"):
        return state.is_file() and state.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# Whole runs


def test_one_bad_file_of_each_kind_costs_that_file_only(make: Make, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    bad = {
        "empty.pdf": b"",
        "blank.html": b" \n",
        "torn.pdf": FILES["b.pdf"][:700],
        "secret.pdf": pdf(["Secret."], password="x"),
        "page.pdf": b"<html><p>A page.</p></html>",
        "paper.html": FILES["b.pdf"],
        "zip.docx": b"PK\x03\x04 no more",
        "nested.html": b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000,
    }
    good = {
        "with spaces.html": FILES["a.html"],
        "Über größe ñ.pdf": FILES["b.pdf"],
        "two\nlines.docx": FILES["c.docx"],
        "Case.md": b"One talk began in Ottawa.",
        "case.md": b"Another talk began in Delhi.",
    }
    for name, content in {**bad, **good}.items():
        (corpus / name).write_bytes(content)
    (tmp_path / "outside.pdf").write_bytes(FILES["b.pdf"])
    (corpus / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    one = make()
    report = one.sync()
    failed = {each.path: each.reason for each in report.failed}
    assert set(failed) | {"nested.html"} == set(bad)
    assert all(reason and "\n" not in reason for reason in failed.values())
    assert {each.path for each in one.articles()} - {"nested.html"} == set(good)
    assert [each.path for each in report.skipped] == ["link.pdf"]
    again = one.sync()
    assert (again.added, again.changed, again.embedded) == (0, 0, 0)


def test_a_citation_of_a_pdf_names_its_page_and_no_other_does(make: Make, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "long.pdf").write_bytes(pdf([*article(20), "The treaty of Yellowknife has nine chapters."]))
    (tmp_path / "corpus" / "short.md").write_text("The treaty of Iqaluit has seven chapters.")
    one = make()
    one.sync()
    answer = one.ask("How many chapters has the treaty of Yellowknife?")
    (cited,) = [each for each in answer.citations if "Yellowknife" in each.quote]
    whole = one.article("long.pdf")
    assert len(whole.page_starts) > 1
    assert cited.page == whole.page(cited.start) == len(whole.page_starts)
    hits = {hit.article: hit.page for hit in one.search("treaty of Iqaluit", 20).hits}
    assert hits["short.md"] is None
    assert hits["long.pdf"]


def test_a_file_added_on_the_page_is_read_in_the_same_way(make: Make, tmp_path: Path) -> None:
    one = make()
    one.add_file("a.pdf", FILES["b.pdf"])
    with pytest.raises(ReadError, match="damaged"):
        one.add_file("torn.pdf", FILES["b.pdf"][:500])
    with pytest.raises(CorpusError):
        one.add_file("a.odt", b"x")
    assert sorted(each.name for each in (tmp_path / "corpus").iterdir()) == ["a.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_stops_a_run_that_waits_for_a_reader(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.html").write_bytes(b"sleep")
    code = (
        "from assistant.documents import worker\n"
        f"worker.START = worker.START.replace('; serve(', '; exec(' + repr({SET_UP!r}) + '); serve(')\n"
        "import signal, sys; from assistant.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # who runs the tests may have it ignored
        f"sys.argv = ['assistant', 'index', '--corpus', {str(tmp_path / 'corpus')!r}, '--index', {str(tmp_path)!r}]\n"
        "print('begun', flush=True); main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout
        run.stdout.readline()
        time.sleep(3)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=20)  # of the 60 seconds that the reader sleeps
    assert b"Traceback" not in said


def test_parse_says_what_a_parser_could_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(content: bytes) -> ParsedDocument:
        raise {b"deep": RecursionError(), b"odd": KeyError("a\nb")}[content]

    monkeypatch.setattr(formats, "_load", lambda reader: raises)
    with pytest.raises(ReadError, match="nested too deep"):
        parse(HTML, b"deep")
    with pytest.raises(ReadError, match="could not be parsed") as error:
        parse(HTML, b"odd")
    assert "\n" not in str(error.value)
