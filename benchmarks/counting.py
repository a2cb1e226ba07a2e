"""Count and list over a large catalog, and measure how long that takes.

    python benchmarks/counting.py DATA... [--passages 100000] [--rounds 7]

DATA... are folders with articles/. The catalog is composed of their paragraphs: article after article of ten paragraphs
that lie near one another, each a passage, with a title, an outlet and a day. Vectors are all alike, for nothing is
searched by meaning. Asked for are names of different frequency, with a capital and without, a phrase, two names, a
name without another, a topic, an outlet and a month. Printed for each: articles, mentions, and in milliseconds, until
the result that is shown is made, the medians of processor time and of wall time, and the slowest round.
"""

import argparse
import datetime as dt
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.answer.frames import Frame, read_frame
from assistant.answer.mentions import find_mentions
from assistant.answer.results import result_of
from assistant.documents import FileStat
from assistant.index.encode import unit
from assistant.records import Article, Passage
from assistant.store.base import Catalog
from assistant.store.records import Encoded, FileState, NewArticle
from assistant.store.sqlite.catalog import SqliteCatalog

OUTLETS = ("The Courier", "Daily Herald", "Evening Post", "Northern Times", "City Ledger")
FIRST_DAY, DAYS, TODAY = dt.date(2024, 1, 1), 700, dt.date(2025, 12, 1)
PARAGRAPHS = 10  # of an article
NEIGHBOURS = 200  # paragraphs an article is mixed from
BATCH = 500  # articles written at once
NAME = re.compile(r"\b[a-z]+ ([A-Z][a-z]{3,}(?: [A-Z][a-z]+)?)\b")


def read_paragraphs(data: Sequence[Path]) -> list[str]:
    found = []
    for folder in data:
        for file in sorted((folder / "articles").iterdir()):
            text = file.read_text(encoding="utf-8").rpartition("\n---\n")[2]
            found += [part.strip() for part in text.split("\n\n") if 80 < len(part) < 1_500]
    return found


def compose(catalog: Catalog, paragraphs: Sequence[str], passages: int) -> None:
    rng = random.Random(1)
    vector = unit(np.ones(8, np.float32))
    for first in range(0, passages // PARAGRAPHS, BATCH):
        batch: list[NewArticle] = []
        vectors: dict[bytes, Encoded] = {}
        for number in range(first, min(first + BATCH, passages // PARAGRAPHS)):
            at = rng.randrange(len(paragraphs))
            parts = [paragraphs[(at + rng.randrange(NEIGHBOURS)) % len(paragraphs)] for _ in range(PARAGRAPHS)]
            text = "\n\n".join(parts)
            starts = [sum(map(len, parts[:n])) + 2 * n for n in range(PARAGRAPHS)]
            day = FIRST_DAY + rng.randrange(DAYS) * dt.timedelta(days=1)
            article = Article(
                f"{number:06}.md", f"{parts[0][:60]} ({number})", text, f"{number:064x}", day, None, rng.choice(OUTLETS)
            )
            ids = tuple(catalog.writer.reserve(PARAGRAPHS))
            keys = tuple(f"{id_}".encode() for id_ in ids)
            cut = tuple(
                Passage(start, start + len(part), article.title, part, ((0, len(part)),))
                for start, part in zip(starts, parts, strict=True)
            )
            state = FileState(FileStat(1, 1, number + 1), True, article.content_hash, None, None)
            batch.append(NewArticle(article, cut, ids, keys, state))
            vectors |= {key: Encoded(vector, vector[None, :]) for key in keys}
        catalog.writer.write(batch, vectors)


def questions_over(paragraphs: Sequence[str]) -> list[str]:
    names = [name for name, _ in Counter(name for text in paragraphs for name in set(NAME.findall(text))).most_common()]
    common, second, middle, rare = names[0], names[1], names[len(names) // 100], names[len(names) // 2]
    phrase = " ".join(paragraphs[len(paragraphs) // 3].split()[3:8])
    return [
        *[f"How many articles mention {name}?" for name in (common, middle, rare, common.lower())],
        f"How many articles mention {common} and {middle}?",
        f"How many articles mention {common} or {middle} but not {rare}?",
        f'How many articles contain "{phrase}"?',
        "Which articles are about government policy?",
        f"List all articles that mention {common}",
        f"List all articles that mention {common} or {second} by month",
        f"List all articles from {OUTLETS[0]}",
        "List all articles published in May 2025",
        "How many articles are there per outlet?",
    ]


def measure(frame: Frame, catalog: Catalog, rounds: int) -> tuple[int, int | None, list[float], list[float]]:
    """Articles and mentions, and the milliseconds of processor time and of wall time of each round."""
    processor, wall = [], []
    for _ in range(rounds):
        began, spent = time.perf_counter(), time.process_time()
        result = result_of(frame, find_mentions(frame.terms, frame.limits, catalog))
        processor.append(1_000 * (time.process_time() - spent))
        wall.append(1_000 * (time.perf_counter() - began))
    return result.articles, result.mentions, processor, wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    paragraphs = read_paragraphs(given.data)
    with TemporaryDirectory() as folder:
        catalog = SqliteCatalog(Path(folder), create=True)
        compose(catalog, paragraphs, given.passages)
        print(f"{catalog.passage_count():,} passages of {len(catalog.articles()):,} articles")
        print(f"{'articles':>8} {'mentions':>8} {'processor':>9} {'wall':>7} {'slowest':>8}  question")
        for question in questions_over(paragraphs):
            frame = read_frame(question, TODAY, catalog.sources())
            if frame is None:
                raise SystemExit(f"This is no question that counts or lists: {question}")
            articles, mentions, processor, wall = measure(frame, catalog, given.rounds)
            times = f"{statistics.median(processor):>9.1f} {statistics.median(wall):>7.1f} {max(wall):>8.1f}"
            print(f"{articles:>8,} {mentions if mentions is not None else '-':>8} {times}  {question}", flush=True)
        catalog.close()


if __name__ == "__main__":
    main()
