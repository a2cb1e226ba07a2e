"""Several processes at `index`, `ask` and `search` over one small corpus that changes all the time.

``python -m tests.soak_hammer --seconds 60 --processes 4`` runs it for long; ``test_hammer.py`` for some seconds. Half
of the processes change files and index them, half ask; in the middle one that indexes is killed.
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOWNS = "Avonmore Bellport Carrick Dunmore Eastwick Fairhaven Glenrock Harwich".split()
TEXT = """# Boats of {town}

The council of {town} counted {count} boats in its harbour this week.

Fishing went on as it does each winter, and the market was open on both days.
"""
BUSY = " is in use by "


def hammer(folder: Path, seconds: float, processes: int) -> Counter[str]:
    """How often each kind of call was made, and how often it found the index busy.

    Raises AssertionError naming the first wrong answers, or what is wrong with the index at the end.
    """
    (folder / "corpus").mkdir()
    (folder / "known").mkdir()
    for town in TOWNS:
        _write(folder, town, 0)
    code, _, err = _command(folder, "index")
    assert code == 0, err
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    workers = [
        subprocess.Popen(
            [sys.executable, __file__, "--work", str(folder), str(number), str(processes)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(processes - 1)
    ]  # fmt: skip
    try:
        for each in workers:
            assert each.stdout
            assert each.stdout.readline() == "ready\n"
        until = time.time() + seconds
        for each in workers:
            assert each.stdin
            print(until, file=each.stdin, flush=True)
        threading.Timer(seconds / 2, workers[0].kill).start()
        results = [work(folder, processes - 1, processes, until)]  # this process asks too, for each takes long to start
        results += [json.loads(each.communicate(timeout=120)[0]) for each in workers[1:]]
    finally:
        for each in workers:
            each.kill()
            each.communicate()
    wrong = [line for each in results for line in each["wrong"]]
    assert not wrong, "\n".join(wrong[:5])
    _check_end(folder)
    return sum((Counter(each["done"]) for each in results), Counter())


def _check_end(folder: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from index_state import check_whole

    from assistant.assistant import Assistant
    from assistant.settings import load_settings

    code, _, err = _command(folder, "index")
    assert code == 0, err
    assistant = Assistant(load_settings(corpus=folder / "corpus", index=folder / "index"))
    try:
        check_whole(assistant)
        assert {row.path for row in assistant.articles()} == {file.name for file in (folder / "corpus").iterdir()}
        for file in (folder / "corpus").iterdir():
            assert assistant.article(file.name).text == file.read_text()
    finally:
        assistant.close()


# One worker


def work(folder: Path, number: int, processes: int, until: float) -> dict[str, Any]:
    """Index or ask until the time is over."""
    writes = number < (processes + 1) // 2
    # Each file has one process that changes it.
    own = TOWNS[number :: (processes + 1) // 2] if writes else TOWNS
    done: Counter[str] = Counter()
    wrong: list[str] = []
    dice = random.Random(number)
    while time.time() < until and len(wrong) < 5:
        town = dice.choice(own)
        for kind, problem in _change(folder, town, dice) if writes else _ask(folder, town):
            done[kind] += 1
            if problem:
                wrong.append(f"{town}: {problem}")
    return {"done": done, "wrong": wrong}


def _change(folder: Path, town: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    file = folder / "corpus" / f"{town}.md"
    count = _known(folder, town) + dice.randint(1, 9)
    if dice.random() < 0.2 and file.exists():
        file.unlink()
    else:
        _write(folder, town, count)
    code, out, err = _command(folder, "index", "--json")
    if code:
        yield _failure("index", err)
        return
    report = json.loads(out)
    if file.exists():  # from now on nothing older may be shown
        _put(folder / "known" / town, str(count))
    yield "index", "" if not report["failed"] else f"failed: {report['failed']}"


def _ask(folder: Path, town: str) -> Iterator[tuple[str, str]]:
    least = _known(folder, town)
    code, out, err = _command(folder, "ask", f"How many boats did the council of {town} count?", "--json")
    if code:
        yield _failure("ask", err)
    else:
        yield "ask", _wrong_answer(folder, town, least, json.loads(out))
    least = _known(folder, town)
    code, out, err = _command(folder, "search", f"boats counted in {town}", "--json")
    if code:
        yield _failure("search", err)
        return
    hits = json.loads(out)["hits"]
    unseen = [hit["article"] for hit in hits if hit["dense_rank"] is None]
    old = [hit["text"] for hit in hits if hit["article"] == f"{town}.md" and _count(hit["text"]) < least]
    yield "search", f"Chroma does not know {unseen}" if unseen else f"older than {least}: {old}" if old else ""


def _wrong_answer(folder: Path, town: str, least: int, answer: dict[str, Any]) -> str:
    for each in answer["citations"]:
        code, out, err = _command(folder, "show", each["article"], "--version", each["version"], "--json")
        if code:
            return err
        text = json.loads(out)["text"]
        if text[each["start"] : each["end"]] != each["quote"]:
            return f"{each} does not stand in {text!r}"
        if each["article"] == f"{town}.md" and _count(text) < least:
            return f"{text!r} is older than {least}"
    return ""


def _failure(command: str, err: str) -> tuple[str, str]:
    return f"{command} busy" if BUSY in err else f"{command} failed", "" if BUSY in err else err


def _count(text: str) -> int:
    found = re.search(r"counted (\d+) boats", text)
    return int(found[1]) if found else sys.maxsize


def _known(folder: Path, town: str) -> int:
    try:
        return int((folder / "known" / town).read_text())
    except FileNotFoundError:
        return 0


def _write(folder: Path, town: str, count: int) -> None:
    _put(folder / "corpus" / f"{town}.md", TEXT.format(town=town, count=count))


def _put(file: Path, content: str) -> None:
    """At once, so that nobody reads half a file."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    new.write_text(content)
    new.replace(file)


def _command(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """One command in this process, which has the encoder loaded: exit status, what it printed, what it said."""
    from assistant.cli import main

    where = ["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]
    before, code = sys.argv, 0
    sys.argv = ["assistant", *arguments, *where]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    sys.argv = before
    return code, out.getvalue(), err.getvalue().strip()


def _load_once() -> None:
    """Every command of this process shares the encoder's weights, as in ``conftest.py``."""
    from assistant.index import encode

    encode.load_model = cache(encode.load_model)
    encode.Encoder("all-MiniLM-L6-v2").encode_question("once")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--work", nargs=3, metavar=("FOLDER", "NUMBER", "PROCESSES"), help="be one of the processes")
    given = parser.parse_args()
    _load_once()
    if given.work:
        folder, number, processes = given.work
        print("ready", flush=True)
        result = work(Path(folder), int(number), int(processes), float(sys.stdin.readline()))
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory(prefix="assistant-soak-") as folder:
        print(dict(hammer(Path(folder), given.seconds, given.processes)))


if __name__ == "__main__":
    main()
