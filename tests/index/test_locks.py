"""The lock of an index, between real processes: who waits for whom, who is named, and what a killed one leaves."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import IndexBusyError
from assistant.index import locks
from assistant.index.locks import IndexLock, living, read_living

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from assistant.index.locks import IndexLock
index, mode, name, seconds, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]), int(sys.argv[5])
lock = IndexLock(index, name, lambda: None)
for _ in range(times):
    with lock.exclusive() if mode == "exclusive" else lock.shared():
        print("held", flush=True)
        time.sleep(seconds)
"""
Hold = Callable[..., "subprocess.Popen[str]"]


def nothing() -> None:
    pass


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "index").mkdir()
    return tmp_path / "index"


@pytest.fixture
def hold(index: Path) -> Iterator[Hold]:
    """Another process that holds the lock; it does when this returns."""
    started: list[subprocess.Popen[str]] = []

    def hold_one(
        mode: str, name: str = "`assistant ask`", seconds: float = 60, times: int = 1
    ) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", HOLD, str(index), mode, name, str(seconds), str(times)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        return process

    yield hold_one
    for each in started:
        each.kill()
        each.communicate()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("theirs", "ours"), [("shared", "exclusive"), ("exclusive", "shared"), ("exclusive",) * 2])
def test_who_cannot_have_the_lock_waits_and_then_says_who_holds_it(
    index: Path, hold: Hold, theirs: str, ours: str
) -> None:
    process = hold(theirs, "`assistant eval`")
    with pytest.raises(IndexBusyError, match=rf"`assistant eval` \(process {process.pid}\): wait"):
        getattr(IndexLock(index, "`assistant index`", nothing), ours)().__enter__()


@pytest.mark.usefixtures("impatient")
def test_readers_share_and_all_are_named(index: Path, hold: Hold) -> None:
    pids = {hold("shared").pid, hold("shared").pid}
    lock = IndexLock(index, "`assistant ask`", nothing)
    with lock.shared():
        pass
    with pytest.raises(IndexBusyError) as raised, lock.exclusive():
        pass
    assert all(f"`assistant ask` (process {pid})" in str(raised.value) for pid in pids)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("mode", ["shared", "exclusive"])
def test_the_lock_of_a_killed_process_is_taken_at_once_and_it_is_not_named_later(
    index: Path, hold: Hold, mode: str
) -> None:
    dead = hold(mode, "the dead")
    os.kill(dead.pid, signal.SIGKILL)
    dead.wait()
    alive = hold("shared")
    with pytest.raises(IndexBusyError) as raised, IndexLock(index, "a writer", nothing).exclusive():
        pass
    assert str(alive.pid) in str(raised.value)
    assert "the dead" not in str(raised.value)
    os.kill(alive.pid, signal.SIGKILL)
    alive.wait()
    with IndexLock(index, "a writer", nothing).exclusive():
        assert len(list((index / "locks").glob("*.holder"))) == 1, "what killed processes left is removed"
    assert not list((index / "locks").glob("*.holder"))


def test_a_stream_of_readers_does_not_starve_a_writer(index: Path, hold: Hold) -> None:
    """Each reader comes again at once, and there is always one inside."""
    readers = [hold("shared", seconds=0.3, times=1000) for _ in range(3)]
    with IndexLock(index, "a writer", nothing).exclusive():  # else it raises IndexBusyError
        assert [each.poll() for each in readers] == [None] * 3, "they go on reading"


def test_a_stream_of_writers_does_not_starve_a_reader(index: Path, hold: Hold) -> None:
    writer = hold("exclusive", seconds=0.1, times=1000)
    for _ in range(3):
        with IndexLock(index, "a reader", nothing).shared():  # else it raises IndexBusyError
            assert writer.poll() is None, "it goes on writing"


@pytest.mark.usefixtures("impatient")
def test_threads_of_the_process_that_writes_read_on_and_no_other_process_gets_in(index: Path) -> None:
    lock, other = IndexLock(index, "the page", nothing), IndexLock(index, "`assistant ask`", nothing)
    inside, leave = threading.Event(), threading.Event()

    def ask() -> None:
        with lock.shared():
            inside.set()
            leave.wait(10)

    asking = threading.Thread(target=ask)
    with lock.exclusive():
        with lock.exclusive():
            asking.start()
            assert inside.wait(0.2), "a question waits for a sync of its own process"
        with pytest.raises(IndexBusyError), other.shared():
            pass
    with pytest.raises(IndexBusyError), other.shared():
        pass  # the question that began during the sync is not over
    with pytest.raises(IndexBusyError), lock.shared():
        pass  # and others of this process would keep that one waiting for ever
    leave.set()
    asking.join()
    with other.exclusive():
        pass


def test_a_process_that_reads_can_write_after(index: Path) -> None:
    lock = IndexLock(index, "one", nothing)
    for mode in (lock.shared, lock.exclusive, lock.shared, lock.exclusive):
        with mode():
            pass


def test_what_is_in_memory_is_outdated_when_another_has_written_and_not_else(index: Path) -> None:
    outdated: list[str] = []
    one, two = (IndexLock(index, name, partial(outdated.append, name)) for name in ("one", "two"))

    def use(lock: IndexLock, mode: str) -> list[str]:
        outdated.clear()
        with getattr(lock, mode)():
            return list(outdated)

    use(one, "exclusive")
    assert use(one, "shared") == use(one, "exclusive") == []
    assert use(two, "shared") == ["two"]
    assert use(two, "shared") == use(one, "exclusive") == []
    assert use(two, "exclusive") == ["two"]
    assert use(one, "shared") == ["one"]
    assert use(one, "shared") == []


def test_what_another_process_indexed_is_found_by_one_that_has_asked_before(make: Callable[..., Assistant]) -> None:
    """Chroma shows nothing of what another process wrote to one that has it open (seen on 1.5.9)."""
    one = make()
    corpus, index = one.settings.corpus, one.settings.index
    (corpus / "a.md").write_text("The harbour froze in March.")
    one.sync()
    assert [hit.article for hit in one.search("ice").hits] == ["a.md"]
    (corpus / "b.md").write_text("The harbour thawed in April.")
    command = [sys.executable, "-m", "assistant", "index", "--corpus", str(corpus), "--index", str(index)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    hits = one.search("ice").hits  # no word of theirs, so that full text finds none
    assert sorted(hit.article for hit in hits) == ["a.md", "b.md"]
    (corpus / "c.md").write_text("The harbour was cold in May.")
    assert one.sync().added == 1
    assert all(hit.dense_rank for hit in one.search("ice").hits)
    assert len(one.search("ice").hits) == 3


def test_a_note_is_believed_while_its_process_lives(tmp_path: Path) -> None:
    path = tmp_path / "note"
    assert read_living(path) is None
    path.write_text("left by a killed process")
    assert read_living(path) is None
    with living(path, "here"):
        assert read_living(path) == read_living(path) == "here"
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()
