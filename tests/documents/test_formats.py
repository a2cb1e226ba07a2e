"""A format is one line of a table: it is listed, read, added and indexed by that line."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from files import docx, paragraph_xml, pdf

from assistant.assistant import Assistant
from assistant.documents import formats, is_document_path, list_corpus, read_article, worker
from assistant.documents.formats import FORMATS, Format, find_format, known_suffixes
from assistant.documents.parsed import ParsedDocument
from assistant.errors import CorpusError, ReadError

Make = Callable[..., Assistant]
TESTS = Path(__file__).parents[1]
WORDS = "The council of Tromsø votes on the new harbour on Monday."
SHOUTED = WORDS.upper().encode()
TOY = "SHOUT\n"


def read_shouted(content: bytes) -> ParsedDocument:
    """The toy format: a text in capitals, after a line that says so."""
    return ParsedDocument(content.decode().removeprefix(TOY).capitalize(), title="A shout")


def add_toy(patch: pytest.MonkeyPatch, *, isolated: bool) -> Format:
    toy = Format("a shout", (".shout",), f"{__name__}:read_shouted", isolated, TOY.encode(), "rename it to .shout")
    patch.setattr(formats, "FORMATS", (*FORMATS, toy))
    line = f"formats.FORMATS += (formats.Format('a shout', ('.shout',), {toy.reader!r}),)"
    paths = f"sys.path += {[str(TESTS), str(TESTS / 'documents')]!r}"
    start = f"; {paths}; from assistant.documents import formats; {line}; serve("
    patch.setattr(worker, "START", worker.START.replace("; serve(", start))
    return toy


@pytest.mark.parametrize("isolated", [False, True])
def test_a_format_added_by_one_line_is_listed_read_and_indexed(
    make: Make, monkeypatch: pytest.MonkeyPatch, isolated: bool
) -> None:
    one = make()
    corpus, index = one.settings.corpus, one.settings.index
    (corpus / "a.shout").write_bytes(TOY.encode() + SHOUTED)
    assert list_corpus(corpus, index).skipped == {"a.shout": ".shout files are not read"}
    with pytest.raises(CorpusError, match="shout"):
        one.add_file("b.shout", SHOUTED)
    add_toy(monkeypatch, isolated=isolated)
    assert list(list_corpus(corpus, index).documents) == ["a.shout"]
    assert one.suffixes == known_suffixes() == (*(suffix for each in FORMATS for suffix in each.suffixes), ".shout")
    one.add_file("b.shout", SHOUTED)
    report = one.sync()
    assert (report.added, report.failed) == (2, ())
    assert {each.path: each.title for each in one.articles()} == {"a.shout": "A shout", "b.shout": "A shout"}
    assert "harbour" in one.search("council harbour votes", 5).hits[0].text


def test_a_file_of_one_format_under_the_name_of_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    add_toy(monkeypatch, isolated=False)
    with pytest.raises(ReadError, match=r"it is a shout: rename it to \.shout"):
        read_article("a.md", TOY.encode() + SHOUTED)


FILES = {
    ".md": WORDS.encode(),
    ".markdown": WORDS.encode(),
    ".txt": WORDS.encode(),
    ".html": f"<html><body><article><p>{WORDS} {WORDS} {WORDS}</p></article></body></html>".encode(),
    ".htm": f"<html><body><article><p>{WORDS} {WORDS} {WORDS}</p></article></body></html>".encode(),
    ".pdf": pdf([WORDS]),
    ".docx": docx(paragraph_xml(WORDS)),
}


def test_every_suffix_of_the_table_is_read() -> None:
    assert set(FILES) == set(known_suffixes())
    for suffix, content in FILES.items():
        for name in (f"a{suffix}", f"A{suffix.upper()}"):
            assert is_document_path(name)
            assert "council" in read_article(name, content).text


@pytest.mark.parametrize("path", ["a", "md", ".md", "a.", "a.md.exe", "a.mdx", "a.doc"])
def test_no_other_name_is_of_a_format(path: str) -> None:
    assert find_format(path) is None
    with pytest.raises(ReadError, match="not read"):
        read_article(path, WORDS.encode())


def test_the_table_imports_no_parser() -> None:
    code = "import sys, assistant.documents; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TESTS.parent, capture_output=True, text=True, check=True)
    readers = {each.reader.partition(":")[0] for each in FORMATS if each.isolated}
    assert not (readers | {"yaml", "lxml", "trafilatura", "pypdfium2", "mammoth"}) & set(done.stdout.split())
