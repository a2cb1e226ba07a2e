"""`index` is killed with -9 at random moments of runs that add, change, move and delete; the next run must mend all.

    python -m tests.soak_kills [--kills 28] [--seed 1]

After each kill one more run makes the index equal to the corpus; it is compared with one built afresh: the same
articles, passages, offsets and full-text rows exactly; vectors within cosine .9995; nothing of Chroma that the catalog
does not know; the ten best passages of every question may differ only where scores differ by under .005.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from index_state import check_whole, passages_in, query

from assistant.assistant import Assistant
from assistant.settings import load_settings

ROOT = Path(__file__).parents[1]
KINDS = ("add", "change", "move", "delete")
PARTS = [part.strip() for file in sorted((ROOT / "corpus").glob("*.md")) for part in file.read_text().split(". ")]
SENTENCES = [part for part in PARTS if "---" not in part]  # a file that began with one would have bad front matter
QUESTIONS = ("canola tariff", "trade with India", "electric vehicles", "Who leads the talks?", "port", "energy")
ARTICLES = 60
SAME_COSINE, SAME_SCORE = 0.9995, 0.005


def text(rng: random.Random) -> str:
    return "\n\n".join(" ".join(f"{each}." for each in rng.sample(SENTENCES, 6)) for _ in range(5))


def edit(corpus: Path, kind: str, rng: random.Random) -> None:
    """A change to a third of the corpus."""
    files = sorted(corpus.rglob("*.md"))
    chosen = rng.sample(files, len(files) // 3)
    if kind == "add":
        for _ in range(ARTICLES // 3):
            (corpus / f"{rng.getrandbits(48):012x}.md").write_text(text(rng))
    elif kind == "change":
        for file in chosen:
            file.write_text(text(rng))
    elif kind == "move":
        folder = corpus / f"moved-{rng.getrandbits(32):08x}"
        folder.mkdir()
        for file in chosen:
            file.rename(folder / file.name)
    else:
        for file in chosen:
            file.unlink()


def command(corpus: Path, index: Path) -> list[str]:
    return [sys.executable, "-m", "assistant", "index", "--corpus", str(corpus), "--index", str(index), "--json"]


def run(corpus: Path, index: Path) -> float:
    """A whole run; its seconds."""
    began = time.monotonic()
    done = subprocess.run(command(corpus, index), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began


def kill(corpus: Path, index: Path, after: float) -> str:
    """Begin a run and kill it; how far it was."""
    process = subprocess.Popen(command(corpus, index), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    ended = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = query(index, "SELECT count(*) FROM journal")[0][0]
    return "after its end" if ended else "with a journal" if left else "without a journal"


def compare(index: Path, fresh: Path, corpus: Path) -> None:
    """Raises AssertionError if the two differ by more than the encoder's rounding."""
    assert passages_in(index) == passages_in(fresh)
    vectors = []
    for folder in (index, fresh):
        rows = query(
            folder,
            "SELECT f.path, p.start, v.passage FROM passages p JOIN vectors v ON v.key = p.vector_key"
            " JOIN files f ON f.article_id = p.article_id ORDER BY f.path, p.start",
        )
        vectors.append(np.stack([np.frombuffer(row[2], np.float32) for row in rows]))
    assert float(np.min(np.sum(vectors[0] * vectors[1], axis=1))) > SAME_COSINE
    found = []
    for folder in (index, fresh):
        assistant = Assistant(load_settings(corpus=corpus, index=folder))
        check_whole(assistant)
        hits = [assistant.search(question, 10).hits for question in QUESTIONS]
        found.append([{(hit.article, hit.start): hit.score for hit in some} for some in hits])
        assistant.close()
    for question, mended, afresh in zip(QUESTIONS, *found, strict=True):
        last = min(min(mended.values(), default=0.0), min(afresh.values(), default=0.0))
        for only in set(mended) ^ set(afresh):
            score = mended.get(only, afresh.get(only, 0.0))
            assert abs(score - last) < SAME_SCORE, f"{question}: {only} is in one list only, {score} against {last}"


def soak(folder: Path, kills: int, seed: int) -> Counter[str]:
    """How many kills fell where. Raises AssertionError at the first difference."""
    rng = random.Random(seed)
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    for number in range(ARTICLES):
        (corpus / f"{number:03}.md").write_text(text(rng))
    run(corpus, index)
    whole = {}  # seconds a run of each kind takes when it is let be
    for kind in KINDS:
        edit(corpus, kind, rng)
        whole[kind] = run(corpus, index)
    fell: Counter[str] = Counter()
    for number in range(kills):
        kind = KINDS[number % len(KINDS)]
        if len(list(corpus.rglob("*.md"))) < ARTICLES // 2:
            edit(corpus, "add", rng)
            run(corpus, index)
        edit(corpus, kind, rng)
        where = kill(corpus, index, rng.uniform(0.3, 1.1) * whole[kind])
        if rng.random() < 0.3:  # and the run that mends is killed too
            kill(corpus, index, rng.uniform(0.3, 1.1) * whole[kind])
        fell[f"{kind}, {where}"] += 1
        run(corpus, index)
        fresh = folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        run(corpus, fresh)
        compare(index, fresh, corpus)
        print(f"{number + 1}/{kills} {kind}, killed {where}: mended", flush=True)
    return fell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=28)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(soak(Path(folder), given.kills, given.seed)))


if __name__ == "__main__":
    main()
