"""Every reader is given files with random damage, for minutes; none may hang, or raise what it does not promise.

    python -m tests.soak_readers [--seconds 600] [--seed 1] [FOLDER]

The files that are damaged are made here, and those in FOLDER are added to them. Each is read as a run of ``index``
reads it, in another process; a file may be an article that can be stored, or fail with one line, and nothing else. Time
out and crash are such lines, but they are counted, and the process must read the next file.
"""

import argparse
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from files import article, docx, paragraph_xml, pdf, table_xml

from assistant.documents import known_suffixes, read_article
from assistant.documents.worker import Isolated
from assistant.errors import ReadError

ROOT = Path(__file__).parents[1]
READ_SECONDS, READ_MB = 20.0, 1024.0
MOST_SECONDS = READ_SECONDS + 10  # then it hangs
FRONT = "---\ntitle: Talks\ndate: 2026-03-01\n---\n"


def seeds(folder: Path | None) -> dict[str, list[bytes]]:
    """Whole files, by suffix."""
    text = "\n\n".join(article(4))
    body = "".join(f"<p>{each} <a href='/x'>More</a></p>" for each in article(4))
    row = "<table><tr><td>India</td><td>Lentils</td></tr></table><ul><li>Steel</li></ul>"
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-03-01"}</script>'
    page = f"<html lang=en><head><title>Talks</title>{data}</head><body><article>{body}{row}</article></body></html>"
    word = paragraph_xml("Talks", "Heading1") + "".join(map(paragraph_xml, article(4))) + table_xml([("a", "b")] * 3)
    made = {
        ".md": [f"{FRONT}# Talks\n\n{text}".encode()],
        ".txt": [f"Talks begin\n\n{text}".encode(), text.encode("utf-16"), text.encode("latin-1")],
        ".html": [page.encode(), page.replace("lang=en", "").encode("utf-16")],
        ".pdf": [pdf(article(5)), pdf(article(12), columns=2, table=[("a", "b")] * 4), pdf(["x"], password="x")],
        ".docx": [docx(word)],
    }
    for file in sorted(folder.rglob("*") if folder else ()):
        if file.is_file() and file.suffix.lower() in made:
            made[file.suffix.lower()].append(file.read_bytes())
    return made


def damage(content: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """A file with some of its bytes changed, lost, doubled or exchanged."""
    spoilt = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 20, 100))):
        at = rng.randrange(len(spoilt) + 1)
        length = rng.choice((1, 4, 30, 400, 5000))
        kind = rng.randrange(7)
        if kind == 0:
            spoilt[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 1:
            del spoilt[at : at + length]
        elif kind == 2:
            spoilt[at:at] = spoilt[at : at + length] * rng.choice((1, 3, 50))
        elif kind == 3:
            spoilt[at:at] = rng.randbytes(min(length, 400))
        elif kind == 4:
            del spoilt[at if rng.random() < 0.1 else len(spoilt) :]
        elif kind == 5:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            spoilt[at : at + length] = other[start : start + length]
        else:
            spoilt[at:at] = rng.choice((b"<div>" * 300, b"\0" * 20, b"((((" * 50, b"9" * 40, b"&#x41;" * 50, b"]]>"))
    return bytes(spoilt[:3_000_000])


def damage_inside(content: bytes, rng: random.Random) -> bytes:
    """A Word file whose XML is damaged, and whose archive is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = archive.namelist()
        spoilt = rng.sample(names, min(len(names), rng.choice((1, 1, 2))))
        for name in names:
            part = archive.read(name)
            made.writestr(name, damage(part, [part], rng) if name in spoilt else part)
    return out.getvalue()


def read(name: str, content: bytes, isolated: Isolated) -> str:
    """What became of a file. Raises AssertionError if that is nothing that may."""
    began = time.monotonic()
    try:
        found = read_article(name, content, isolated.parse)
    except ReadError as error:
        said = str(error)
        assert said, "a failure without a reason"
        assert "\n" not in said, said
        ends = ("crashed", "longer than", "needs more than", "could not be started")
        outcome = next((end for end in ends if end in said), "failed")
    else:
        for value in (found.title, found.text, found.author, found.source, found.url, found.date_origin):
            assert value is None or value.strip(), value
            (value or "").encode()
            assert "\0" not in (value or "")
        starts = list(found.page_starts)
        assert starts == sorted(starts)
        assert all(0 <= start <= len(found.text) for start in starts)
        outcome = "read"
    assert time.monotonic() - began < MOST_SECONDS, "it hangs"
    return outcome


def soak(suffix: str, whole: list[bytes], seconds: float, rng: random.Random) -> Counter[str]:
    """How many files came to what end. Raises AssertionError at the first that may not be, which is kept."""
    outcomes: Counter[str] = Counter()
    end = time.monotonic() + seconds
    with Isolated(READ_SECONDS, READ_MB) as isolated:
        while time.monotonic() < end:
            chosen = rng.choice(whole)
            inside = chosen.startswith(b"PK") and rng.random() < 0.7
            content = damage_inside(chosen, rng) if inside else damage(chosen, whole, rng)
            try:
                outcomes[read(f"a{suffix}", content, isolated)] += 1
            except Exception:
                kept = Path(tempfile.gettempdir()) / f"soak{suffix}"
                kept.write_bytes(content)
                print(f"kept as {kept}", file=sys.stderr)
                raise
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for suffix, whole in seeds(given.folder).items():
        assert suffix in known_suffixes()
        outcomes = soak(suffix, whole, given.seconds, random.Random(f"{given.seed}{suffix}"))
        print(json.dumps({"reader": suffix, "files": outcomes.total(), **outcomes}), flush=True)


if __name__ == "__main__":
    main()
