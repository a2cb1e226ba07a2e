"""Let an index grow to 1,000, 10,000 and 100,000 passages, and measure what that costs.

    python benchmarks/growth.py DATA... --work FOLDER [--sizes 1000 10000 100000] [--plot docs/growth.png]

DATA... are folders with articles/ and questions.jsonl. The articles of the growing corpus are mixed from their
sentences: each keeps to the neighbourhood of one sentence, as an article keeps to a subject, and has a title, an outlet
and a date of its own. At each size one warm process is asked the questions, with and without days they are limited to,
and the passages found are compared with brute force over all vectors. FOLDER keeps the corpus and the index (1.5 GB),
so that a run that was stopped goes on.

Each sentence is encoded once, and a passage's vector is composed of those of its sentences, for on a small machine
encoding 100,000 passages takes hours and tells nothing that ``indexing.py`` does not. Questions, and the one more
article, are encoded as ever.

Printed for each size: passages/s of the run that made it, encoding left out; search p50 and p95 in milliseconds,
question encoding included; the same with days; recall@20 of the dense arm, without days and with; seconds until one
more article can be found, in the warm process, the median of three; seconds of wall time of an `index` without
changes, imports included; resident memory; disk.
"""

import argparse
import datetime as dt
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress

from assistant.assistant import Assistant
from assistant.index.chunk import split_sentences
from assistant.index.encode import Encoder, Encoding, unit
from assistant.records import Span
from assistant.settings import load_settings
from assistant.store.records import Encoded

OUTLETS = ("The Courier", "Daily Herald", "Evening Post", "Northern Times", "City Ledger")
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 4_300
PASSAGES_AN_ARTICLE = 10  # about
SENTENCES_AN_ARTICLE = 62
NEIGHBOURS = 1_000  # sentences of which an article is mixed
QUESTIONS = 150
RECALL_AT = 20


class ComposingEncoder(Encoder):
    """Encodes each sentence once; a passage's vector is the mean of those of its sentences."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.known: dict[str, NDArray[np.float32]] = {}

    def learn(self, sentences: Sequence[str], kept: Path | None = None) -> None:
        """kept: a file the vectors are read from, or written to."""
        new = list(dict.fromkeys(each for each in sentences if each not in self.known))
        if kept and kept.exists():
            made = list(np.load(kept))
        else:
            started = super().start_passages(new, [[(0, len(each))] for each in new])
            made = [each.passage for each in started.result()]
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.save(kept, np.array(made))
        self.known |= dict(zip(new, made, strict=True))

    def start_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> Encoding:
        cut = [
            [text[start:end] for start, end in spans] or [text] for text, spans in zip(texts, sentences, strict=True)
        ]
        self.learn([each for some in cut for each in some])
        made: Future[list[Encoded]] = Future()
        matrices = [np.stack([self.known[each] for each in some]) for some in cut]
        made.set_result(
            [
                Encoded(unit(matrix.mean(axis=0)), matrix[: len(spans)])
                for matrix, spans in zip(matrices, sentences, strict=True)
            ]
        )
        return Encoding([(range(len(texts)), made)])


def read_sentences(data: Sequence[Path]) -> list[str]:
    """The sentences of all articles, in order; front matter and short ones left out."""
    found = []
    for folder in data:
        for file in sorted((folder / "articles").iterdir()):
            text = file.read_text(encoding="utf-8").rpartition("\n---\n")[2]
            for line in filter(str.strip, text.splitlines()):
                cut = (line[start:end] for start, end in split_sentences(line, 0, len(line)))
                found += [sentence for sentence in cut if len(sentence) > 40]
    return found


def write_article(folder: Path, number: int, sentences: Sequence[str]) -> None:
    rng = random.Random(number)
    at = rng.randrange(len(sentences))
    chosen = [sentences[(at + rng.randrange(NEIGHBOURS)) % len(sentences)] for _ in range(SENTENCES_AN_ARTICLE)]
    date = FIRST_DAY + rng.randrange(DAYS) * dt.timedelta(days=1)
    title = json.dumps(f"{chosen[0][:60]} ({number})")
    head = f"---\ntitle: {title}\nsource: {rng.choice(OUTLETS)}\ndate: {date}\n---\n\n"
    (folder / f"{number:06}.md").write_text(head + "\n\n".join(chosen[1:]) + "\n", encoding="utf-8")


def percentiles(search: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Milliseconds: the median, and the 95th percentile."""
    times = []
    for question in questions:
        began = time.perf_counter()
        search(question)
        times.append(1000 * (time.perf_counter() - began))
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def recall(assistant: Assistant, questions: Sequence[str], days: tuple[dt.date, dt.date] | None) -> float:
    """Share of the ``RECALL_AT`` nearest passages by brute force that the dense arm finds."""
    with assistant.parts.index.opened() as index:
        if index is None:
            raise SystemExit("There is nothing in the index.")
    ids, ordinals = index.catalog.passage_days()
    matrix = np.concatenate([vectors for _, vectors in index.catalog.all_vectors()])
    if days:
        within = (ordinals >= days[0].toordinal()) & (ordinals <= days[1].toordinal())
        ids, matrix = ids[within], matrix[within]
    shares = []
    for question in questions:
        vector = assistant.encoder.encode_question(question)
        truth = ids[np.argsort(-(matrix @ vector), kind="stable")[:RECALL_AT]]
        found = index.exact.table().nearest(vector, 50, *days) if days else index.vectors.nearest(vector, 50)
        shares.append(np.isin(truth, [each for each, _ in found[:RECALL_AT]]).mean())
    return float(np.mean(shares))


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure(
    work: Path, sentences: Sequence[str], questions: Sequence[str], size: int, composing: ComposingEncoder
) -> dict[str, float]:
    """One size; the corpus and the index are those of the size before."""
    corpus, index = work / "corpus", work / "index"
    corpus.mkdir(parents=True, exist_ok=True)
    for number in range(size // PASSAGES_AN_ARTICLE):
        if not (corpus / f"{number:06}.md").exists():
            write_article(corpus, number, sentences)
    assistant = Assistant(load_settings(corpus=corpus, index=index))
    own, assistant.encoder = assistant.encoder, composing  # of ``sync``; questions keep their own
    with Progress() as bar:
        task = bar.add_task(f"{size} passages")
        report = assistant.sync(lambda done, total, *_: bar.update(task, completed=done, total=total))
    assistant.encoder = own
    own.encode_passages(["Warm."], [[(0, 5)]])
    figures: dict[str, float] = {"passages": report.passages, "articles": report.articles}
    if report.embedded:
        figures["passages/s"] = report.embedded / report.seconds
    for question in questions[:10]:
        assistant.search(question)
        assistant.search(f"{question} since March 2020")
    figures["search p50"], figures["search p95"] = percentiles(assistant.search, questions)
    figures["dated p50"], figures["dated p95"] = percentiles(
        lambda question: assistant.search(f"{question} since March 2020"), questions
    )
    figures["recall@20"] = recall(assistant, questions, None)
    figures["dated recall@20"] = recall(assistant, questions, (dt.date(2020, 3, 1), dt.date(2020, 9, 1)))
    figures["memory MB"] = resident_mb()
    time.sleep(2.5)  # files just written are read again by the next run
    assistant.sync()
    times = []
    for number in range(3):
        write_article(corpus, 10_000_000 + size + number, sentences)
        began = time.perf_counter()
        assistant.sync()
        times.append(time.perf_counter() - began)
    figures["add one s"] = statistics.median(times)
    assistant.close()
    figures["disk MB"] = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6
    time.sleep(2.5)
    command = [sys.executable, "-m", "assistant", "index", "--corpus", str(corpus), "--index", str(index)]
    for _ in range(2):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
        figures["no change s"] = time.perf_counter() - began
    return figures


def plot(rows: Sequence[dict[str, float]], out: Path) -> None:
    import matplotlib.pyplot as plt

    sizes = [row["passages"] for row in rows]
    figure, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
    for axis, names, measured_in in zip(
        axes,
        (("search p50", "search p95", "dated p50"), ("add one s", "no change s"), ("memory MB", "disk MB")),
        ("milliseconds", "seconds", "MB"),
        strict=True,
    ):
        for name in names:
            axis.plot(
                sizes,
                [row[name] for row in rows],
                marker="o",
                label=name,
            )
        axis.set(xscale="log", xlabel="passages", ylabel=measured_in, ylim=(0, None))
        axis.legend(frameon=False)
    figure.savefig(out, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    sentences = read_sentences(given.data)
    questions = [
        asked["question"]
        for folder in given.data
        for asked in map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
        if not asked.get("history")
    ]
    questions = random.Random(1).sample(questions, QUESTIONS)
    composing = ComposingEncoder(load_settings().encoder)
    print(f"Encoding {len(sentences)} sentences ...", file=sys.stderr)
    composing.learn(sentences, given.work / "sentences.npy")
    rows = []
    for size in given.sizes:
        rows.append(measure(given.work, sentences, questions, size, composing))
        print(json.dumps({name: round(value, 4) for name, value in rows[-1].items()}), flush=True)
    if given.plot:
        plot(rows, given.plot)


if __name__ == "__main__":
    main()
