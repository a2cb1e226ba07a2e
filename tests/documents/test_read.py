"""File -> Article. The law: for .md and .txt the text of an article stands in its file as it is."""

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.documents import list_corpus, name_in_words, read_article
from assistant.documents.dates import date_in_name, to_date
from assistant.errors import ReadError
from assistant.records import Article

BODY = "Canada and India agreed to talk about trade. The talks begin in March.\n"

# Text with much of what readers look at.
marked_up = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "---\n",
                "---\r\n",
                "...\n",
                "title: A\n",
                "date: 2026-03-01\n",
                "# H\n",
                "\r\n",
                "\n",
                "\r",
                "\ufeff",
                "a: [b\n",
            ]
        ),
        st.text(max_size=20),
    ),
    max_size=12,
).map("".join)


def read(path: str, text: str) -> Article:
    return read_article(path, text.encode())


def front(fields: str, body: str = BODY) -> Article:
    return read("a.md", f"---\n{fields}\n---\n{body}")


# The text


@given(marked_up, st.sampled_from(["a.md", "a.markdown", "a.txt", "A.TXT"]))
@settings(max_examples=500)
@example("---\ntitle: x\n---\nBody\r\n", "a.md")
def test_the_text_is_the_file_but_for_its_front_matter(text: str, path: str) -> None:
    content = text.encode()
    whole = content.decode("utf-8-sig").replace("\r\n", "\n")
    may_have_fields = whole.startswith("---")
    binary = "\0" in text or any(char < " " and char not in "\t\n\r\f\x1b" for char in text)
    if not any(map(str.isalnum, whole)) or may_have_fields or binary:
        with suppress(ReadError):
            assert whole.endswith(read_article(path, content).text)
        return
    assert read_article(path, content).text == whole


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\t\n")))
def test_without_front_matter_the_text_is_the_whole_file(text: str) -> None:
    article = read("a.txt", f"Words first.\n{text}")
    assert article.text == f"Words first.\n{text}"


@pytest.mark.parametrize(
    "content",
    [
        BODY.encode(),
        b"\xef\xbb\xbf" + BODY.encode(),
        BODY.replace("\n", "\r\n").encode(),
        BODY.encode("utf-16"),
        b"\xfe\xff" + BODY.encode("utf-16-be"),
    ],
    ids=["utf-8", "bom", "crlf", "utf-16 little", "utf-16 big"],
)
def test_one_text_in_any_encoding_is_one_text(content: bytes) -> None:
    assert read_article("a.md", content).text == BODY
    assert read_article("a.txt", content).text == BODY


def test_latin_1_is_read_with_its_accents() -> None:
    text = (
        "Le premier ministre a été reçu à Montréal. Les négociations ont commencé à Québec, où l'été fut très long.\n"
    )
    assert read_article("a.txt", text.encode("latin-1")).text == text


def test_one_curly_quote_of_windows_does_not_lose_the_file() -> None:
    text = "The minister said “the talks go on” in Ottawa. It’s the third round of talks this year.\n"
    assert read_article("a.md", text.encode("cp1252")).text == text


def test_front_matter_is_read_after_a_bom_and_with_crlf() -> None:
    article = read_article("a.md", b"\xef\xbb\xbf---\r\ntitle: Talks\r\ndate: 2026-03-01\r\n---\r\nWords.\r\n")
    assert (article.title, article.date, article.text) == ("Talks", dt.date(2026, 3, 1), "Words.\n")


def test_the_content_hash_is_of_the_bytes_of_the_file() -> None:
    import hashlib

    article = read_article("a.md", b"Words.\r\n")
    assert article.content_hash == hashlib.sha256(b"Words.\r\n").hexdigest()
    assert article.version == article.content_hash[:16]


# Front matter


def test_front_matter_fields_are_read() -> None:
    article = front(
        'title: "Talks: a start"\ndate: 2026-03-01\nsource: Sample Briefs\nauthor: [A. Roy, B. Lee]\nurl: https://a.example/x'
    )
    assert article == Article(
        path="a.md",
        title="Talks: a start",
        text=BODY,
        content_hash=article.content_hash,
        date=dt.date(2026, 3, 1),
        date_origin="front matter",
        source="Sample Briefs",
        author="A. Roy, B. Lee",
        url="https://a.example/x",
    )


def test_what_front_matter_leaves_out_is_none() -> None:
    article = front("title: Talks\nauthor:\nsource: ''")
    assert (article.author, article.source, article.url, article.date, article.date_origin) == (None,) * 5


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\nno end of it",
        "---\n- a\n- list\n---\nWords.",
        "---\njust words\n---\nWords.",
        "Words.\n---\ntitle: b\n---\n",
        "---\nNote: he resigned on Monday.\n---\nMore.\n",
        "---\nAnna: Why?\nOtto: Because.\n---\nMore.\n",
        "---\nHe said: why: because.\n---\nMore.\n",
        "---\n'Why?' he said.\n---\nMore.\n",
        "---\n{[a]: b}\n---\nMore.\n",
        "---\nWords: " + "[" * 5000 + "\n---\nMore.\n",
        "---\n\n---\nMore.\n",
        "---\n* * *\n---\nMore.\n",
        "***\ntitle: b\n***\nMore.\n",
    ],
    ids=lambda text: text[:24],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert read("a.md", text).text == text


RULES = st.sampled_from(["---", "--- ", "***", "___", "* * *", "- - -"])
LINES = st.sampled_from(
    [
        "It was late.", "Note: he said", "Otto: Because.", "- one", "1. two", "> quoted", "", "# Heading", "{a", "'",
        "[x]: y", "He said: why: because.", "Source: a friend.", "*missing", "&a", "? key", "!!x y", "%YAML 9", "@",
        "\ttab", "é: ü ö", "a | b", "Dear Sir,",
    ]
)  # fmt: skip


@given(
    before=RULES, lines=st.lists(LINES, max_size=5), after=RULES | st.just("..."), suffix=st.sampled_from(["md", "txt"])
)
def test_what_prose_may_begin_with_is_never_lost(before: str, lines: list[str], after: str, suffix: str) -> None:
    text = "\n".join([before, *lines, after, "", "More words."])
    assert read(f"a.{suffix}", text).text == text


def test_usual_fields_may_be_written_with_capitals() -> None:
    article = read("a.md", "---\nTitle: A bridge\nDate: 2026-03-01\n---\nWords.\n")
    assert (article.title, article.date, article.text) == ("A bridge", dt.date(2026, 3, 1), "Words.\n")
    for block in ("Title: A bridge", "Title: A bridge\nOtto: Why?", "Title: A\n\nDate"):
        text = f"---\n{block}\n---\nWords.\n"
        assert read("a.md", text).text == text


@given(
    paragraph=st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=200),
    suffix=st.sampled_from(["md", "txt"]),
)
def test_a_paragraph_between_rules_is_never_lost(paragraph: str, suffix: str) -> None:
    text = f"---\nIt was late. {paragraph}\n---\nMore words.\n"
    assert read(f"a.{suffix}", text).text == text


@pytest.mark.parametrize(
    "fields",
    [
        "title: a: b",
        "title: [a",
        "title: 'a",
        "\ttitle: a",
        "title: *missing",
        "title: " + "[" * 5000,
        "title: " + "{b: " * 5000,
    ],
    ids=lambda fields: fields[:24],
)
def test_broken_front_matter_is_an_error_of_one_line(fields: str) -> None:
    with pytest.raises(ReadError, match="front matter") as error:
        front(fields)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(
    "value", ["!!python/object:os.system a", "!!timestamp never", "!!int ''", "!!bool perhaps", "0x" + "f" * 5000]
)
def test_a_value_of_front_matter_is_text_whatever_it_claims_to_be(value: str) -> None:
    assert front(f"title: {value}").text
    assert front(f"date: {value}").date is None


def test_an_impossible_date_stays_unknown() -> None:
    assert front("date: 2026-02-30").date is None
    assert front("date: 0001-01-01").date is None


def test_the_line_of_broken_front_matter_is_the_line_of_the_file() -> None:
    with pytest.raises(ReadError, match="line 3 "):
        front("title: fine\nsource: a: b")


def test_front_matter_that_multiplies_itself_does_not_fill_the_memory() -> None:
    levels = "\n".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]" for n in range(5))
    try:
        article = front(f"a0: &a0 [x]\n{levels}\ntitle: *a5")
    except ReadError:
        return
    assert len(article.title) < 10_000


@given(st.dictionaries(st.sampled_from(["title", "date", "source", "author", "url"]), st.text(max_size=30)))
@settings(max_examples=200)
def test_whatever_front_matter_says_the_article_can_be_stored(fields: dict[str, str]) -> None:
    import yaml

    article = front(yaml.safe_dump(fields))
    for value in (article.title, article.source, article.author, article.url):
        assert value is None or (value and value == " ".join(value.split()))
        (value or "").encode()


def test_half_a_surrogate_in_front_matter_can_be_stored_or_is_refused() -> None:
    try:
        article = front('title: "a \\ud83d b"')
    except ReadError:
        return
    article.title.encode()


@given(st.binary(max_size=300), st.sampled_from(["a.md", "a.txt", "a.html"]))
@settings(max_examples=150)
def test_any_bytes_are_an_article_or_an_error_of_one_line(content: bytes, path: str) -> None:
    article = error = None
    try:
        article = read_article(path, content)
    except ReadError as raised:
        error = str(raised)
    if article is None:
        assert error
        assert "\n" not in error
    else:
        assert article.text.strip()
        assert article.title.strip()
        assert "\0" not in article.text
        article.text.encode()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.md", b""),
        ("a.txt", b" \r\n\t\n"),
        ("a.md", b"\xef\xbb\xbf"),
        ("a.md", b"---\ntitle: only this\n---\n"),
        ("a.txt", b"***\n---\n"),
        ("a.txt", bytes(range(256)) * 20),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100)),
        ("a.txt", "No mark at its start.".encode("utf-16-le")),
        ("a.txt", "Wide.".encode("utf-32")),
        ("a.html", b"<html><body></body></html>"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100)),
        ("a.pdf", b"%PDF-1.4"),
    ],
)
def test_what_has_no_text_is_an_error_of_one_line(path: str, content: bytes) -> None:
    with pytest.raises(ReadError) as error:
        read_article(path, content)
    assert "\n" not in str(error.value)


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Talks begin in Ottawa\n\nThe talks began on Monday.", "Talks begin in Ottawa"),
        ("\n\n  Talks begin in Ottawa  \nThe talks began on Monday.", "Talks begin in Ottawa"),
        ("The talks began on Monday.\nThey go on.", "Trade talks"),
        ("Will the talks go on?\nThey will.", "Trade talks"),
        ("Talks begin in Ottawa", "Trade talks"),
        ("T" * 119 + "\nThe talks began.", "T" * 119),
        ("T" * 120 + "\nThe talks began.", "Trade talks"),
        ("“The talks go on.”\nThey do.", "Trade talks"),
        ("---\ntitle: From front matter\n---\nTalks begin\n\nThey go on.", "From front matter"),
    ],
)
def test_the_first_line_of_a_text_file_is_its_title_only_if_it_looks_like_one(text: str, title: str) -> None:
    article = read("2026-03-01-trade_talks.txt", text)
    assert article.title == title
    assert text.endswith(article.text)  # a title stays in the text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Talks *begin* #\n\nWords.", "Talks *begin*"),
        ("Words first.\n\n# Talks begin\n", "Talks begin"),
        ("## Only a smaller one\n\nWords.", "Trade talks"),
        ("#hashtag is no heading\n", "Trade talks"),
        ("Words.", "Trade talks"),
        ("---\ntitle: 2024\n---\n# Other\n", "2024"),
    ],
)
def test_a_markdown_title_is_from_front_matter_then_the_heading_then_the_name(text: str, title: str) -> None:
    assert read("in/2026-03-01-trade_talks.md", text).title == title


@given(st.text(alphabet="ab-_. 0123456789é", min_size=1, max_size=20).filter(str.strip))
def test_every_file_name_gives_a_title(name: str) -> None:
    assert name_in_words(f"{name}.md").strip()


# Dates


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01",
        "2026-03-01 18:30:00",
        "2026-03-01T18:30:00Z",
        "'2026-03-01'",
        "1 March 2026",
        "March 1, 2026",
        "1 Mar 2026",
    ],
)
def test_a_date_of_front_matter_is_read_as_people_write_it(written: str) -> None:
    article = front(f"date: {written}")
    assert (article.date, article.date_origin) == (dt.date(2026, 3, 1), "front matter")


@pytest.mark.parametrize("written", ["soon", "2026", "03/04/2026", "''", "[]", "~"])
def test_a_date_that_cannot_be_told_stays_unknown(written: str) -> None:
    article = front(f"date: {written}")
    assert (article.date, article.date_origin) == (None, None)


@given(st.dates(min_value=dt.date(1600, 1, 1)))
def test_every_date_is_read_back(date: dt.date) -> None:
    assert to_date(date.isoformat()) == to_date(f"{date.isoformat()}T00:00:00+02:00") == date


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2026-03-01-talks.md", dt.date(2026, 3, 1)),
        ("talks_2026_03_01.md", dt.date(2026, 3, 1)),
        ("20260301.md", dt.date(2026, 3, 1)),
        ("2025-01-01/talks.md", None),
        ("2026-13-01-talks.md", None),
        ("120260301.md", None),
        ("2026-0301.md", None),
        ("talks-2026.md", None),
    ],
)
def test_a_date_is_read_from_a_file_name_only_where_one_stands(name: str, date: dt.date | None) -> None:
    assert date_in_name(name) == date
    article = read(name, BODY)
    assert (article.date, article.date_origin) == (date, "file name" if date else None)


def test_front_matter_is_believed_before_the_file_name() -> None:
    article = read("2020-01-01-a.md", f"---\ndate: 2026-03-01\n---\n{BODY}")
    assert (article.date, article.date_origin) == (dt.date(2026, 3, 1), "front matter")


# Web pages

PARAGRAPH = (
    "Canada and India agreed on Monday to begin talks about a trade agreement, officials of both countries said. "
    "The first round is to be held in Ottawa, and a second one in New Delhi before the end of the year."
)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Talks begin | The Daily Example</title>
<meta property="og:site_name" content="The Daily Example"><meta property="og:title" content="Talks begin">
<meta name="author" content="Ana Roy"><link rel="canonical" href="https://daily.example/talks">
<meta property="article:published_time" content="2026-03-01T08:00:00Z">
<meta property="article:modified_time" content="2026-03-05T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Talks begin</h1><p>{PARAGRAPH}</p>
<h2>What is on the table</h2><p>Tariffs on lentils &amp; steel come first. {PARAGRAPH}</p>
<ul><li>Lentils from Saskatchewan are the largest export.</li><li>Steel is next on the list.</li></ul></article>
<footer>Copyright The Daily Example</footer><script>var tracking = "on";</script></body></html>"""


def test_a_web_page_gives_its_words_and_what_its_head_says() -> None:
    article = read("page.html", PAGE)
    assert (article.title, article.source, article.author) == ("Talks begin", "The Daily Example", "Ana Roy")
    assert (article.date, article.date_origin) == (dt.date(2026, 3, 1), "page metadata")
    assert article.url == "https://daily.example/talks"
    assert PARAGRAPH in article.text
    assert "## What is on the table" in article.text
    assert "lentils & steel" in article.text
    assert "- Steel is next on the list." in article.text
    assert not any(word in article.text for word in ("tracking", "Home", "<", "Copyright"))


def test_the_source_of_a_page_is_not_repeated_in_its_title() -> None:
    page = PAGE.replace('<meta property="og:title" content="Talks begin">', "").replace("<h1>Talks begin</h1>", "")
    assert read("page.html", page).title == "Talks begin"


def test_a_page_without_a_date_takes_none_from_its_words() -> None:
    body = f"<article><p>On 2019-04-05 it was said: {PARAGRAPH}</p><p>{PARAGRAPH}</p></article>"
    page = f"<html><head><title>Talks</title></head><body>{body}</body></html>"
    article = read("page.html", page)
    assert (article.date, article.date_origin) == (None, None)
    assert read("2026-03-02-page.html", page).date == dt.date(2026, 3, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_a_page_is_read_in_its_own_encoding(encoding: str) -> None:
    page = PAGE.replace("lentils", "blé à Montréal").replace('charset="utf-8"', f'charset="{encoding}"')
    assert "blé à Montréal &" in read_article("page.html", page.encode(encoding)).text


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("Talks begin", "Talks &#xD83D; begin"),
        PAGE.replace("Talks begin", "&#0;&#1;"),
        PAGE.replace("2026-03-01T08:00:00Z", "9999-99-99"),
        "<html><body><p>" + PARAGRAPH,
        PAGE.replace("<article>", "<table><tr><td>").replace("</article>", "</td></tr></table>"),
    ],
    ids=["surrogate", "controls", "no date", "unclosed", "in a table"],
)
def test_a_malformed_page_is_an_article_that_can_be_stored(page: str) -> None:
    article = read("page.html", page)
    assert PARAGRAPH in article.text
    for value in (article.title, article.text, article.source or ""):
        value.encode()
        assert "\0" not in value


def test_a_page_that_is_nested_too_deep_is_an_error_of_one_line() -> None:
    with pytest.raises(ReadError) as error:
        read("page.html", "<div>" * 5000 + PARAGRAPH)
    assert "\n" not in str(error.value)


# The list of documents


def test_dot_files_the_index_and_links_out_of_the_corpus_are_passed_over(tmp_path: Path) -> None:
    corpus, index, outside = tmp_path / "corpus", tmp_path / "corpus" / "index", tmp_path / "outside"
    for folder in (corpus / "deep" / "er", corpus / ".git", index, outside):
        folder.mkdir(parents=True)
    for file in (
        "a.md",
        "deep/er/b.TXT",
        ".hidden.md",
        ".git/c.md",
        "index/d.md",
        "picture.png",
        "deep/page.htm",
        "e.pdf",
        "f.doc",
    ):
        (corpus / file).write_text(BODY)
    (outside / "secret.md").write_text(BODY)
    (corpus / "link.md").symlink_to(outside / "secret.md")
    (corpus / "linked").symlink_to(outside, target_is_directory=True)
    (corpus / "nowhere.md").symlink_to(corpus / "gone.md")
    (corpus / "inside.md").symlink_to(corpus / "a.md")
    for file in ("a.md~", "~$report.docx", "#a.md#", "b.txt.swp", "page.html.part", "Thumbs.db"):
        (corpus / file).write_text(BODY)
    listing = list_corpus(corpus, index)
    assert set(listing.documents) == {"a.md", "deep/er/b.TXT", "deep/page.htm", "e.pdf", "inside.md"}
    assert listing.skipped == {
        "f.doc": ".doc files are not read: save it as .docx",
        "link.md": "a link that leaves the corpus is not followed",
        "linked": "a link to a folder is not followed",
        "nowhere.md": "a link that leads nowhere",
        "picture.png": ".png files are not read",
    }


def test_a_corpus_that_is_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.md").write_text(BODY)
    (tmp_path / "corpus").symlink_to(tmp_path / "real")
    assert set(list_corpus(tmp_path / "corpus", tmp_path / "index").documents) == {"a.md"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_named_like_a_document_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")  # opening one to read it would wait for ever
    listing = list_corpus(tmp_path, tmp_path / "index")
    assert (listing.documents, listing.skipped) == ({}, {"pipe.md": "not a regular file"})


def test_a_link_to_itself_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The talks began.\n", encoding="utf-8")
    (tmp_path / "loop.md").symlink_to("loop.md")
    assert list(list_corpus(tmp_path, tmp_path / "index").documents) == ["a.md"]
