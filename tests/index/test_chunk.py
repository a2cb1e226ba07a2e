"""Article -> Passages. The law: passages cover every character that is not blank, in order, and none twice."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.index.chunk import Count, chunk, find_units, split_sentences, written_date
from assistant.index.encode import Encoder
from assistant.records import Article, Passage


def count_words(texts: Sequence[str]) -> list[int]:
    """Stands in for a tokenizer where its speed would matter: four tokens for three words."""
    return [len(text.split()) * 4 // 3 for text in texts]


def article_of(text: str, path: str = "a.md", title: str = "A title", **fields: Any) -> Article:
    return Article(path, title, text, "0" * 64, **fields)


def passages_of(text: str, path: str = "a.md", target: int = 150, limit: int = 200) -> list[Passage]:
    return chunk(article_of(text, path), count_words, target, limit)


def sentences_of(text: str, path: str = "a.md") -> list[str]:
    """What may be cited of a text."""
    return [text[slice(*span)] for passage in passages_of(text, path) for span in passage.sentences]


def check_laws(article: Article, count: Count, target: int, limit: int) -> list[Passage]:
    passages = chunk(article, count, target, limit)
    text, at = article.text, 0
    for passage in passages:
        assert at <= passage.start < passage.end <= len(text), "passages overlap, are out of order or are empty"
        assert not text[at : passage.start].strip(), "words are in no passage"
        assert text[passage.start : passage.end] == passage.text
        edges = [edge for span in passage.sentences for edge in span]
        assert edges == sorted(edges), "sentences overlap or are out of order"
        for start, end in passage.sentences:
            assert passage.start <= start < end <= passage.end
            assert text[start:end] == text[start:end].strip()
            assert any(character.isalnum() for character in text[start:end])
        at = passage.end
    assert not text[at:].strip(), "the last words are in no passage"
    assert max(count([passage.embedded_text for passage in passages]), default=0) <= limit
    return passages


word = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=12)
sentence = st.lists(
    st.one_of(st.sampled_from("The talks, U.S. 6.1% “go on” Dr. (see)".split()), word), min_size=1, max_size=30
).map(lambda words: " ".join(words) + ".")
nasty = st.one_of(
    st.text(max_size=60),
    sentence,
    st.lists(sentence, max_size=4).map(" ".join),
    st.lists(sentence, min_size=1, max_size=4).map(lambda each: "“" + " ".join(each) + "” he said."),
    sentence.map(lambda each: f"# {each}"),
    sentence.map(lambda each: f"{each[:40]}\n---"),
    st.lists(sentence, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(sentence, min_size=1, max_size=3).map(
        lambda items: "\n".join(f"{n}. {item}" for n, item in enumerate(items))
    ),
    st.lists(sentence, min_size=1, max_size=3).map(lambda cells: "|".join(["", *cells, ""]) + "\n|---|---|\n|"),
    sentence.map(lambda each: f"> {each}\n> {each}"),
    st.lists(sentence, max_size=4).map(lambda each: "\n".join(" ".join(each).split(" "))),
    st.integers(100, 3000).map("x".__mul__),
    st.sampled_from(
        [
            "---",
            "***",
            "===",
            "**Bold line**",
            "```\ncode\n```",
            "\u3000",
            "\x1c",
            "\x85",
            "\u2028",
            "1)",
            "- ",
            "|",
            "“",
            '"',
            "#",
        ]
    ),
)
texts = st.lists(st.tuples(nasty, st.sampled_from(["\n", "\n\n", " ", "\n \n"])), max_size=8).map(
    lambda parts: "".join(part + gap for part, gap in parts)
)
paths = st.sampled_from(["a.md", "a.txt", "page.html"])


@given(texts, paths, st.integers(32, 300), st.integers(20, 300))
@settings(max_examples=250)
def test_passages_cover_a_text_once_in_order_and_within_the_limit(
    text: str, path: str, limit: int, target: int
) -> None:
    article = article_of(text, path, title="Talks begin", source="The Daily", date=dt.date(2026, 3, 1))
    assert check_laws(article, count_words, target, limit) == chunk(article, count_words, target, limit)


@given(texts, paths, word, word)
@settings(max_examples=30)
def test_the_laws_hold_as_the_encoder_counts(encoder: Encoder, text: str, path: str, title: str, source: str) -> None:
    article = article_of(text, path, title=title, source=source, date=dt.date(2026, 3, 1))
    check_laws(article, encoder.count, 200, encoder.limit)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "naïveté" * 1500,
        "条約は署名された。" * 400,
        "ประเทศไทยและแคนาดา" * 200,
        "👩‍👩‍👧‍👦" * 300,
        "e\u0301" * 2000,
        " ".join(["talks"] * 3000) + ".",
        "§" * 3000,
        "1,234.56 " * 800,
        "\n".join(f"# Heading {n}" for n in range(200)),
        "a\n" * 1500,
        "|" + "cell|" * 900,
        "((((" * 1000,
    ],
    ids=lambda text: text[:8],
)
def test_the_laws_hold_for_texts_that_are_hard_to_cut(encoder: Encoder, text: str) -> None:
    for path in ("a.md", "a.txt"):
        check_laws(article_of(text, path), encoder.count, 200, encoder.limit)


@given(st.text(alphabet="Aa é世\n.", max_size=3000), st.text(max_size=200))
@settings(max_examples=30)
def test_a_long_title_leaves_room_for_the_text(encoder: Encoder, title: str, source: str) -> None:
    article = article_of("The talks go on in Ottawa. " * 40, title=title, source=source)
    passages = check_laws(article, encoder.count, 200, encoder.limit)
    assert max(encoder.count([passage.header for passage in passages])) <= encoder.limit // 4


def test_a_passage_is_filled_with_whole_sentences_up_to_its_target() -> None:
    text = " ".join(f"Sentence number {n} has seven words." for n in range(100))
    passages = passages_of(text, target=150)
    sizes = count_words([passage.embedded_text for passage in passages])
    assert all(110 <= size <= 150 for size in sizes[:-1])
    assert sum(len(passage.sentences) for passage in passages) == 100


# Headings are in the text and are never cited


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "# Qhead",
                    "### Qhead one. And two.",
                    "Qhead\n=====",
                    "Qhead one\n---",
                    "**Qhead**",
                    "__Qhead__",
                    "## Qhead ##",
                ]
            ),
            st.sampled_from(
                [
                    "Talks go on. They end soon.",
                    "- Talks go on\n- Talks end",
                    "“Talks go on. They end,” he said.",
                    "1. Talks\n2. Talks",
                ]
            ),
        ),
        max_size=10,
    ),
    st.integers(32, 120),
)
def test_headings_are_in_passages_and_never_cited(blocks: list[str], target: int) -> None:
    text = "\n\n".join(blocks)
    passages = passages_of(text, target=target)
    assert not any("Qhead" in text[slice(*span)] for passage in passages for span in passage.sentences)
    assert sum(passage.text.count("Qhead") for passage in passages) == text.count("Qhead")
    cited = " ".join(text[slice(*span)] for passage in passages for span in passage.sentences)
    assert cited.count("alks") == text.count("alks"), "a sentence may not be cited"


def test_the_title_of_a_text_file_is_not_cited() -> None:
    assert sentences_of("Talks begin in Ottawa\n\nThe talks began. They go on.\n", "a.txt") == [
        "The talks began.",
        "They go on.",
    ]


def test_the_title_of_a_hard_wrapped_text_file_is_not_cited() -> None:
    text = (
        "Talks begin in Ottawa\n\nThe first round of the talks began on Monday in\nOttawa, where both ministers\n"
        "were expected to stay until the end of the week.\nThey go on.\n"
    )
    assert sentences_of(text, "a.txt") == [
        "The first round of the talks began on Monday in\nOttawa, where both ministers\n"
        "were expected to stay until the end of the week.",
        "They go on.",
    ]


def test_a_heading_goes_with_what_it_heads() -> None:
    filler = " ".join(f"Sentence number {n} has seven words." for n in range(20))
    passages = passages_of(f"# One\n\n{filler}\n\n## Two\n\n{filler}\n\n## Three\n\n{filler}")
    for heading in ("# One", "## Two", "## Three"):
        holding = [passage.text for passage in passages if heading in passage.text.splitlines()]
        assert holding
        assert all(text.partition(heading)[2].strip().startswith("Sentence number") for text in holding)


# Sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. and Canada met.", "They talked."],
        ["The U.S. Senate voted.", "It was close."],
        ["Dr. Roy and Mr. Lee spoke.", "Mrs. Day did not."],
        ["Ajit Doval and S. Jaishankar met Carney.", "The talks helped."],
        ["The tariff drops to 6.1%.", "It was 100 per cent."],
        ["Trade was worth $30.8 billion in 2024.", "The aim is $70 billion."],
        ["It ended at 5 p.m. on Monday.", "Nobody spoke."],
        ["Who won?", "Nobody!", "It ended…"],
        ["See reuters.com for more.", "It is free."],
        ["It is due on Feb. 26 in Mumbai.", "A second stop follows."],
        ["Magna International Inc. said it would invest.", "Its shares rose."],
    ],
    ids=lambda sentences: sentences[0][:24],
)
def test_a_sentence_ends_where_people_end_it(sentences: list[str]) -> None:
    assert sentences_of(" ".join(sentences)) == sentences


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""'])
def test_sentences_within_one_quotation_are_cut(opening: str, closing: str) -> None:
    text = f"{opening}The talks go on. They are hard. We will stay,{closing} she said. Then she left."
    assert sentences_of(text) == [
        f"{opening}The talks go on.",
        "They are hard.",
        f"We will stay,{closing} she said.",
        "Then she left.",
    ]


def test_list_items_are_sentences_without_their_markers() -> None:
    assert sentences_of("The aims:\n\n- Trade doubles\n- AI is shared\n  across borders\n* Lentils\n2) Steel") == [
        "The aims:",
        "Trade doubles",
        "AI is shared\n  across borders",
        "Lentils",
        "Steel",
    ]


def test_a_line_that_begins_with_a_year_or_a_decimal_is_no_list_item() -> None:
    assert sentences_of("The deal was signed in\n2026. It holds.") == ["The deal was signed in\n2026.", "It holds."]


def test_paragraphs_are_never_joined_to_one_sentence() -> None:
    assert sentences_of("The aims are these\n\nthey are few") == ["The aims are these", "they are few"]


def test_lines_of_a_hard_wrapped_text_file_are_joined_to_sentences() -> None:
    text = "The talks began on Monday in\nOttawa and are expected to\nlast. They go on until\nthe end of the week.\n"
    assert sentences_of(text, "a.txt") == [text.strip()[:61], text.strip()[62:]]


def test_each_line_of_a_text_file_that_is_not_wrapped_is_by_itself() -> None:
    text = "Talks begin\nThe talks began on Monday. They go on.\nOttawa is the place of the first round.\n"
    assert sentences_of(text, "a.txt") == [
        "The talks began on Monday.",
        "They go on.",
        "Ottawa is the place of the first round.",
    ]


def test_a_sentence_of_3000_words_is_cut_at_spaces_and_stays_citable() -> None:
    text = " ".join(f"word{n}" for n in range(3000)) + "."
    spans = [span for passage in passages_of(text) for span in passage.sentences]
    assert " ".join(text[slice(*span)] for span in spans) == text
    assert all(re.fullmatch(r"word\d+.*word\d+\.?", text[slice(*span)]) for span in spans)


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=200)
def test_sentences_cover_the_piece_they_are_cut_from(piece: str, before: str, after: str) -> None:
    text = before + piece + after
    spans = split_sentences(text, len(before), len(before) + len(piece))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[slice(*span)].split()) for span in spans) == "".join(piece.split())


def test_the_header_says_title_outlet_and_date_as_prose() -> None:
    article = article_of("Words.", title="Talks  begin", source="The Daily", date=dt.date(2026, 3, 1))
    (passage,) = chunk(article, count_words, 150, 200)
    assert passage.embedded_text == "Talks begin\nThe Daily, 1 March 2026\nWords."
    assert written_date(dt.date(2026, 11, 30)) == "30 November 2026"


def test_sentences_are_cut_by_the_rules_of_the_articles_language() -> None:
    text = "Die Brücke wurde am 3. Oktober eröffnet. Sie kostete viel."
    end = text.index(" Sie")
    assert split_sentences(text, 0, len(text), "de") == [(0, end), (end + 1, len(text))]
    for code in (None, "en", "eng"):
        units = [unit.citable for unit in find_units(Article("a.md", "Brücke", text, "0" * 64, language=code))]
        assert units == split_sentences(text, 0, len(text))
    german = [unit.citable for unit in find_units(Article("a.md", "Brücke", text, "0" * 64, language="de"))]
    assert german == [(0, end), (end + 1, len(text))]
