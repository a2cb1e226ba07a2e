"""Harder forms of questions: each form keeps to its law, whatever the question, the day and the seed."""

import datetime as dt
import json
import random
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from command import run as run
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import outcome

from assistant import evaluation
from assistant.assistant import Assistant
from assistant.evaluation import Evaluation, Question
from assistant.evaluation.variants import FORMS, Known, make_variants, names_in, seen_on, write_time
from assistant.language import DEFAULT
from assistant.records import Scope

SAMPLE = evaluation.read_questions(Path(__file__).parents[1] / "questions.jsonl")
ALONE = {question.id: question for question in SAMPLE if not question.history}
DAYS = {
    article: dt.date.fromisoformat(article[:10]) for question in SAMPLE for article in question.articles
}  # fmt: skip
SEEDS = st.integers(0, 1000)
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


def none_found(_: str) -> Collection[str]:
    return ()


def make(
    form: str,
    seed: int,
    questions: Sequence[Question] = SAMPLE,
    passages: Callable[[str], Collection[str]] = none_found,
) -> list[Question]:
    return make_variants(form, questions, Known(DAYS, passages), seed)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_can_be_made_again_and_depends_on_no_order(form: str) -> None:
    made = make(form, 5)
    assert len(made) > 10
    assert made == make(form, 5)
    shuffled = random.Random(1).sample(SAMPLE, len(SAMPLE))
    assert make(form, 5, shuffled) == made
    assert (make(form, 6) == made) == (form == "lower"), "another seed makes other questions"
    for question in made:
        assert question.history == () or form == "switch"
        assert replace(question, history=(), standalone="") != ALONE[question.id] or form == "switch"


@settings(max_examples=20)  # each makes every question of the sample
@given(SEEDS)
def test_other_subjects_are_other_and_the_question_stays(seed: int) -> None:
    for question in make("switch", seed):
        own = ALONE[question.id]
        assert replace(question, history=(), standalone="") == own
        assert [turn.role for turn in question.history] == ["user", "assistant"] * (len(question.history) // 2)
        asked = [turn.content for turn in question.history if turn.role == "user"]
        assert 1 <= len(asked) <= 3
        assert len(set(asked)) == len(asked)
        for other in (each for each in ALONE.values() if each.question in asked):
            assert not other.articles & own.articles
            assert not (own.articles and not other.articles)


def test_lower_case_changes_letters_and_the_mark_only() -> None:
    for question in make("lower", 0):
        own = ALONE[question.id].question
        assert question.question == own.lower().rstrip("? ")
        assert question.answers == ALONE[question.id].answers


@settings(max_examples=20)  # each makes every question of the sample
@given(SEEDS)
def test_a_typo_is_within_one_long_word_that_is_no_name(seed: int) -> None:
    for question in make("typo", seed):
        before, after = ALONE[question.id].question.split(" "), question.question.split(" ")
        assert len(before) == len(after)
        ((old, new),) = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert old.islower()
        assert len(old) > 5
        assert (old[0], old[-1]) == (new[0], new[-1])
        assert abs(len(old) - len(new)) <= 1
        assert set(new) <= set(old)


def read_day(text: str) -> dt.date:
    for form in ("%d %B %Y", "%B %d, %Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise AssertionError(text)


@given(DATES, SEEDS)
def test_the_gaps_of_a_time_are_filled_so_that_it_holds(day: dt.date, seed: int) -> None:
    form = "{before}|{after}|{near}|{monday}|{month}|{year}|{third}|{half}"
    before, after, near, monday, month, year, third, half = write_time(form, day, random.Random(seed)).split("|")
    assert dt.timedelta(1) <= day - read_day(before) <= dt.timedelta(6)
    assert dt.timedelta(1) <= read_day(after) - day <= dt.timedelta(5)
    assert abs(read_day(near) - day) <= dt.timedelta(1)
    assert read_day(monday).weekday() == 0
    assert dt.timedelta(0) <= day - read_day(monday) <= dt.timedelta(6)
    assert dt.datetime.strptime(f"{month} {year}", "%B %Y").date() == day.replace(day=1)
    assert {"early": range(1, 11), "mid": range(11, 21), "late": range(21, 32)}[third].count(day.day)
    assert half == ("first" if day.month < 7 else "second")
    for each in DEFAULT.variants.times:
        assert "{" not in write_time(each, day, random.Random(seed))


def unit_of(day: dt.date, unit: str) -> int:
    """The number of a day's day, week, month or year, counted on from any start."""
    return {
        "day": day.toordinal(),
        "week": (day.toordinal() - 1) // 7,
        "month": day.year * 12 + day.month,
        "year": day.year,
    }[unit]


@given(DATES, st.sampled_from(["day", "week", "month", "year"]), st.integers(0, 3), st.integers(0, 3), SEEDS)
def test_a_time_as_seen_from_later_is_so_many_units_later(
    day: dt.date, unit: str, least: int, more: int, seed: int
) -> None:
    today = seen_on(day, unit, least, least + more, random.Random(seed))  # type: ignore[arg-type]
    assert today >= day
    assert least <= unit_of(today, unit) - unit_of(day, unit) <= least + more


@settings(max_examples=20)  # each makes every question of the sample
@given(SEEDS)
def test_a_time_is_added_to_questions_that_have_none(seed: int) -> None:
    for question in make("dated", seed):
        own = ALONE[question.id]
        assert question.question.startswith(own.question.rstrip("?."))
        assert question.question[-1] == own.question[-1]
        assert (question.answers, question.answerable) == (own.answers, True)
        assert not re.search(r"\b(?:19|20)\d\d\b|^When\b|\b(?:year|month|date|week)\b", own.question)
        assert len({DAYS[article] for article in own.articles}) == 1, "it may hold for one article and not for another"
        assert question.today is None or all(question.today >= DAYS[article] for article in own.articles)


@settings(max_examples=20)  # each makes every question of the sample
@given(SEEDS)
def test_a_time_of_no_article_is_one(seed: int) -> None:
    for question in make("outside", seed):
        month = re.search(r" in (\w+ \d{4})[?.]$", question.question)
        assert month
        day = dt.datetime.strptime(month[1], "%B %Y").date()
        assert all(day < other.replace(day=1) for other in DAYS.values())
        assert (question.answerable, question.outside, question.answers) == (False, True, ())


def test_a_month_of_some_article_is_not_named() -> None:
    taken = {f"{year}-{month}.md": dt.date(year, month, 9) for year in range(2010, 2024) for month in range(1, 13)}
    del taken["2018-7.md"]
    known = Known({**DAYS, **taken}, none_found)
    made = make_variants("outside", SAMPLE, known, 0)
    assert len(made) > 20
    assert all(question.question[:-1].endswith(" in July 2018") for question in made)


@settings(max_examples=20)  # each makes every question of the sample
@given(SEEDS)
def test_one_name_is_exchanged_for_one_of_as_many_words(seed: int) -> None:
    theirs = {name for question in SAMPLE for name in names_in(question.question)}
    kinds = set()
    for question in make("exchanged", seed):
        own = ALONE[question.id].question
        fitting = [
            (old, new)
            for old in names_in(own)
            for new in [*theirs, *re.findall(r"[A-Z][a-z]{5,}(?: [A-Z][a-z]{5,})*", question.question)]
            if re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, own) == question.question
        ]
        assert any(len(old.split()) == len(new.split()) for old, new in fitting), (own, question.question)
        kinds.add(any(new in theirs for _, new in fitting))
        assert (question.answerable, question.answers, question.evidence) == (False, (), ())
    assert kinds == {True, False}, "some are borrowed and some invented"


def test_a_name_that_the_articles_hold_beside_the_rest_is_not_taken() -> None:
    def everything(question: str) -> Collection[str]:
        return [question]

    assert make("exchanged", 0, passages=everything) == []


def test_names_of_a_question() -> None:
    assert names_in("Which goods did Canada ask Mark Carney's office to list?") == ("Canada", "Mark Carney")
    assert names_in("Where is the office?") == ()
    assert names_in("Is Monday or May free for Chinese cars?") == ()


def test_an_answer_that_says_it_lies_outside_is_right_where_that_was_asked() -> None:
    answered = outcome(ranked="b", answerable=False)
    assert answered.answer
    noted = replace(answered, answer=replace(answered.answer, scope=Scope("May 2018", note="None of these days.")))
    outside = replace(noted, question=replace(noted.question, outside=True))
    assert (answered.verdict, noted.verdict, outside.verdict) == ("wrong", "wrong", "refused rightly")
    assert (noted.lost_in, outside.lost_in) == ("answered what is not there", "")
    assert replace(answered, question=outside.question).verdict == "wrong"


def test_the_forms_stand_side_by_side_on_the_command_line(assistant: Assistant, run: Run, tmp_path: Path) -> None:
    where = ("--corpus", assistant.settings.corpus, "--index", assistant.settings.index)
    lines = (Path(__file__).parents[1] / "questions.jsonl").read_text("utf-8").splitlines()
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join([lines[0], lines[20]]), encoding="utf-8")
    plain, told = run("eval", file, "--json", *where).json, run("eval", file, "--variants", "--json", *where).json
    assert set(told) - set(plain) == {"variants"}
    assert told["variants"]["seed"] == 0
    assert list(told["variants"]["forms"]) == list(FORMS)
    for form in told["variants"]["forms"].values():
        counted = sum(each["count"] for each in form["verdicts"].values()) + sum(form["not_counted"].values())
        assert counted == form["questions"] <= 2
        assert form["found_as_asked"] <= plain["verdicts"]["found"]["count"]
    failures = tmp_path / "failures.txt"
    printed = run("eval", file, "--variants", "--seed", 3, "--failures", failures, *where).out
    assert "Made with --seed 3." in printed
    assert "so the figures are rough: switch" in printed
    for form in FORMS:
        assert sum(line.startswith(form.ljust(10)) for line in printed.splitlines()) == 1
        assert f"\n{form}\n" in failures.read_text(encoding="utf-8")


def test_each_share_of_a_form_stands_in_its_column() -> None:
    right, refused = outcome(ranked="a"), outcome(ranked="b", answerable=False, said=None)
    asked = Evaluation({}, (right,) * 3 + (refused,))
    forms = {form: Evaluation({}, (right,) if form == "lower" else ()) for form in FORMS}
    head, found, *_ = evaluation.variants_to_table(asked, forms, 0).splitlines()
    assert head.split() == ["as", "asked", *FORMS]
    assert found.split() == ["found", "3/3", "100%", "-", "1/1", "100%", "-", "-", "-", "-"]
    assert json.loads(json.dumps(evaluation.variants_to_json(asked, forms, 0)))["forms"]["lower"]["questions"] == 1
