"""Questions for a summary or a timeline, answered over the sample corpus."""

import datetime as dt
import itertools
import re

import pytest

from assistant.answer.frames import read_frame
from assistant.assistant import Assistant
from assistant.records import Answer, Turn
from assistant.settings import load_settings
from assistant.store.records import KnownSources

from numbering import check_answer_numbers  # isort: skip - these lie beside the folder of this file
from scripted import numbered, served  # isort: skip

TODAY = dt.date(2026, 3, 2)  # a Monday; the sample briefs are of 28 January to 10 March 2026
OF_AN_ARTICLE = (
    "Summarise the article “{}”.", "Summarize {}", "Give me a short summary of the article {}", "tl;dr of {}",
    "What is the article “{}” about?", "Please sum up {} in three sentences", "Could you summarise the story {}?",
)  # fmt: skip
OF_A_TOPIC = (
    "Summarise the coverage of {}.", "What do we have on {}?", "Give me an overview of the reporting on {}",
    "Brief me on {}", "Sum up all articles that mention {}", "Catch me up on the news about {}",
)  # fmt: skip
OF_A_PERIOD = (
    "Summarise last week",
    "Summarise last week's coverage",
    "What happened last week?",
    "Give me a summary of last week's news",
)
TIMELINES = (
    "Timeline of {}", "Give me a chronology of the events around {}", "How did the {} story develop?", "{}: timeline",
    "What happened when with {}?", "{} day by day", "How has the story of {} unfolded over time?",
)  # fmt: skip
FACTS = (
    "How did the writing system work?", "What happened to Boeing?", "Who wrote the summary?",
    "When does the timeline begin?", "What is the overview effect?", "How do stars evolve?",
    "What do we know about India?",
)  # fmt: skip


def asked(assistant: Assistant, question: str) -> Answer:
    answer = assistant.ask(question, today=TODAY)
    assert answer.status == "answered"
    check_answer_numbers(answer)
    for citation in answer.citations:
        text = assistant.article(citation.article, citation.version).text
        assert citation.quote == text[citation.start : citation.end]
    assert all(sentence.support == "quoted" and sentence.citations for sentence in answer.sentences)
    return answer


def kinds_of(question: str) -> str | None:
    frame = read_frame(question, TODAY, KnownSources())
    return frame.act if frame else None


@pytest.mark.parametrize("form", OF_AN_ARTICLE)
def test_the_summary_of_an_article_is_of_its_own_sentences_in_their_order(assistant: Assistant, form: str) -> None:
    for row in assistant.articles()[:4]:
        answer = asked(assistant, form.format(row.title))
        assert answer.kind == "summary"
        assert {citation.article for citation in answer.citations} == {row.path}
        assert len(answer.citations) >= 2
        starts = [citation.start for citation in answer.citations]
        assert starts == sorted(starts)
        assert starts[-1] > len(assistant.article(row.path).text) / 3
        assert row.title in answer.text


@pytest.mark.parametrize(("form", "name"), itertools.product(OF_A_TOPIC, ("India", "Carney", "Japan or Mexico")))
def test_the_summary_of_a_topic_is_of_articles_that_name_it_by_date(assistant: Assistant, form: str, name: str) -> None:
    answer = asked(assistant, form.format(name))
    assert answer.kind == "summary"
    words = re.compile("|".join(name.split(" or ")))
    assert all(words.search(citation.quote) for citation in answer.citations)
    assert len({citation.article for citation in answer.citations}) >= 2
    days = [citation.date for citation in answer.citations]
    assert days == sorted(days, key=str)
    assert answer.result is None


@pytest.mark.parametrize("question", OF_A_PERIOD)
def test_the_summary_of_a_period_is_of_its_articles_only(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    assert answer.kind == "summary"
    assert len({citation.article for citation in answer.citations}) >= 2
    assert answer.scope
    for citation in answer.citations:
        assert citation.date
        assert dt.date(2026, 2, 23) <= citation.date <= dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    "question",
    ["Summarise the coverage of Carney last week", "A summary of last week's articles on Carney, please"],
)
def test_a_topic_within_a_period_is_of_both(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    assert answer.citations
    assert {citation.date for citation in answer.citations} <= {dt.date(2026, 2, day) for day in range(23, 29)}
    assert all("Carney" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", ["Summarise the coverage of Zanzibar", "Timeline of Zanzibar"])
def test_what_no_article_names_has_no_sentence(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    assert answer.citations == ()
    assert "No article mentions “Zanzibar”" in answer.text


@pytest.mark.parametrize(("form", "name"), itertools.product(TIMELINES, ("India", "Carney")))
def test_a_timeline_ascends_by_the_days_told_and_its_rows_by_the_days_published(
    assistant: Assistant, form: str, name: str
) -> None:
    answer = asked(assistant, form.format(name))
    assert answer.kind == "timeline"
    assert answer.result
    days = [row.date for row in answer.result.rows]
    assert len(days) == answer.result.total >= 4
    assert days == sorted(days, key=str)
    assert {row.article for row in answer.result.rows} == {citation.article for citation in answer.citations}
    assert all(name in assistant.article(row.article).text for row in answer.result.rows)
    leads = [sentence.lead for sentence in answer.sentences]
    assert all(re.search(r"\d{4}:$", lead) for lead in leads)
    for sentence in answer.sentences:
        cited = answer.citations[sentence.citations[0] - 1]
        if sentence.lead.startswith("Reported"):
            assert cited.date
            assert sentence.lead == f"Reported {cited.date.day} {cited.date:%B %Y}:"


def test_an_article_of_the_last_answer_is_summarised(assistant: Assistant) -> None:
    first = asked(assistant, "Which articles mention India?")
    assert first.result
    history = [Turn("user", first.question), Turn("assistant", first.text)]
    answer = assistant.ask("Summarise the second one", history=history, today=TODAY)
    assert answer.kind == "summary"
    assert {citation.article for citation in answer.citations} == {first.result.rows[1].article}


@pytest.mark.parametrize("question", FACTS)
def test_a_question_for_a_fact_is_none_for_a_summary(question: str) -> None:
    assert kinds_of(question) not in ("summary", "happened", "timeline")


def test_what_happened_in_a_time_of_no_article_is_a_question_for_a_fact(assistant: Assistant) -> None:
    assert assistant.ask("What happened in 1973?", today=TODAY).kind == "fact"


@pytest.mark.parametrize("reply", ["first", "NONE", "It was painted by Macron in 1850 [1]."])
def test_a_chat_model_writes_a_summary_or_the_articles_own_sentences_are_given(
    assistant: Assistant, reply: str
) -> None:
    """Whatever the model replies, the summary is of the article that was asked for."""
    row = assistant.articles()[0]

    def script(prompt: str) -> str:
        return "\n".join(f"{words} [{number}]" for number, words in list(numbered(prompt).items())[:2])

    with served(script if reply == "first" else reply) as server:
        place = {"corpus": assistant.settings.corpus, "index": assistant.settings.index}
        writing = Assistant(load_settings(model="openai:m", model_url=f"{server.url}/v1", model_timeout=20.0, **place))
        try:
            answer = writing.ask(f"Summarise the article “{row.title}”", today=TODAY)
        finally:
            writing.close()
    assert (answer.kind, answer.status) == ("summary", "answered")
    assert answer.writer == ("openai:m" if reply == "first" else "extractive")
    assert {citation.article for citation in answer.citations} == {row.path}
    check_answer_numbers(answer)
