"""How well pages, PDF and Word files are read: ours beside plain trafilatura and readability-lxml.

    python benchmarks/reading.py DATA [--others]

DATA holds folders of files with what should be read from them; none of it is part of this repository:
  html_gold/*.html           with the article's text beside each in .txt (pages of the test suites of
                             mozilla/readability and newspaper4k, Apache-2.0 and MIT; the pages are their publishers')
  html_snippets/*.html       with snippets.json: must_contain, must_not_contain, title, author, date
                             (trafilatura's tests)
  pdf_docx_rendered/*        articles printed to PDF, one and two columns, and DOCX, with the text in .txt or -docx.txt
  pdf_docx_real/*            files of public test suites, without a gold text: read, or failed with a reason

Token F1: of the bags of words, case folded. Similarity: difflib's ratio of the sequences of words. ``--others`` adds
the columns of plain trafilatura and readability-lxml; the latter is not installed with the program (pip install it).

Nothing is fitted here; the numbers in consensus.py and layout.py were chosen by hand while looking at these figures and
at 88 news pages (scrapinghub/article-extraction-benchmark, MIT). Pages held back from that were not measured.
"""

import argparse
import difflib
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.documents import read_article
from assistant.documents.worker import Isolated
from assistant.errors import ReadError
from assistant.records import Article, normalize_space

SECONDS, MEGABYTES = 60.0, 2000.0
FURNITURE = re.compile(r"\bPage \d+\b|The Daily Sample")  # what the rendered files have at the edges of their pages


def f1(found: str, gold: str) -> float:
    """Token F1 of two texts."""
    one, other = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, gold))
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def likeness(found: str, gold: str) -> float:
    """Similarity of two texts as sequences of words."""
    return difflib.SequenceMatcher(None, found.split(), gold.split(), autojunk=False).ratio()


def plain_trafilatura(content: bytes) -> str:
    import trafilatura

    return trafilatura.extract(content) or ""


def plain_readability(content: bytes) -> str:
    from lxml import html
    from readability import Document

    found: str = html.fromstring(Document(content.decode("utf-8", "replace")).summary()).text_content()
    return found


def read(file: Path, isolated: Isolated) -> Article | str:
    """The article of a file, or why there is none."""
    try:
        return read_article(file.name, file.read_bytes(), isolated.parse)
    except ReadError as error:
        return str(error)


def text_of(found: Article | str) -> str:
    return found.text if isinstance(found, Article) else ""


def gold_pages(folder: Path, isolated: Isolated, others: bool) -> Iterator[str]:
    """A line a page, then the means."""
    readers: dict[str, Callable[[Path], str]] = {"ours": lambda file: text_of(read(file, isolated))}
    if others:
        readers["trafilatura"] = lambda file: plain_trafilatura(file.read_bytes())
        readers["readability"] = lambda file: plain_readability(file.read_bytes())
    yield f"{'token F1':40}" + "".join(f"{name:>12}" for name in readers)
    rows = []
    for gold in sorted(folder.glob("*.txt")):
        rows.append([f1(reader(gold.with_suffix(".html")), gold.read_text("utf-8")) for reader in readers.values()])
        yield f"{gold.stem[:38]:40}" + "".join(f"{value:12.3f}" for value in rows[-1])
    yield f"{'mean':40}" + "".join(f"{sum(column) / len(column):12.4f}" for column in zip(*rows, strict=True))
    yield f"{'worst':40}" + "".join(f"{min(column):12.3f}" for column in zip(*rows, strict=True))


def snippets(folder: Path, isolated: Isolated) -> Iterator[str]:
    """Shares of strings that are there, or not, as they should be."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for page in json.loads((folder / "snippets.json").read_text("utf-8")):
        found = read(folder / page["file"], isolated)
        text = normalize_space(text_of(found))
        checks = [("must contain", each, normalize_space(each) in text) for each in page["must_contain"]]
        checks += [("must not contain", each, normalize_space(each) not in text) for each in page["must_not_contain"]]
        if isinstance(found, Article):
            metadata = {"title": found.title, "author": found.author, "date": found.date and found.date.isoformat()}
            checks += [
                (
                    name,
                    f"{page[name]!r}, got {value!r}",
                    normalize_space(value or "").casefold() == normalize_space(page[name]).casefold(),
                )
                for name, value in metadata.items()
                if page[name]
            ]
        for name, what, ok in checks:
            asked[name] += 1
            right[name] += ok
            if not ok:
                yield f"  {page['file'][:30]:30} {name}: {what[:110]}"
    yield from (f"{name:40}{right[name]:5}/{count} = {right[name] / count:.3f}" for name, count in asked.items())


def rendered(folder: Path, isolated: Isolated) -> Iterator[str]:
    """A line a printed file, and whether anything from the edges of its pages got in."""
    for file in sorted([*folder.glob("*.pdf"), *folder.glob("*.docx")]):
        gold = file.with_suffix(".txt") if file.suffix == ".pdf" else file.with_name(f"{file.stem}-docx.txt")
        text = text_of(read(file, isolated))
        seen = FURNITURE.search(text)
        yield f"{file.name:40}{likeness(text, gold.read_text('utf-8')):12.4f}{'  EDGES' if seen else ''}"


def real(folder: Path, isolated: Isolated) -> Iterator[str]:
    """A line a real file."""
    for file in sorted(folder.iterdir()):
        found = read(file, isolated)
        result = found if isinstance(found, str) else f"{len(found.text.split()):6} words  {found.title[:60]}"
        yield f"{file.name[:38]:40}{result}"


def main() -> None:
    """Print the tables of the folders that are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--others", action="store_true")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # extractors warn of every odd page
    with Isolated(SECONDS, MEGABYTES) as isolated:
        tables = {
            "html_gold": lambda folder: gold_pages(folder, isolated, given.others),
            "html_snippets": lambda folder: snippets(folder, isolated),
            "pdf_docx_rendered": lambda folder: rendered(folder, isolated),
            "pdf_docx_real": lambda folder: real(folder, isolated),
        }
        for name, table in tables.items():
            if (given.data / name).is_dir():
                print(f"\n{name}", *table(given.data / name), sep="\n", flush=True)


if __name__ == "__main__":
    main()
