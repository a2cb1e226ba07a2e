"""The few sentences that cover an article, or several."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.summary import ROOM, judge, read_candidates, summarize
from assistant.language.tokens import words

from passages import make_passage, vector_of  # isort: skip - lies beside the folder of this file

PARTS = (
    "harbour",
    "dredging",
    "council",
    "ferry",
    "budget",
    "strike",
    "school",
    "teacher",
    "salary",
    "vaccine",
    "trial",
)
SENTENCES = st.lists(st.lists(st.sampled_from(PARTS), min_size=2, max_size=30), min_size=1, max_size=30)
HARBOUR = (
    "The council approved the dredging of the harbour. Dredging the harbour costs the council nine million. Ferries"
    " leave the harbour later during the dredging. The council pays the dredging from its harbour fees. Work on the"
    " harbour ends when the dredging is done."
)
SCHOOLS = (
    "Teachers at seven schools began a strike over salaries. The strike of the teachers closed the schools. Salaries"
    " of teachers fell behind, the schools said. Parents of the schools backed the teachers on salaries. A strike of"
    " teachers over salaries is rare in these schools."
)


def sentence_of(parts: list[str]) -> str:
    return f"The town spoke of {' and '.join(parts)} again."


@given(SENTENCES, st.integers(1, 4))
def test_a_summary_is_of_few_whole_sentences_in_order(sentences: list[list[str]], articles: int) -> None:
    texts = [" ".join(map(sentence_of, sentences[at::articles])) for at in range(articles)]
    day = dt.date(2024, 5, 1)
    found = [
        make_passage(text, f"{at}.md", day - dt.timedelta(days=at) if at else None)
        for at, text in enumerate(texts)
        if text
    ]
    chosen = summarize(found)
    assert 1 <= len(chosen) <= 6
    assert all(each.span in each.evidence.sentences for each in chosen)
    assert len({(each.evidence.article, each.span) for each in chosen}) == len(chosen)
    assert len(chosen) == 1 or sum(len(words(each.text)) for each in chosen) <= ROOM
    places = [(each.evidence.date or dt.date.max, each.evidence.article, each.span) for each in chosen]
    assert places == sorted(places)


@pytest.mark.parametrize("text", [f"{HARBOUR} {SCHOOLS}", f"{SCHOOLS} {HARBOUR}"])
def test_a_summary_covers_what_comes_after_the_first_sentences(text: str) -> None:
    said = " ".join(each.text for each in summarize([make_passage(text)]))
    assert "harbour" in said
    assert "teachers" in said.lower()


def test_a_summary_of_several_articles_cites_two_of_them_at_least() -> None:
    found = [make_passage(HARBOUR, "harbour.md"), make_passage(SCHOOLS, "schools.md")]
    assert {each.evidence.article for each in summarize(found)} == {"harbour.md", "schools.md"}


@given(st.permutations(PARTS), st.integers(0, 10))
def test_an_article_of_one_sentence_beside_a_long_one_is_cited_too(parts: list[str], at: int) -> None:
    long = " ".join(f"The town has discussed the {part} for nine years." for part in parts)
    short = f"Neighbours of the {parts[at]} near Reading complained to several newspapers."
    cited = {each.evidence.article for each in summarize([make_passage(long, "a.md"), make_passage(short, "b.md")])}
    assert cited == {"a.md", "b.md"}


def test_a_sentence_that_says_nearly_the_same_is_left_out() -> None:
    first = "The council approved the dredging of the harbour on Monday, which costs nine million."
    second = "On Monday the council approved dredging of the harbour at a cost of nine million."
    other = "A ferry ran aground off the island on its way to the northern port."
    chosen = summarize([make_passage(first, "a.md"), make_passage(second, "b.md"), make_passage(other, "c.md")])
    assert len(chosen) == 2


def test_what_two_articles_say_alike_is_said_once() -> None:
    other = "A ferry ran aground off the island on its way to the northern port."
    found = [make_passage(HARBOUR, f"{at}.md") for at in range(3)]
    chosen = summarize([*found, make_passage(other, "other.md")])
    texts = [each.text for each in chosen]
    assert len(set(texts)) == len(texts)
    assert other in texts


def test_only_sentences_about_a_topic_are_chosen_where_there_are_any() -> None:
    found = [make_passage(f"{HARBOUR} {SCHOOLS}")]
    assert all("teachers" in each.text.lower() for each in summarize(found, lambda text: "teachers" in text.lower()))
    assert summarize(found, lambda text: "zeppelin" in text)


def test_instructions_to_a_model_are_in_no_summary() -> None:
    found = [make_passage(HARBOUR, "harbour.md", suspicious=True), make_passage(SCHOOLS, "schools.md")]
    assert {each.evidence.article for each in summarize(found)} == {"schools.md"}
    assert summarize(found[:1]) == []


def test_a_text_without_a_whole_sentence_still_has_a_summary() -> None:
    assert summarize([make_passage("Berths 12\nDepth 9 m\nCost nine million")])
    assert summarize([]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Who will pay for the dredging of the harbour?",
        "The council approved the dredging of the",
        "approved the dredging of the harbour on Monday.",
        "The harbour is “too shallow for the ferries, she said.",
        "Read more here.",
    ],
)
def test_a_question_or_a_fragment_stands_by_itself_in_no_summary(text: str) -> None:
    assert judge(text) == 0


@pytest.mark.parametrize("opening", ["It", "This", "But the council", "“The council"])
def test_a_sentence_that_leans_on_another_counts_less(opening: str) -> None:
    closing = "”" if "“" in opening else ""
    assert 0 < judge(f"{opening} has approved the dredging of the harbour.{closing}") < 1
    assert judge("The council has approved the dredging of the harbour.") == 1


def test_the_places_of_sentences_are_counted_through_the_passages_of_an_article() -> None:
    text = f"{HARBOUR} {SCHOOLS}"
    evidence, encoded = make_passage(text)
    assert [each.place for each in read_candidates([(evidence, encoded)])] == list(range(10))


def test_the_longer_of_two_sentences_is_chosen_though_it_holds_the_shorter() -> None:
    short = "The council approved the dredging of the harbour."
    long = f"{short[:-1]} after the owners of three ferries, two fishing fleets and a shipyard had sued over its depth."
    texts = [each.text for each in summarize([make_passage(f"{long} {short}")])]
    assert long in texts


@pytest.mark.parametrize("at", range(len(PARTS)))
def test_a_sentence_that_says_the_topic_is_chosen_among_others(at: int) -> None:
    found = [make_passage(f"The town has discussed the {part} for nine years.", f"{part}.md") for part in PARTS]
    articles = [each.evidence.article for each in summarize(found, topic=vector_of(PARTS[at]))]
    assert f"{PARTS[at]}.md" in articles
    assert len(articles) < len(PARTS)
