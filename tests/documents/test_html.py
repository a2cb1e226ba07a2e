"""Web page -> Article: two readings made one, and what the head of a page says."""

import datetime as dt

import pytest
from files import article
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import read_article
from assistant.documents.consensus import Block, combine
from assistant.documents.dates import date_in_byline, published_day, to_date
from assistant.documents.head import choose_outlet, choose_title
from assistant.documents.html import find_blocks, parse_page
from assistant.records import Article

PARAGRAPHS = article(4)


def page(body: str, head: str = "") -> bytes:
    head = f"<head><meta charset='utf-8'>{head}</head>"
    return f"<!doctype html><html lang='en-GB'>{head}<body>{body}</body></html>".encode()


def story(*parts: str) -> str:
    return f"<article><h1>Talks begin</h1>{''.join(parts)}</article>"


def p(text: str) -> str:
    return f"<p>{text}</p>"


def read(body: str, head: str = "<title>Talks begin</title>") -> Article:
    return read_article("a.html", page(body, head))


# The text


def test_captions_credits_and_what_is_not_shown_are_left_out() -> None:
    found = read(
        story(
            p(PARAGRAPHS[0]),
            "<figure><img src='x.jpg'><figcaption>A caption under a picture of the port.</figcaption></figure>",
            "<div class='photoCaption02'>Another caption, in a block of its own.</div>",
            p("(Credit: Ana Roy / Example)"),
            p(PARAGRAPHS[1]),
            "<p style='color:red; display: none'>Nobody sees this sentence on the page at all.</p>",
            *map(p, PARAGRAPHS[2:]),
        )
    )
    assert found.text.endswith("\n\n".join(PARAGRAPHS))
    assert not any(word in found.text for word in ("caption", "Credit", "Nobody"))


def test_a_page_that_is_hidden_until_a_script_shows_it_is_read() -> None:
    found = read(f"<div style='display:none'>{story(*map(p, PARAGRAPHS))}</div>")
    assert found.text.endswith("\n\n".join(PARAGRAPHS))


def test_lists_of_links_behind_an_article_are_left_out_and_lists_in_it_are_kept() -> None:
    links = "".join(f"<li><a href='/{n}'>Another story that nobody asked for, number {n}</a></li>" for n in range(6))
    inside = "<ul><li>Lentils from Saskatchewan come first.</li><li>Steel comes next.</li></ul>"
    found = read(
        story(*map(p, PARAGRAPHS[:2]), inside, *map(p, PARAGRAPHS[2:])) + f"<h2>More stories</h2><ul>{links}</ul>"
    )
    assert "- Lentils from Saskatchewan come first.\n- Steel comes next." in found.text
    assert "nobody asked" not in found.text
    assert "More stories" not in found.text


def test_a_table_has_its_rows_on_lines() -> None:
    table = "<table><tr><th>Country</th><th>Export</th></tr><tr><td><p>India</p></td><td>Lentils</td></tr></table>"
    assert [block.text for block in find_blocks(parse_page(page(table)))] == ["Country | Export", "India | Lentils"]


def test_letters_are_composed_and_a_declared_encoding_is_believed() -> None:
    assert "Montréal" in read(story(p("Montre\u0301al: " + PARAGRAPHS[0]), p(PARAGRAPHS[1]))).text
    body = story(p("Переговоры начались. " + PARAGRAPHS[0]), p(PARAGRAPHS[1]))
    content = page(body).replace(b"utf-8", b"windows-1251").decode("utf-8").encode("windows-1251")
    assert "Переговоры начались." in read_article("a.html", content).text


words = st.sampled_from([f"w{n}" for n in range(60)])
blocks = st.builds(
    lambda text, kind, linked: Block(" ".join(text) + ".", kind, linked),
    st.lists(words, min_size=1, max_size=14),
    st.sampled_from(["prose", "heading", "item", "row", "code"]),
    st.sampled_from([0.0, 0.0, 0.5, 1.0]),
)


@given(st.lists(blocks, max_size=10), st.lists(blocks, max_size=10))
@settings(max_examples=150)
def test_whatever_two_readings_say_only_their_blocks_come_out(first: list[Block], second: list[Block]) -> None:
    combined = combine(first, second)
    assert all(block in first or block in second for block in combined)
    assert bool(combined) == bool(first or second)
    kept = [block for block in combined if block in first]
    assert [block for block in first if block in kept][: len(kept)] == kept or len(set(first)) < len(first)


prose = st.lists(words, min_size=8, max_size=14).map(lambda text: Block(" ".join(text) + "."))


@given(st.lists(prose, min_size=1, max_size=10))
def test_two_readings_that_agree_are_kept_whole(reading: list[Block]) -> None:
    assert combine(reading, reading) == reading
    assert combine(reading, []) == reading
    assert combine([], reading) == reading


PROSE = [Block(" ".join(f"w{number}x{at}" for at in range(12)) + ".") for number in range(6)]
TEASER = Block("Another story that nobody asked for", "heading", 1.0)


def test_a_first_paragraph_that_only_one_reading_has_is_kept() -> None:
    assert combine(PROSE[1:], PROSE) == PROSE
    assert combine(PROSE, PROSE[1:]) == PROSE


def test_teasers_behind_what_both_have_are_left_out_but_not_an_end_that_one_cut_off() -> None:
    below = [Block("Other columns", "heading"), TEASER, Block("A man told us of it and we wrote it down here.")]
    assert combine([*PROSE, *below], PROSE) == PROSE
    ending = [Block("The plans", "heading"), *PROSE[4:]]
    assert combine([*PROSE[:4], *ending], PROSE[:4]) == [*PROSE[:4], *ending]


# The head


@pytest.mark.parametrize(
    ("headings", "stated", "tag", "title"),
    [
        (["The Daily Example", "Talks begin"], "Talks begin: what to know", "", "Talks begin"),
        ([], "Talks begin - The Daily Example", "", "Talks begin"),
        ([], "", "Talks begin | daily.example", "Talks begin"),
        (["World news"], "", "Talks begin in Ottawa", "Talks begin in Ottawa"),
        (["Talks begin in Ottawa"], "About us", "", "Talks begin in Ottawa"),
        (["Talks begin in Ottawa"], "", "", "Talks begin in Ottawa"),
        (["Why talks begin"], "Talks begin – and end", "", "Talks begin – and end"),
    ],
)
def test_a_title_is_the_heading_the_head_repeats_without_the_outlet(
    headings: list[str], stated: str, tag: str, title: str
) -> None:
    assert choose_title(headings, stated, tag, ["The Daily Example", "daily.example", "daily"]) == title


def test_an_outlet_is_the_name_of_the_site_else_its_domain() -> None:
    assert choose_outlet("The Daily Example", "Daily", "daily.example") == "The Daily Example"
    assert choose_outlet("", "Daily", "daily.example") == "daily.example"
    assert choose_outlet("", "https://www.daily.example/", "") == "daily.example"
    assert choose_outlet("", "", "") is None


JSON_LD = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"],
 "datePublished": "%s", "dateModified": "2026-03-09T10:00:00Z"}]}</script>"""
META = '<meta property="article:published_time" content="%s">'


@pytest.mark.parametrize(
    ("head", "body", "date", "origin"),
    [
        (JSON_LD % "2026-03-01T08:00:00Z" + META % "2026-03-05", "", "2026-03-01", "page metadata"),
        (JSON_LD % "soon" + META % "2026-03-05T23:30:00-05:00", "", "2026-03-05", "page metadata"),
        (JSON_LD % "2026-03-02T04:30:00Z" + META % "2026-03-01T23:30:00-05:00", "", "2026-03-01", "page metadata"),
        ("", "<p>By Ana Roy, 3 March 2026</p>", "2026-03-03", "byline"),
        ("", "<time datetime='2026-03-03T10:00'>Tuesday</time>", "2026-03-03", "byline"),
        (META % "1970-01-01T00:00:00Z", "", None, None),
        ('<script type="application/ld+json">{"broken</script>', "", None, None),
        ("", "<p>Last updated on 9 March 2026</p>", None, None),
    ],
)
def test_a_date_is_of_publication_by_the_clock_of_the_outlet_and_says_where_from(
    head: str, body: str, date: str | None, origin: str | None
) -> None:
    found = read(story(body, *map(p, PARAGRAPHS)), f"<title>Talks begin</title>{head}")
    assert (found.date and found.date.isoformat(), found.date_origin) == (date, origin)
    assert found.language == "en"


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Roy, 3 March 2026",
        "Published: Tuesday, March 3, 2026 at 10:30 am EST",
        "3 mars 2026",
        "Veröffentlicht am 3. März 2026",
        "2026-03-03 | Ottawa",
        f"OTTAWA, March 3, 2026 (Example) — {PARAGRAPHS[0]}",
    ],
)
def test_a_byline_or_dateline_gives_a_date(line: str) -> None:
    assert date_in_byline(f"# Talks begin\n\n{line}\n\n{PARAGRAPHS[0]}") == dt.date(2026, 3, 3)


# As each of the languages writes the months, January first.
MONTHS = {
    "English": "January February March April May June July August September October November December",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
}


@pytest.mark.parametrize("language", MONTHS)
def test_a_byline_is_read_in_any_month(language: str) -> None:
    for number, month in enumerate(MONTHS[language].split(), 1):
        for written in (month, month.upper(), month.capitalize()):
            assert date_in_byline(f"3 {written} 2026\n\n{PARAGRAPHS[0]}") == dt.date(2026, number, 3), written


@pytest.mark.parametrize("line", ["3 aprıl 2026", "3 ſep 2026", "3 MAİ 2026", "3 May 0000"])
def test_letters_that_are_nearly_those_of_a_month_do_not_stop_a_file_from_being_read(line: str) -> None:
    article = read_article("a.md", f"{line}\n\n{PARAGRAPHS[0]}".encode())
    assert article.date is None
    assert article.text.startswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "Updated 3 March 2026",
        "The law of 3 March 2026 is void.",
        "Remembering 11 September 2001",
        "On 3 March 2026 the talks began, officials said.",
        "By 3 March 2026 they will end, or so they say.",
        "30 February 2026",
    ],
)
def test_a_date_that_is_told_of_is_no_date_of_publication(line: str) -> None:
    assert date_in_byline(f"{line}\n\n{PARAGRAPHS[0]}") is None


@given(st.dates(min_value=dt.date(1600, 1, 1)), st.integers(-12, 14))
def test_a_moment_in_any_zone_is_the_day_it_was_written_on(day: dt.date, hours: int) -> None:
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
    moment = f"{day.isoformat()}T23:30:00{zone}"
    assert to_date(moment) == published_day([moment]) == day
    assert to_date(f"{day.day} {day:%B} {day.year:04}") == day
