"""Days, follow-ups and questions back: what a question is searched as, and what is said about it."""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import contract
from assistant.answer import refuse
from assistant.answer.assess import assess
from assistant.answer.decide import is_opposed
from assistant.answer.kinds.fact import NONE_OF_THESE_DAYS, OUTSIDE
from assistant.answer.question import Query, read_query, unnamed
from assistant.answer.refuse import describe_missing, differs
from assistant.assistant import Assistant
from assistant.records import Turn
from assistant.store.conversations import Exchange
from assistant.web.render.turn import turn_html

TODAY = dt.date(2026, 3, 2)  # a Monday; the sample briefs are of 28 January to 10 March 2026


# Days


WEEK = {dt.date(2026, 2, 23) + dt.timedelta(days=n) for n in range(7)}


def test_a_hard_period_leaves_out_what_was_published_on_other_days(assistant: Assistant) -> None:
    result = assistant.search("What do articles published last week say about Carney?", 30, today=TODAY)
    assert result.scope
    assert (result.scope.start, result.scope.end) == (min(WEEK), max(WEEK))
    assert result.scope.label == "23 February – 1 March 2026"
    assert {hit.date for hit in result.hits} == {row.date for row in assistant.articles()} & WEEK
    assert result.scope.note == ""


@pytest.mark.parametrize("when", ["last week", "on 24 February 2026", "around 25 February"])
def test_any_other_period_reorders_and_leaves_nothing_out(assistant: Assistant, when: str) -> None:
    plain = assistant.search("What did Carney say about trade?", 100, today=TODAY)
    dated = assistant.search(f"What did Carney say about trade {when}?", 100, today=TODAY)
    assert {hit.passage_id for hit in dated.hits} == {hit.passage_id for hit in plain.hits}
    assert dated.hits[0].date in WEEK
    assert dated.scope
    assert dated.scope.note == ""


def test_days_that_an_article_names_count_as_its_own(assistant: Assistant) -> None:
    hits = assistant.search("What did Canada agree in February 2026?", 100).hits
    within = [bool(hit.date and (hit.date.year, hit.date.month) == (2026, 2)) or "February" in hit.text for hit in hits]
    assert sum(within[:3]) >= 2
    assert not all(within)


@pytest.mark.parametrize(
    "question", ["What was said last week about canola?", "What was said about canola in May 2024?"]
)
def test_an_answer_from_other_days_is_given_and_said_to_be_one(assistant: Assistant, question: str) -> None:
    today = dt.date(2030, 1, 1)
    result = assistant.search(question, 10, today=today)
    answer = assistant.ask(question, today=today)
    assert result.hits
    assert answer.status == "answered"
    for scope in (result.scope, answer.scope):
        assert scope
        assert scope.note == OUTSIDE
    assert OUTSIDE in turn_html(1, Exchange(question, answer=answer))


def test_where_a_hard_period_has_no_answer_articles_of_any_day_are_searched(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Which tariff did Canada put on electric vehicles, in news published in May 2024?", today=TODAY
    )
    assert answer.status == "answered"
    assert answer.scope
    assert answer.scope.note == NONE_OF_THESE_DAYS


def test_the_latest_comes_first_and_nothing_is_left_out(assistant: Assistant) -> None:
    question = "What is the latest on Canada's trade talks?"
    answer = assistant.ask(question, today=TODAY)
    dates = [citation.date or dt.date.min for citation in answer.citations]
    assert answer.status == "answered"
    assert dates == sorted(dates, reverse=True)
    assert answer.scope
    assert answer.scope.label == "Newest first"
    assert len(assistant.search(question, 100, today=TODAY).hits) == assistant.status().passages


def test_today_is_what_the_line_says_else_the_setting_else_the_clock(
    assistant: Assistant, make: Callable[..., Assistant]
) -> None:
    question = "What was reported this month about Carney?"

    def start(result: object) -> object:
        return json.loads(contract.to_line(contract.of_search(result)))["scope"]["start"]  # type: ignore[arg-type]

    assert start(assistant.search(question, today=dt.date(2026, 2, 20))) == "2026-02-01"
    assert start(assistant.search(question)) == f"{dt.date.today():%Y-%m}-01"
    other = make(today="2026-01-31", index=assistant.settings.index)
    assert start(other.search(question)) == "2026-01-01"


def test_a_follow_up_keeps_the_days_of_the_question_it_leans_on() -> None:
    history = (Turn("user", "What was reported about India last week?"), Turn("assistant", "Talks. [1]"))
    query = read_query("And about Mexico?", history, TODAY)
    assert query.period
    assert query.period.start == dt.date(2026, 2, 23)
    own = read_query("And about Mexico in January?", history, TODAY).period
    assert own
    assert own.start == dt.date(2026, 1, 1)
    assert read_query("Which countries are members of the CPTPP today?", history, TODAY).period is None


# All there is about something


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is the latest on canola?", "canola?"),
        ("What's new with the CPTPP?", "the CPTPP?"),
        ("latest news about NATO", "NATO"),
        ("Tell me more about the trip to India.", "the trip to India."),
        ("What is the latest estimate of trade with India?", ""),
        ("What is new?", ""),
        ("Tell me", ""),
    ],
)
def test_a_question_for_all_there_is_is_searched_by_its_subject(question: str, subject: str) -> None:
    query = read_query(question, (), TODAY)
    assert query.overview == bool(subject)
    assert query.text == (subject or question)


def test_a_subject_of_the_corpus_is_answered_and_another_is_refused(assistant: Assistant) -> None:
    assert assistant.ask("What is the latest on canola?").status == "answered"
    assert assistant.ask("Tell me about the Nijjar crisis.").status == "answered"
    assert assistant.ask("What is the latest on NATO?").status == "refused"
    assert assistant.ask("Tell me about Elon Musk.").status == "refused"


# The words that answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What tariff did Canada agree to on Chinese electric vehicles?", "6.1 per cent"),
        ("When is Carney due to leave for India?", "February 26"),
        ("Who was in power during the Nijjar crisis?", "Trudeau"),
    ],
)
def test_the_words_that_answer_are_emphasised(assistant: Assistant, question: str, words: str) -> None:
    first = assistant.ask(question).sentences[0]
    assert any(words in first.text[start:end] for start, end in first.emphasis)
    assert sum(end - start for start, end in first.emphasis) < len(first.text) / 2


# Follow-ups


def test_the_second_one_is_what_the_last_answer_marked_so() -> None:
    history = (
        Turn("user", "Which countries is Canada talking to?"),
        Turn("assistant", "Talks with India go on. [1] Mexico signed a partnership. [2] Japan is next. [3]"),
    )
    query = read_query("What about the second one?", history, TODAY)
    assert "Mexico signed a partnership." in query.context
    assert "Japan" not in query.searched
    assert "India" not in query.searched


# Questions back


@pytest.mark.parametrize(
    ("question", "said", "what"),
    [
        ("How old is he?", (), "he"),
        ("What services does this library offer?", (), "this library"),
        ("What is the aim of that NASA mission?", (), "this mission"),
        ("How old is he?", ("Who is Mark Carney?",), ""),
        ("What services does this library offer?", ("Where is the town library?",), ""),
        ("Is it true that Carney resigned?", (), ""),
        ("How long does it take to fly to India?", (), ""),
        ("What did Carney say when he met Modi?", (), ""),
        ("What happened this week?", (), ""),
        ("How do they make steel?", (), ""),
    ],
)
def test_what_nobody_has_named_is_noticed(question: str, said: tuple[str, ...], what: str) -> None:
    assert unnamed(question, [Turn("user", each) for each in said]) == what


def test_a_question_about_nobody_in_particular_gets_a_question_back(assistant: Assistant) -> None:
    answer = assistant.ask("Does this library open on Sundays?")
    assert answer.status == "asks"
    assert not answer.sentences
    assert not answer.citations
    assert answer.also_retrieved
    assert "this library" in answer.message
    assert answer.message.count("\n") == 0


# What is said instead


def look(assistant: Assistant, question: str) -> tuple[Query, str, str]:
    query = replace(read_query(question, (), TODAY), period=None)
    found = assess(query, assistant.parts)
    return query, differs(query, found.scored), describe_missing(found.missing, found.elsewhere)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Does the lower tariff apply to 490,000 units at first?",
            "The articles give another number of units than the question.",
        ),
        ("Does the lower tariff apply to 49,000 units at first?", ""),
        ("What did the Nijjar crisis of 2023 tear apart?", "None of the closest articles names “2023”."),
        ("What did the Nijjar crisis of 2024 tear apart?", ""),
    ],
)
def test_a_number_that_the_articles_give_otherwise_is_named(assistant: Assistant, question: str, said: str) -> None:
    assert look(assistant, question)[1] == said


@pytest.mark.parametrize(
    "question",
    [
        "Does the lower tariff apply to 490,000 units at first?",
        "How many goals were scored in the final of 1998?",
        "Which 3 ministers resigned over the canola deal in 2031?",
        "Who won the 2022 World Cup?",
    ],
)
def test_a_refusal_states_no_figure_outside_quotation_marks(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "refused"
    assert not re.search(r"\d", re.sub(r"“.*?”", "", answer.message)), answer.message


def test_an_outlet_with_a_number_in_its_name_is_quoted_in_a_refusal(make: Callable[..., Assistant]) -> None:
    assistant = make()
    (assistant.settings.corpus / "a.md").write_text(
        "---\ntitle: Harbour 3 reopens\nsource: France 24\ndate: 2026-03-01\n---\nThe harbour reopened on Sunday.\n",
        "utf-8",
    )
    assistant.sync()
    answer = assistant.ask("Who won the World Cup of cricket?")
    assert answer.status == "refused"
    assert "“France 24”" in answer.message
    assert not re.search(r"\d", re.sub(r"“.*?”", "", answer.message)), answer.message


@pytest.mark.parametrize(
    ("question", "sentence", "opposed"),
    [
        ("Which countries did not sign the deal?", "India and Mexico signed the deal.", True),
        ("Which countries did not sign the deal?", "India refused to sign the deal.", False),
        ("What does the non-partisan office say?", "The partisan office says little.", True),
        ("Which countries signed the deal?", "India did not sign the deal.", False),
        ("Didn't India sign the deal?", "India signed the deal.", False),
        ("Who failed to sign the deal?", "India signed the deal.", True),
        ("Why did the deal fail?", "India signed the deal.", False),
        ("Who signed the deal?", "India signed the deal.", False),
    ],
)
def test_a_question_for_what_is_not_so_is_opposed_to_a_sentence_that_denies_nothing(
    question: str, sentence: str, opposed: bool
) -> None:
    assert is_opposed(Query(question), sentence) == opposed


def test_a_refusal_says_that_the_articles_tell_what_is_so(assistant: Assistant) -> None:
    answer = assistant.ask("Which countries are not members of the CPTPP?")
    assert answer.status == "refused"
    assert "asks for what is not so" in answer.message


def test_names_that_no_article_has_are_named(assistant: Assistant) -> None:
    assert look(assistant, "What did Carney promise Sweden and Norway?")[2] == "No article names “Sweden”, “Norway”."
    assert look(assistant, "What did Carney promise India?")[2] == ""


def test_a_refusal_says_what_was_searched_and_quotes_what_came_closest(assistant: Assistant) -> None:
    answer = assistant.ask("Who won the last football World Cup?")
    assert answer.status == "refused"
    assert answer.message.startswith("Not in the corpus. Searched for “Who won the last football World Cup?”.")
    assert "Closest, in “" in answer.message
    assert answer.also_retrieved
    assert "\n" not in answer.message


def test_a_long_closest_sentence_is_cut_at_a_word(make: Callable[..., Assistant], tmp_path: Path) -> None:
    long = "The committee " + "and the council " * 60 + "met about the harbour."
    (tmp_path / "corpus" / "a.txt").write_text(f"Harbour\n\n{long}\n", encoding="utf-8")
    made = make()
    made.sync()
    message = made.ask("Who painted the Mona Lisa?").message
    assert " …”" in message
    assert len(message) < refuse.QUOTED_CHARS + 300
