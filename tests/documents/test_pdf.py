"""PDF -> Article: words in reading order, with its pages, without what is set around the text."""

import difflib

import pytest
from files import article, pdf, picture_pdf
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import layout, read_article
from assistant.documents.layout import Page, Word, lay_out, to_text
from assistant.errors import ReadError
from assistant.language.pages import PAGE_NUMBER
from assistant.records import Article, normalize_space, page_at


def read(content: bytes, name: str = "a.pdf") -> Article:
    return read_article(name, content)


def likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


# Whole files


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other_and_paragraphs_stay_whole(columns: int) -> None:
    paragraphs = article(9)
    found = read(pdf(paragraphs, columns=columns))
    assert found.text.split("\n\n") == ["## Talks begin", *paragraphs]
    assert found.title == "Talks begin"


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("paragraphs", [2, 30])
def test_running_headers_and_page_numbers_are_no_text(columns: int, paragraphs: int) -> None:
    text = read(pdf(article(paragraphs), columns=columns)).text
    assert "Daily Example" not in text
    assert "Page " not in text


def test_each_paragraph_is_on_the_page_that_shows_it() -> None:
    import pypdfium2

    paragraphs = article(30)
    content = pdf(paragraphs, columns=2)
    found = read(content)
    document = pypdfium2.PdfDocument(content)
    shown = [normalize_space(page.get_textpage().get_text_bounded().replace("\x02", "")) for page in document]
    assert len(found.page_starts) == len(shown) > 2
    for number, _ in enumerate(paragraphs):
        words = f"item {number * 10}."
        assert words in shown[(found.page(found.text.index(words)) or 0) - 1]


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Country", "Export", "Tonnes"), ("India", "Lentils", "1,200"), ("China", "Canola", "900")]
    text = read(pdf(article(2), table=rows)).text
    assert "Country | Export | Tonnes\nIndia | Lentils | 1,200\nChina | Canola | 900" in text


def test_the_title_is_what_stands_there_unless_the_file_states_what_stands_there_too() -> None:
    assert read(pdf(article(2), stated="Microsoft Word - draft7.docx")).title == "Talks begin"
    assert read(pdf(article(2), stated="talks BEGIN")).title == "talks BEGIN"


def test_the_time_a_file_was_made_is_no_date_of_publication() -> None:
    assert read(pdf(article(2))).date is None
    found = read(pdf(["By Ana Roy, 3 March 2026", *article(2)]))
    assert (str(found.date), found.date_origin) == ("2026-03-03", "byline")
    stated = b"<prism:publicationDate>2026-03-04</prism:publicationDate>"
    found = read(pdf(article(2)) + b"\n%" + stated)
    assert (str(found.date), found.date_origin) == ("2026-03-04", "document metadata")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (picture_pdf(), "needs OCR"),
        (pdf(["Secret."], password="x"), "encrypted"),
        (pdf(article(3))[:900], "damaged"),
        (b"%PDF-1.4\n", "damaged"),
        (b"<html><p>No PDF at all.</p></html>", "not a PDF"),
        (b"\0" * 5000, "not a PDF"),
    ],
    ids=["scan", "password", "truncated", "only a head", "a page", "zeros"],
)
def test_a_file_without_text_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as error:
        read(content)
    assert "\n" not in str(error.value)


# Layout

WORDS = [f"word{number}" for number in range(400)]


def set_lines(texts: list[str], left: float, top: float, size: float = 10) -> list[Word]:
    """Lines of words below one another, each letter half as wide as high."""
    words = []
    for number, text in enumerate(texts):
        y, x = top + number * size * 1.2, left
        for word in text.split():
            words.append(Word(word, x, y, x + len(word) * size / 2, y + size, size))
            x += (len(word) + 0.6) * size / 2
    return words


def fill(words: list[str], width: int) -> list[str]:
    """Lines of at most ``width`` characters."""
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@given(
    st.integers(1, 3),
    st.integers(8, 40),
    st.booleans(),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_columns_are_found_in_whatever_order_the_file_has_the_lines(columns: int, rows: int, titled: bool, rng) -> None:  # type: ignore[no-untyped-def]
    lines = fill(WORDS, 36)[: rows * columns]
    rows = len(lines) // columns
    lines = lines[: rows * columns]
    parts = [lines[at * rows : (at + 1) * rows] for at in range(columns)]
    placed = [set_lines(part, 40 + 190 * at, 120) for at, part in enumerate(parts)]
    by_line = [
        [word for word in column if round(word.top) == top]
        for column in placed
        for top in {round(w.top) for w in column}
    ]
    rng.shuffle(by_line)
    title = set_lines(["A title across all of the columns of this page"], 40, 60, 18) if titled else []
    text, _ = to_text(lay_out([Page([*(w for line in by_line for w in line), *title], 800)]), 1)
    expected = [
        *(["##", *"A title across all of the columns of this page".split()] if titled else []),
        *" ".join(lines).split(),
    ]
    assert text.split() == expected


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), min_size=1, max_size=6))
@settings(max_examples=80)
def test_no_word_is_lost_or_made_up_and_pages_begin_where_their_words_do(pages: list[list[str]]) -> None:
    made = [Page(set_lines(fill(words, 40), 60, 300), 800) for words in pages]
    text, starts = to_text(lay_out(made), len(pages))
    assert text.split() == [word for words in pages for word in words]
    assert len(starts) == len(pages)
    assert list(starts) == sorted(starts)
    ends = [*starts[1:], len(text)]
    for words, start, end in zip(pages, starts, ends, strict=True):
        assert text[start:end].split() == words
        assert page_at(starts, start) == starts.index(start) + 1 or not words


@given(st.lists(st.tuples(*[st.floats(0, 800)] * 2, st.floats(0, 200), st.floats(0, 60)), max_size=40))
@settings(max_examples=150)
def test_words_anywhere_on_a_page_are_each_kept(places: list[tuple[float, float, float, float]]) -> None:
    words = [Word(f"w{n}x", x, y, x + w, y + h, h) for n, (x, y, w, h) in enumerate(places)]
    text, _ = to_text(lay_out([Page(words, 800)]), 1)
    assert sorted(each for each in text.split() if each not in ("|", "##")) == sorted(word.text for word in words)


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("an agree-", "ment of both", "an agreement of both"),
        ("the well-", "known port", "the well-known port"),
        ("of Anglo-", "Saxon law", "of Anglo-Saxon law"),
        ("in 2024-", "25 it", "in 2024- 25 it"),
        ("an agree\u00ad", "ment", "an agreement"),
        ("it said -", "and left", "it said - and left"),
        ("one line", "the next", "one line the next"),
    ],
)
def test_a_word_cut_at_the_end_of_a_line_is_made_whole(above: str, below: str, joined: str) -> None:
    from collections import Counter

    assert layout.join_lines(above, below, Counter(["well-known", "agreement"])) == joined


@pytest.mark.parametrize("text", ["3", "- 3 -", "Page 3", "page 3 of 12", "3/12", "iv", "Seite 7"])
def test_a_page_number_is_recognised(text: str) -> None:
    assert PAGE_NUMBER.fullmatch(text)


@pytest.mark.parametrize("text", ["3 ships", "In 2024", "Page one news", "Vivid", "12,400 tonnes"])
def test_what_is_no_page_number_is_kept(text: str) -> None:
    assert not PAGE_NUMBER.fullmatch(text)
