"""Why a question is answered or refused: the decision itself, in parts that add up to it."""

import datetime as dt
import math
from dataclasses import fields, replace

import pytest
from command import Run
from command import run as run

from assistant import rpc
from assistant.answer import decide
from assistant.answer.explain import MEANINGS, OF_ARTICLES, explain
from assistant.answer.explanation import Explanation
from assistant.answer.kinds.fact import find
from assistant.answer.run import read_question
from assistant.assistant import Assistant
from assistant.packing import pack, unpack
from assistant.records import Turn

TODAY = dt.date(2026, 3, 15)
ANSWERED = "What tariff did Canada agree to on Chinese electric vehicles?"
REFUSED = "Who painted the Mona Lisa?"
QUESTIONS = [
    ANSWERED,
    REFUSED,
    "What did Carney say in India in May 2019?",
    "What did Canada agree in January 2026?",
    "Tell me about Mexico",
    "What is the CPTPP?",
    "What did he say?",
    "Which country did not join the CPTPP?",
]


def logit(p: float) -> float:
    return math.log(p / (1 - p))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_parts_add_up_to_the_decision(assistant: Assistant, question: str) -> None:
    explanation = assistant.explain(question, (), TODAY)
    answer = assistant.ask(question, (), TODAY)
    assert explanation.is_enough == (answer.status == "answered")
    assert explanation.probability is not None
    total = explanation.base + sum(influence.effect for influence in explanation.influences)
    assert logit(explanation.probability) == pytest.approx(total)
    if not explanation.by_coverage:
        likely = explanation.probability >= explanation.threshold
        assert explanation.is_enough == (likely and not explanation.missing)
    effects = [influence.effect for influence in explanation.influences]
    assert effects == sorted(effects)
    assert {influence.feature for influence in explanation.influences} == set(MEANINGS)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("feature", OF_ARTICLES)
def test_a_feature_that_alone_would_be_enough_is_just_enough(assistant: Assistant, question: str, feature: str) -> None:
    query = read_question(question, (), TODAY, assistant.parts)
    found, note = find(query, assistant.parts)
    assert found.features
    (influence,) = [each for each in explain(query, "fact", found, note).influences if each.feature == feature]
    model = decide.fitted(decide.kind_of_model(found.query))
    reached = [
        decide.confidence(replace(found.features, **{feature: value}), model) for value in OF_ARTICLES[feature]
        if math.isfinite(value)
    ]  # fmt: skip
    if influence.enough is None:
        assert reached, "what has no bounds can always be enough"
        assert min(reached) > model.threshold or max(reached) < model.threshold
    else:
        confidence = decide.confidence(replace(found.features, **{feature: influence.enough}), model)
        assert confidence == pytest.approx(model.threshold)


def test_every_feature_has_a_meaning() -> None:
    assert [field.name for field in fields(decide.Features)] == list(MEANINGS)
    assert set(OF_ARTICLES) <= set(MEANINGS)


def test_the_closest_articles_stand_once_each_with_their_ranks(assistant: Assistant) -> None:
    closest = assistant.explain(ANSWERED).closest
    assert len(closest) > 1
    assert len({each.article for each in closest}) == len(closest)
    assert [each.rank for each in closest] == sorted(each.rank for each in closest)
    assert all(each.dense_rank or each.lexical_rank for each in closest)
    assert {each.in_period for each in closest} == {None}


@pytest.mark.parametrize("days", ["in January 2026", "in the articles published in January 2026"])
def test_the_days_of_a_question_are_named_and_kept(assistant: Assistant, days: str) -> None:
    explanation = assistant.explain(f"What did Canada agree to on electric vehicles {days}?", (), TODAY)
    assert (explanation.period, explanation.period_note) == ("January 2026", None)
    assert explanation.closest[0].in_period


@pytest.mark.parametrize("days", ["in August 2025", "in the articles published in August 2025"])
def test_that_the_evidence_is_of_other_days_is_said_as_in_the_answer(assistant: Assistant, days: str) -> None:
    question = f"What tariff did Canada agree to on Chinese electric vehicles {days}?"
    explanation, answer = assistant.explain(question, (), TODAY), assistant.ask(question, (), TODAY)
    assert answer.scope
    assert (explanation.period, explanation.period_note) == ("August 2025", answer.scope.note)
    assert explanation.period_note
    assert not explanation.closest[0].in_period


def test_a_refusal_names_what_is_missing_and_an_answer_nothing(assistant: Assistant) -> None:
    (reason,) = assistant.explain(REFUSED).reasons
    assert "Mona" in reason
    assert reason in assistant.ask(REFUSED).message
    (reason,) = assistant.explain("What did he say?").reasons
    assert "“he”" in reason
    assert assistant.explain(ANSWERED).reasons == ()


def test_a_follow_up_is_explained_as_it_is_searched(assistant: Assistant) -> None:
    history = (Turn("user", "What is the trade goal with India?"), Turn("assistant", "It is 50 billion dollars. [1]"))
    assert "India" in assistant.explain("And by when?", history).question


def test_without_articles_there_is_nothing_to_explain(make) -> None:  # type: ignore[no-untyped-def]
    empty = make()
    empty.sync()
    explanation = empty.explain(ANSWERED)
    assert (explanation.is_enough, explanation.probability, explanation.closest) == (False, None, ())


def test_the_page_of_another_process_gives_the_same_explanation(assistant: Assistant) -> None:
    explanation = assistant.explain(REFUSED, (), TODAY)
    assert unpack(rpc.RESULTS["explain"], pack(Explanation, explanation)) == explanation


def test_it_is_printed_and_in_the_json_only_where_asked_for(assistant: Assistant, run: Run) -> None:
    where = ("--corpus", assistant.settings.corpus, "--index", assistant.settings.index)
    plain, explained = run("ask", REFUSED, *where), run("ask", REFUSED, "--explain", *where)
    assert explained.out.startswith(plain.out)
    rest = explained.out[len(plain.out) :]
    assert "is needed" in rest
    assert "answer_odds" in rest
    assert "opposed" not in rest, "what counted nothing is left out"
    told, without = run("ask", REFUSED, "--explain", "--json", *where).json, run("ask", REFUSED, "--json", *where).json
    assert set(told) - set(without) == {"explanation"}
    assert list(told["explanation"]) == [field.name for field in fields(Explanation)]
    (line,) = run("ask", "--batch", "-", "--explain", *where, stdin=f'{{"question": "{REFUSED}"}}').lines
    assert line["explanation"]["closest"] == told["explanation"]["closest"]
    answered = run("ask", ANSWERED, "--explain", *where)
    assert "[1]" in answered.out.split("Why:")[0]
    assert "nothing" not in run("ask", "Tell me about Mexico", "--explain", *where).out.split("Why:")[1]
