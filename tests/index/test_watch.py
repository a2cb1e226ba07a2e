"""The index is kept equal to the corpus as files change: a real watcher over real files."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from index_state import check_whole, passages_in, passages_of, query

from assistant.assistant import Assistant
from assistant.documents import read_article
from assistant.index import watch
from assistant.reports import SyncReport

ROOT = Path(__file__).parents[2]
SOON = 15  # seconds; for a machine that has other work

Make = Callable[..., Assistant]


class Heard:
    """The yields of a watcher that runs in a thread of its own."""

    def __init__(self, corpus: Path, index: Path) -> None:
        self._stop, self._yields = threading.Event(), Queue[float]()
        self._thread = threading.Thread(target=self._listen, args=(corpus, index), daemon=True)
        self._thread.start()

    def _listen(self, corpus: Path, index: Path) -> None:
        for _ in watch.changes(corpus, index, self._stop):
            self._yields.put(time.monotonic())

    def wait(self) -> float:
        return self._yields.get(timeout=SOON)

    def quiet(self, seconds: float) -> bool:
        try:
            self._yields.get(timeout=seconds)
        except Empty:
            return True
        return False

    def settle(self) -> None:
        """Take the yields that come without a change: the first, and the one after it."""
        self.wait()
        self.wait()

    def end(self) -> None:
        self._stop.set()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "deep").mkdir(parents=True)
    (tmp_path / "corpus" / "a.md").write_text("The talks began.")
    (tmp_path / "corpus" / "deep" / "b.md").write_text("Lentils.")
    return tmp_path / "corpus"


@pytest.fixture
def heard(corpus: Path) -> Iterator[Heard]:
    listener = Heard(corpus, corpus / "index")
    listener.settle()
    yield listener
    listener.end()


def replace(corpus: Path) -> None:
    """As many editors save."""
    (corpus / ".a.md.new").write_text("The talks ended.")
    (corpus / ".a.md.new").rename(corpus / "a.md")


CHANGES: dict[str, Callable[[Path], object]] = {
    "create": lambda corpus: (corpus / "c.md").write_text("A storm."),
    "change": lambda corpus: (corpus / "a.md").write_text("The talks ended."),
    "replace": replace,
    "rename": lambda corpus: (corpus / "a.md").rename(corpus / "deep" / "c.md"),
    "delete": lambda corpus: (corpus / "deep" / "b.md").unlink(),
    "move a folder": lambda corpus: (corpus / "deep").rename(corpus / "deeper"),
    "delete a folder": lambda corpus: shutil.rmtree(corpus / "deep"),
    "a folder of a folder": lambda corpus: shutil.copytree(corpus / "deep", corpus / "x" / "y"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_any_kind_is_told_once_it_is_over(
    heard: Heard, corpus: Path, change: Callable[[Path], None]
) -> None:
    begun = time.monotonic()
    change(corpus)
    assert heard.wait() - begun >= watch.QUIET_SECONDS
    assert heard.quiet(2.5)


def test_what_a_sync_does_not_read_is_not_told(heard: Heard, corpus: Path) -> None:
    (corpus / "index").mkdir()
    for name in (".hidden.md", "a.md~", "index/catalog.sqlite3", "~$x.docx", "a.md.swp"):
        (corpus / name).write_text("x")
    (corpus / "a.md").read_text()
    assert heard.quiet(3)


def test_a_change_in_a_folder_that_was_just_made_is_told(heard: Heard, corpus: Path) -> None:
    (corpus / "new").mkdir()
    heard.wait()
    (corpus / "new" / "c.md").write_text("A storm.")
    heard.wait()


def test_changes_without_a_pause_are_told_now_and_then_and_at_their_end(
    heard: Heard, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(watch, "QUIET_SECONDS", 3.0)  # no line is this late
    with (corpus / "log.md").open("w") as log:
        for _ in range(10 * SOON):
            print("One more line.", file=log, flush=True)
            if not heard.quiet(0.1):
                break
        else:
            raise AssertionError("nothing is yielded while they go on")
    heard.wait()


def test_where_nothing_is_heard_it_is_looked_now_and_then(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a network drive."""
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.5)
    begun = time.monotonic()
    heard.wait()
    assert heard.wait() - begun >= 0.5


def test_where_no_more_folders_can_be_watched_it_is_looked_now_and_then(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.5)
    listener = Heard(corpus, corpus / "index")
    listener.settle()
    listener.wait()
    listener.end()


def test_a_folder_that_goes_and_comes_back_is_told_both_times_and_watched_again(heard: Heard, corpus: Path) -> None:
    corpus.rename(corpus.parent / "away")
    heard.wait()
    assert heard.quiet(2.5)
    (corpus.parent / "away").rename(corpus)
    heard.settle()
    (corpus / "c.md").write_text("A storm.")
    heard.wait()


def test_a_folder_made_anew_in_the_place_of_another_is_watched(heard: Heard, corpus: Path) -> None:
    shutil.rmtree(corpus)
    corpus.mkdir()  # many file systems give it the inode number of the one before
    heard.wait()
    while not heard.quiet(2.5):
        pass
    (corpus / "c.md").write_text("A storm.")
    heard.wait()


# The index, kept equal


def test_the_index_follows_the_corpus_and_never_holds_half_a_file(make: Make, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    one, stop, reports = make(), threading.Event(), Queue[SyncReport]()

    def keep() -> None:
        for _ in one.changes(stop):
            reports.put(one.sync(patient=True, allow_removals=True))

    def equal() -> bool:
        articles = [
            read_article(file.relative_to(corpus).as_posix(), file.read_bytes())
            for file in corpus.rglob("*.md")
            if file.stat().st_size
        ]
        return passages_in(one.settings.index) == passages_of(articles, one)

    def check(outcomes: dict[str, str]) -> None:
        """What the rounds till now did, all together; then the two are equal."""
        seen: dict[str, str] = {}
        until = time.monotonic() + SOON
        while seen != outcomes and time.monotonic() < until:
            try:
                seen |= dict(reports.get(timeout=0.2).outcomes)
            except Empty:
                continue
        assert seen == outcomes
        assert equal()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    reports.get(timeout=60)
    whole = "".join(f"Sentence {number} of the long article.\n\n" for number in range(8))
    with (corpus / "slow.md").open("w") as file:
        for at in range(0, len(whole), 40):
            file.write(whole[at : at + 40])
            file.flush()
            time.sleep(0.6)
    check({"slow.md": "added"})
    assert query(one.settings.index, "SELECT text FROM articles") == [(whole,)], "half of it was indexed"
    (corpus / ".new").write_text("Lentils are the largest export.")
    (corpus / ".new").rename(corpus / "slow.md")
    check({"slow.md": "changed"})
    (corpus / "in" / "deep").mkdir(parents=True)
    (corpus / "in" / "deep" / "a.md").write_text("A storm closed the port.")
    check({"in/deep/a.md": "added"})
    (corpus / "in").rename(corpus / "out")
    check({"out/deep/a.md": "moved"})
    (corpus / "out" / "bad.md").write_text("")
    check({"out/bad.md": "failed"})
    (corpus / "out" / "bad.md").write_text("Now it has words.")
    check({"out/bad.md": "changed"})
    shutil.rmtree(corpus / "out")
    check({"out/deep/a.md": "removed", "out/bad.md": "removed"})
    stop.set()
    keeper.join(10)
    assert not keeper.is_alive()
    check_whole(one)


# The command


class Watching:
    """``assistant watch`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "watch"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: dict[str, Queue[str]] = {"stdout": Queue(), "stderr": Queue()}
        for name in self._lines:
            threading.Thread(target=self._read, args=(name,), daemon=True).start()

    def _read(self, name: str) -> None:
        for line in getattr(self.process, name):
            self._lines[name].put(line)

    def line(self, stream: str = "stdout") -> str:
        return self._lines[stream].get(timeout=60)

    def rest(self, stream: str) -> list[str]:
        return list(self._lines[stream].queue)


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_watch_keeps_the_index_equal_until_it_is_stopped(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("The talks began in Ottawa.")
    os.utime(corpus / "a.md", (1_700_000_000, 1_700_000_000))
    watching = Watching(tmp_path)
    assert watching.line() == "Watching corpus (Ctrl-C stops it)\n"
    assert "1 added (a.md); 1 articles, 1 passages" in watching.line()
    (corpus / "b.md").write_text("Lentils.")
    (corpus / "c.md").write_text("")
    assert "1 added (b.md), 1 failed (c.md: the file is empty); 2 articles" in watching.line()
    asked = [sys.executable, "-m", "assistant", "status"]  # between rounds others work
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(asked, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "2 indexed, 1 failed" in done.stdout
    for name in ("a.md", "b.md"):
        (corpus / name).unlink()
    assert "2 of 2 indexed articles are gone" in watching.line("stderr")
    (corpus / "c.md").unlink()
    (corpus / "b.md").write_text("Lentils.")
    assert "2 removed (a.md, c.md)" in watching.line()
    corpus.rename(tmp_path / "away")
    assert "does not exist" in watching.line("stderr")
    (tmp_path / "away").rename(corpus)
    assert "nothing changed; 1 articles" in watching.line()
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(15) == 0
    assert (watching.rest("stdout"), watching.rest("stderr")) == ([], [])


def test_watch_of_a_corpus_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    watching = Watching(tmp_path)
    assert "does not exist" in watching.line("stderr")
    assert watching.process.wait(15) == 1
