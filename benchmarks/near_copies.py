"""Plant near-copies among the articles of a folder, and measure whether they, and nothing else, are found.

    python benchmarks/near_copies.py ARTICLES [--copies 100] [--seed 0] [--growth 10000]

ARTICLES is a folder of Markdown or text files of which each tells another story. Some are copied as other outlets print
the text of an agency: as it is, under another title, cut to 30 to 80 % at the end or by whole paragraphs, with another
first paragraph, with words changed in some sentences, with a line of the outlet, with other quotation marks, and cut,
retitled and edited at once. Beside these, articles that are no copies are planted: pairs of the words of
stories in another order that end in the same part of a third one, and round-ups of some words each of eight stories.
All planted articles are of other outlets than what they are made of, and dated one to three days after it.

Printed: for each kind, the share of copies that are in the story of their original; the share of all pairs of different
stories of one day that are not merged, and the share of different stories that are merged with none. Articles without a
date get days by chance, twenty a day. With --growth, articles are mixed from the sentences of the folder until there
are so many, and the seconds of processor time are printed that it takes to find the near-copies of all of them, and of
one more.
"""

import argparse
import datetime as dt
import hashlib
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from assistant.documents import FileStat, read_article
from assistant.documents.worker import Isolated
from assistant.index.near_copies import find_near_copies
from assistant.records import Article
from assistant.store.records import FileState, NewArticle
from assistant.store.sqlite.catalog import SqliteCatalog

OUTLETS = ("The Courier", "Daily Post", "Evening Herald", "Northern Times", "City Ledger")
LEAST_WORDS = 60  # of an article that is copied
A_DAY = 20
FIRST_DAY = dt.date(2024, 1, 1)


def paragraphs(text: str) -> list[str]:
    return [each for each in re.split(r"\n\s*\n", text) if each.strip()]


def retitle(text: str, rng: random.Random, others: list[str]) -> str:
    """The title is the first heading, if there is one."""
    words = rng.choice(others).split()
    at = rng.randrange(max(1, len(words) - 8))
    new = f"# {' '.join(words[at : at + 8])}"
    return re.sub(r"\A\s*#[^\n]*", lambda _: new, text) if text.lstrip().startswith("#") else f"{new}\n\n{text}"


def cut_end(text: str, rng: random.Random, _others: list[str]) -> str:
    words = list(re.finditer(r"\S+", text))
    return text[: words[int(len(words) * rng.uniform(0.3, 0.8))].start()]


def cut_paragraphs(text: str, rng: random.Random, others: list[str]) -> str:
    parts = paragraphs(text)
    if len(parts) < 4:
        return cut_end(text, rng, others)
    kept = sorted(rng.sample(range(len(parts)), max(2, round(len(parts) * rng.uniform(0.4, 0.8)))))
    return "\n\n".join(parts[at] for at in kept)


def change_lead(text: str, rng: random.Random, others: list[str]) -> str:
    """The first sentences, at most a quarter of the text, become those of another article."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    total, taken = len(text.split()), 0
    for at, each in enumerate(sentences):
        taken += len(each.split())
        if at >= 2 or taken > total / 4:
            break
    lead = " ".join(rng.choice(others).split()[: min(40, total // 4)])
    return f"{lead}\n\n{' '.join(sentences[max(1, at) :])}" if len(sentences) > 2 else text


def edit_lightly(text: str, rng: random.Random, others: list[str]) -> str:
    """In three of ten sentences one word goes, comes, or is another."""
    made = []
    for sentence in re.split(r"(?<=[.!?])(?=\s)", text):
        words = sentence.split(" ")
        if rng.random() < 0.3 and len(words) > 3:
            at, new = rng.randrange(1, len(words)), rng.choice(rng.choice(others).split())
            words[at : at + rng.choice((0, 1, 1))] = rng.choice(([new], [new], []))
        made.append(" ".join(words))
    return "".join(made)


def add_line(text: str, rng: random.Random, _others: list[str]) -> str:
    line = (
        f"By our own correspondents and agencies. First published by {rng.choice(OUTLETS)} at {rng.randrange(24)}:30."
    )
    return f"{line}\n\n{text}" if rng.random() < 0.5 else f"{text}\n\n{line}"


def requote(text: str, _rng: random.Random, _others: list[str]) -> str:
    """Straight quotes, dashes and spaces for typographic ones, or the other way round."""
    if re.search("[“”’]", text):
        return text.translate(str.maketrans("“”‘’–\u00a0", "\"\"''- "))
    return re.sub(r'"([^"\n]*)"', r"“\1”", text).replace("'", "’").replace(" - ", " – ")


def mix(text: str, rng: random.Random, others: list[str]) -> str:
    return retitle(edit_lightly(cut_end(text, rng, others), rng, others), rng, others)


Change = Callable[[str, random.Random, list[str]], str]
CHANGES: dict[str, Change] = {
    "exact": lambda text, _rng, _others: text,
    "retitled": retitle,
    "cut at the end": cut_end,
    "cut by paragraphs": cut_paragraphs,
    "changed lead": change_lead,
    "light edit": edit_lightly,
    "outlet's line": add_line,
    "other quotes": requote,
    "cut, retitled, edited": mix,
}


def read_folder(folder: Path, rng: random.Random) -> list[Article]:
    """The articles of a folder, each with a day."""
    with Isolated(30, 1000) as isolated:
        found = [
            read_article(file.name, file.read_bytes(), isolated.parse)
            for file in sorted(folder.iterdir())
            if file.suffix in (".md", ".txt")
        ]
    days = max(1, len(found) // A_DAY)
    return [replace(each, date=each.date or FIRST_DAY + dt.timedelta(rng.randrange(days))) for each in found]


def extract(text: str, rng: random.Random) -> str:
    """Some 30 to 60 words that follow one another."""
    words = text.split()
    at = rng.randrange(len(words))
    return " ".join(words[at : at + rng.randrange(30, 60)])


def plant(
    found: list[Article], copies: int, rng: random.Random
) -> tuple[list[tuple[str, Article, Article]], list[Article]]:
    """Copies with their kinds and originals, and articles that are no copies."""
    long = [each for each in found if len(each.text.split()) >= LEAST_WORDS]
    texts = [each.text for each in long]
    number = iter(range(10**9))

    def planted(text: str, of: Article) -> Article:
        path = f"planted/{next(number)}.md"
        date = of.date + dt.timedelta(rng.randrange(1, 4)) if of.date else None
        version = hashlib.sha256(f"{path} {text}".encode()).hexdigest()
        return Article(path, text.strip().split("\n")[0][:80], text, version, date, source=rng.choice(OUTLETS))

    made = []
    for kind, change in CHANGES.items():
        for original in rng.sample(long, min(copies, len(long))):
            made.append((kind, original, planted(change(original.text, rng, texts), original)))
    different = []
    for _ in range(copies // 4):
        first, second, third = rng.sample(long, 3)
        most = min(len(each.text.split()) for each in (first, second, third))
        shared = " ".join("\n\n".join(paragraphs(third.text)[-2:]).split()[-most // 3 :])
        for each in (first, second):
            words = each.text.split()
            body = " ".join(rng.sample(words, len(words)))  # its words, but none of its shingles
            different.append(planted(f"{body}\n\n{shared}", each))
    for _ in range(copies // 10):
        parts = [extract(each.text, rng) for each in rng.sample(long, min(8, len(long)))]
        different.append(planted("\n\n".join(parts), rng.choice(long)))
    return made, different


def open_catalog(folder: Path) -> SqliteCatalog:
    catalog = SqliteCatalog(folder, create=True)
    catalog.writer.start_recipe("none")
    return catalog


def write(catalog: SqliteCatalog, articles: Iterable[Article]) -> None:
    catalog.writer.write(
        [
            NewArticle(each, (), (), (), FileState(FileStat(0, 0, 0), True, each.content_hash, None, None))
            for each in articles
        ],
        {},
    )


def measure(found: list[Article], copies: int, rng: random.Random) -> None:
    made, different = plant(found, copies, rng)
    with tempfile.TemporaryDirectory() as folder:
        catalog = open_catalog(Path(folder))
        write(catalog, [*found, *(copy for _, _, copy in made), *different])
        find_near_copies(catalog.copies)
        stories = catalog.copies.stories()
        catalog.close()
    total: Counter[str] = Counter(kind for kind, _, _ in made)
    right = Counter(kind for kind, one, copy in made if stories.original(one.path) == stories.original(copy.path))
    first = sum(stories.original(copy.path) == one.path for _, one, copy in made)
    for kind, count in total.items():
        print(f"{kind:<24} {right[kind]}/{count} = {right[kind] / count:.3f}")
    print(f"{'all copies':<24} {right.total()}/{total.total()} = {right.total() / total.total():.3f}")
    print(f"{'original is first':<24} {first}/{len(made)} = {first / len(made):.3f}")
    others = [*found, *different]
    of_day: dict[dt.date | None, list[Article]] = {}
    for each in others:
        of_day.setdefault(each.date, []).append(each)
    pairs = [pair for some in of_day.values() for pair in combinations(some, 2)]
    apart = sum(stories.original(one.path) != stories.original(other.path) for one, other in pairs)
    print(f"{'pairs of a day apart':<24} {apart}/{len(pairs)} = {apart / max(1, len(pairs)):.5f}")
    for name, some in (("stories of the folder", found), ("planted stories", different)):
        counts = Counter(stories.original(each.path) for each in others)
        alone = sum(counts[stories.original(each.path)] == 1 for each in some)
        print(f"{name + ' alone':<24} {alone}/{len(some)} = {alone / max(1, len(some)):.3f}")


def grow(found: list[Article], size: int, rng: random.Random) -> None:
    """Time a corpus of articles of sentences by chance, one in ten a copy of another."""
    sentences = [each for article in found for each in re.split(r"(?<=[.!?])\s+", article.text) if each.split()]
    texts = [article.text for article in found]
    made: list[Article] = []
    for number in range(size):
        text = " ".join(rng.sample(sentences, 20))
        if made and number % 10 == 0:
            text = edit_lightly(rng.choice(made).text, rng, texts)
        version = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
        made.append(Article(f"{number}.md", f"Story {number}", text, version, FIRST_DAY, source=f"Outlet {number}"))
    with tempfile.TemporaryDirectory() as folder:
        catalog = open_catalog(Path(folder))
        write(catalog, made)
        for what, more in (("all", []), ("one more", [replace(made[-1], path="more.md", content_hash="f" * 64)])):
            write(catalog, more)
            began = time.process_time()
            find_near_copies(catalog.copies)
            print(f"near-copies of {what} of {size:,}: {time.process_time() - began:.2f} s")
        began = time.process_time()
        stories = catalog.copies.stories()
        seconds = time.process_time() - began
        print(f"{len(stories.members):,} articles have copies; grouped in {seconds:.3f} s")
        began = time.process_time()
        find_near_copies(catalog.copies)
        print(f"nothing changed: {1000 * (time.process_time() - began):.1f} ms")
        catalog.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--copies", type=int, default=100, help="of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--growth", type=int)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    found = read_folder(given.articles, rng)
    if given.growth:
        grow(found, given.growth, rng)
    else:
        measure(found, given.copies, rng)


if __name__ == "__main__":
    main()
