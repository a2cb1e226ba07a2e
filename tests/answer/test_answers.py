"""The question file over the sample corpus: what is found, what is cited, and what is refused.

The bounds are a little under what was measured; run with -s to see the figures.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from numbering import check_answer_numbers

from assistant.answer import decide
from assistant.assistant import Assistant
from assistant.records import Answer, SearchResult, Turn, normalize_space

QUESTIONS = [
    json.loads(line) for line in Path(__file__).parents[1].joinpath("questions.jsonl").read_text("utf-8").splitlines()
]


class Case(NamedTuple):
    asked: dict[str, Any]
    found: SearchResult
    answer: Answer

    @property
    def articles(self) -> set[str]:
        return {each["article"] for each in self.asked["evidence"]}


@pytest.fixture(scope="module")
def cases(assistant: Assistant) -> list[Case]:
    made = []
    for asked in QUESTIONS:
        history = [Turn(**turn) for turn in asked.get("history", [])]
        found = assistant.search(asked["question"], 30, history)
        made.append(Case(asked, found, assistant.ask(asked["question"], history)))
    assert sum(len(case.answer.citations) for case in made) >= 60, "too few for what is said of each of them"
    assert sum(case.answer.status == "refused" for case in made) >= 8
    assert all(case.found.hits and case.answer.also_retrieved for case in made)
    return made


def share(name: str, hits: list[tuple[bool, str]]) -> float:
    """The share of cases that hold; those that do not are printed."""
    value = sum(hit for hit, _ in hits) / len(hits)
    print(f"\n{name}: {value:.3f} of {len(hits)}; not: {[label for hit, label in hits if not hit]}")
    return value


def first_articles(case: Case) -> list[str]:
    return list(dict.fromkeys(hit.article for hit in case.found.hits))


def answerable(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.asked["answerable"]]


# What is found


@pytest.mark.parametrize("question", ["What is the CPTPP?", "Who is Mark Carney?", "And what is the CPTPP?"])
def test_what_a_name_is_that_the_corpus_has_is_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status == "answered"
    assert not decide.is_for_a_name("What is the population of Spokane?")
    assert not decide.is_for_a_name("Who is the new prime minister of Canada?")


def test_the_article_that_answers_is_among_the_first_four(cases: list[Case]) -> None:
    single = [case for case in answerable(cases) if not case.asked.get("history")]
    hits = [(bool(case.articles & set(first_articles(case)[:4])), case.asked["question"]) for case in single]
    assert share("article among the first four", hits) >= 0.97


def test_the_article_that_answers_a_follow_up_is_among_the_first_four(cases: list[Case]) -> None:
    follow_ups = [case for case in answerable(cases) if case.asked.get("history")]
    hits = [(bool(case.articles & set(first_articles(case)[:4])), case.asked["question"]) for case in follow_ups]
    assert share("follow-up: article among the first four", hits) >= 0.9


def test_the_article_that_answers_is_mostly_first(cases: list[Case]) -> None:
    hits = [(first_articles(case)[0] in case.articles, case.asked["question"]) for case in answerable(cases)]
    assert share("article first", hits) >= 0.85


# What is said


def test_most_questions_that_can_be_answered_are(cases: list[Case]) -> None:
    hits = [(case.answer.status == "answered", case.asked["question"]) for case in answerable(cases)]
    assert share("answered", hits) >= 0.85


def test_most_answers_say_what_was_asked(cases: list[Case]) -> None:
    answered = [case for case in answerable(cases) if case.answer.status == "answered" and case.asked["answers"]]
    hits = [
        (
            any(
                plain(each) in plain(" ".join(s.text for s in case.answer.sentences)) for each in case.asked["answers"]
            ),
            case.asked["question"],
        )
        for case in answered
    ]
    assert share("says the answer", hits) >= 0.75


def test_most_answers_cite_the_article_that_answers(cases: list[Case]) -> None:
    answered = [case for case in answerable(cases) if case.answer.status == "answered"]
    hits = [
        (bool(case.articles & {c.article for c in case.answer.citations}), case.asked["question"]) for case in answered
    ]
    assert share("cites the article", hits) >= 0.93


def plain(text: str) -> str:
    return normalize_space(text).lower().replace(",", "").replace("’", "'")


# What is refused


def test_every_question_about_something_else_is_refused(cases: list[Case]) -> None:
    other = [case for case in cases if case.asked["kind"] == "off_topic"]
    assert len(other) >= 8
    assert [case.asked["question"] for case in other if case.answer.status != "refused"] == []


def test_a_refusal_cites_nothing_and_says_what_was_looked_for_and_what_is_closest(cases: list[Case]) -> None:
    for case in cases:
        if case.answer.status == "refused":
            assert (case.answer.sentences, case.answer.citations) == ((), ())
            assert case.answer.searched in case.answer.message
            assert case.answer.also_retrieved
            assert any(each.title in case.answer.message for each in case.answer.also_retrieved)


# Every citation of every answer


def test_every_quote_is_a_slice_of_the_stored_article(cases: list[Case], assistant: Assistant) -> None:
    for case in cases:
        for citation in case.answer.citations:
            article = assistant.article(citation.article, citation.version)
            assert article.text[citation.start : citation.end] == citation.quote
            assert (citation.title, citation.date, citation.source) == (article.title, article.date, article.source)


def test_every_quote_stands_in_the_file_on_disk(cases: list[Case], assistant: Assistant) -> None:
    for case in cases:
        for citation in case.answer.citations:
            file = assistant.settings.corpus / citation.article
            assert normalize_space(citation.quote) in normalize_space(file.read_text("utf-8"))


def test_marks_citations_and_sentences_name_the_same_numbers(cases: list[Case]) -> None:
    for case in cases:
        check_answer_numbers(case.answer)


def test_every_sentence_is_its_quote_with_white_space_folded(cases: list[Case]) -> None:
    for case in cases:
        quotes = {citation.number: citation.quote for citation in case.answer.citations}
        for sentence in case.answer.sentences:
            assert sentence.support == "quoted"
            assert [normalize_space(quotes[number]) for number in sentence.citations] == [sentence.text]


def test_no_answer_says_one_thing_twice_or_at_length(cases: list[Case]) -> None:
    for case in cases:
        said = [sentence.text for sentence in case.answer.sentences]
        assert len(set(said)) == len(said)
        assert sum(len(each.split()) for each in said) <= 250


def test_no_heading_is_cited(cases: list[Case], assistant: Assistant) -> None:
    for case in cases:
        for citation in case.answer.citations:
            assert not citation.quote.startswith("#")
            assert normalize_space(citation.quote) != citation.title


def test_what_else_was_retrieved_is_not_what_is_cited(cases: list[Case]) -> None:
    for case in cases:
        for evidence in case.answer.also_retrieved:
            for citation in case.answer.citations:
                inside = evidence.start <= citation.start < evidence.end
                assert not (inside and evidence.article == citation.article)


def test_an_answer_is_the_same_each_time(cases: list[Case], assistant: Assistant) -> None:
    for case in cases[::15]:
        history = [Turn(**turn) for turn in case.asked.get("history", [])]
        again = assistant.ask(case.asked["question"], history)
        assert (again.sentences, again.citations, again.text) == (
            case.answer.sentences,
            case.answer.citations,
            case.answer.text,
        )


def test_every_stage_tells_its_time(cases: list[Case]) -> None:
    for case in cases:
        times = case.answer.timings_ms
        assert list(times) == ["question", "retrieve", "write", "verify", "total"]
        assert sum(times.values()) - times["total"] == pytest.approx(times["total"], abs=0.1)
        assert list(case.found.timings_ms) == ["question", "retrieve", "total"]
