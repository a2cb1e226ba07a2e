"""Harder forms of a set of questions, as people also ask them. Each form has a law: what stays true of the answer.

A form is made of the questions, what is known of the articles, and a seed; the same three make the same questions.
Questions with a history have no form.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import TypeAlias

from assistant.evaluation.questions import Question
from assistant.language import DEFAULT
from assistant.language.base import TimeUnit
from assistant.language.tokens import content_words, stem, stems, words
from assistant.records import ArticlePath, Turn, normalize_space

MOST_TURNS = 3  # about other subjects
TURN_CHARS = 400  # of an answer that is made up from an article
LONG = 6  # letters of a word that gets a typo
YEARS_BEFORE = range(3, 11)  # an article, in which a time lies that nothing was reported in
BORROWED = 0.5  # of exchanged names are from other questions, the rest are invented
NAMES_TRIED = 12  # until one is found that no article holds
SHARED = 0.5  # of a question's other words; a passage with as many and the new name may answer it


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the articles."""

    dates: Mapping[ArticlePath, dt.date]
    passages: Callable[[str], Collection[str]]  # that are found for a question, with their titles


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and what a harder form of it is made from."""

    question: Question
    questions: Sequence[Question]  # all without a history
    known: Known
    rng: Random

    @property
    def days(self) -> set[dt.date]:
        """The days of its articles; empty if one is not known, or if the question is about time itself."""
        if not self.question.answerable or _asks_of_time(self.question.question):
            return set()
        days = [self.known.dates.get(article) for article in self.question.articles]
        return set() if None in days else {day for day in days if day}


def after_other_subjects(case: Case) -> Question | None:
    """One to three turns about other subjects stand before it. It is answered as if it were asked first."""
    others = [other for other in case.questions if _is_other(other, case.question) and _made_up_answer(other)]
    if not others:
        return None
    before = case.rng.sample(others, min(len(others), case.rng.randint(1, MOST_TURNS)))
    history = [
        turn for other in before for turn in (Turn("user", other.question), Turn("assistant", _made_up_answer(other)))
    ]
    return replace(case.question, history=tuple(history), standalone=case.question.question)


def _is_other(other: Question, question: Question) -> bool:
    """True if two questions are about different articles or, where these are not known, share no word."""
    if other.articles and question.articles:
        return not other.articles & question.articles
    return not stems(" ".join(content_words(other.question))) & stems(question.question)


def _made_up_answer(question: Question) -> str:
    """What an assistant would have answered; "" if that is not known."""
    text = next((text for _, text in question.evidence if text), "") or next(iter(question.answers), "")
    return f"{normalize_space(text)[:TURN_CHARS]} [1]" if text else ""


def in_lower_case(case: Case) -> Question | None:
    """Lower case, and no question mark. The answer is the same."""
    plain = case.question.question.lower().rstrip("? ")
    return replace(case.question, question=plain) if plain != case.question.question else None


def with_a_typo(case: Case) -> Question | None:
    """A letter within one long word is lost, doubled or swapped with the next. The answer is the same.

    A word with a capital is left alone: with another letter it may be another name.
    """
    parts = case.question.question.split(" ")
    places = [place for place, word in enumerate(parts) if len(word) >= LONG and word.isalpha() and word.islower()]
    if not places:
        return None
    place = case.rng.choice(places)
    word = parts[place]
    at = case.rng.randrange(1, len(word) - 2)
    head, letter, following, tail = word[:at], word[at], word[at + 1], word[at + 2 :]
    forms = [head + following + tail, head + letter + letter + following + tail, head + following + letter + tail]
    parts[place] = case.rng.choice([form for form in forms if form != word])
    return replace(case.question, question=" ".join(parts))


def with_its_time(case: Case) -> Question | None:
    """Words about time that hold for the one day its articles were reported on. The answer is the same."""
    if len(case.days) != 1:
        return None
    (day,) = case.days
    number = case.rng.randrange(len(DEFAULT.variants.times) + len(DEFAULT.variants.seen))
    if number < len(DEFAULT.variants.times):
        time, today = write_time(DEFAULT.variants.times[number], day, case.rng), None
    else:
        time, unit, least, most = DEFAULT.variants.seen[number - len(DEFAULT.variants.times)]
        today = seen_on(day, unit, least, most, case.rng)
    return replace(case.question, question=_add(case.question.question, time), today=today)


def write_time(form: str, day: dt.date, rng: Random) -> str:
    """A form of words with its gaps filled, so that the time it names holds a day, or bounds it on the true side."""

    def written(other: dt.date) -> str:
        month = DEFAULT.calendar.months[other.month - 1].capitalize()
        return rng.choice(DEFAULT.variants.days).format(day=other.day, month=month, year=other.year, iso=other)

    def days(least: int, most: int) -> dt.timedelta:
        return dt.timedelta(rng.randint(least, most))

    third = 0 if day.day <= 10 else 1 if day.day <= 20 else 2
    return form.format(
        month=DEFAULT.calendar.months[day.month - 1].capitalize(),
        year=day.year,
        third=DEFAULT.variants.thirds[third],
        half=DEFAULT.numbers.ordinals[(day.month - 1) // 6],
        monday=written(day - dt.timedelta(day.weekday())),
        before=written(day - days(1, 6)),
        near=written(day + days(-1, 1)),
        after=written(day + days(1, 5)),
    )


def seen_on(day: dt.date, unit: TimeUnit, least: int, most: int, rng: Random) -> dt.date:
    """A day that lies ``least`` to ``most`` units after another, and is not before it."""
    count = rng.randint(least, most)
    if unit == "week":
        first = day - dt.timedelta(day.weekday()) + dt.timedelta(weeks=count)
        last = first + dt.timedelta(6)
    elif unit == "month":
        months = day.year * 12 + day.month - 1 + count
        first = dt.date(months // 12, months % 12 + 1, 1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
    elif unit == "year":
        first, last = dt.date(day.year + count, 1, 1), dt.date(day.year + count, 12, 31)
    else:
        first = last = day + dt.timedelta(count)
    first = max(first, day)
    return first + dt.timedelta(rng.randint(0, (last - first).days))


def at_another_time(case: Case) -> Question | None:
    """A month and year in which nothing was reported. It is refused, or answered with a note that it lies outside."""
    if not case.days:
        return None
    reported = {(date.year, date.month) for date in case.known.dates.values()}
    months = [(min(case.days).year - years, month) for years in YEARS_BEFORE for month in range(1, 13)]
    empty = [each for each in months if each not in reported]
    if not empty:
        return None
    year, month = case.rng.choice(empty)
    time = DEFAULT.variants.month.format(month=DEFAULT.calendar.months[month - 1].capitalize(), year=year)
    return replace(_refusable(case.question, _add(case.question.question, time)), outside=True)


def with_another_name(case: Case) -> Question | None:
    """One name is exchanged for one of another question, or an invented one, of as many words. It is refused.

    A name is not taken if a passage that is found then holds it, and so much else of the question that it may answer.
    """
    question, rng = case.question, case.rng
    names = names_in(question.question)
    if not names or not question.answerable:
        return None
    old = rng.choice(names)
    size = len(old.split())
    others = {
        name
        for other in case.questions
        if _is_other(other, question)
        for name in names_in(other.question)
        if len(name.split()) == size and not stems(name) & stems(question.question)
    }
    borrowed = rng.sample(sorted(others), min(len(others), NAMES_TRIED)) if rng.random() < BORROWED else []
    invented = [" ".join(_invent(rng) for _ in range(size)) for _ in range(NAMES_TRIED)]
    for new in [*borrowed, *invented]:
        asked = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, question.question)
        if not _may_answer(case.known.passages(asked), new, question.question.replace(old, " "), new in invented):
            return _refusable(question, asked)
    return None


@lru_cache(maxsize=10_000)
def names_in(question: str) -> tuple[str, ...]:
    """The names in a question, without possessives. Its first word has a capital for another reason."""
    checks = DEFAULT.checks
    if checks is None:
        return ()
    found = []
    for match in checks.names.name.finditer(question, len(question.partition(" ")[0])):
        name = re.split(r"['’]", match[0])[0]
        no_names = checks.names.not_names | checks.names.titles | checks.names.openers
        plain = not any(word.lower() in no_names for word in words(name))
        if len(name) > 2 and plain and not DEFAULT.suggestions.of_a_country.fullmatch(name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _invent(rng: Random) -> str:
    """A word with a capital that is no name."""
    return "".join(rng.sample(DEFAULT.variants.syllables, 3)).capitalize()


def _may_answer(passages: Collection[str], name: str, rest: str, invented: bool) -> bool:
    """True if a passage holds a word of an invented name, or the last word of another and most of the question."""
    others = {stem(word) for word in content_words(rest)}
    for passage in passages:
        held = stems(passage)
        if invented and stems(name) & held:
            return True
        if stem(words(name)[-1]) in held and len(others & held) >= SHARED * len(others):
            return True
    return False


def _refusable(question: Question, asked: str) -> Question:
    return replace(question, question=asked, answerable=False, answers=(), evidence=())


def _asks_of_time(question: str) -> bool:
    """True if a question names a time already, or asks for one."""
    dates = [pattern for answer_type, pattern in DEFAULT.questions.answer_types if answer_type == "date"]
    return bool(DEFAULT.periods.time_word.search(question)) or any(pattern.search(question) for pattern in dates)


def _add(question: str, time: str) -> str:
    mark = "." if question.rstrip().endswith(".") else "?"
    return f"{question.rstrip(' ?.')} {time}{mark}"


Form: TypeAlias = Callable[[Case], Question | None]
FORMS: Mapping[str, tuple[Form, str]] = {
    "switch": (after_other_subjects, "one to three turns about other subjects before the question"),
    "lower": (in_lower_case, "lower case, no question mark"),
    "typo": (with_a_typo, "a typo in one long word"),
    "dated": (with_its_time, "words about time that fit the article's date"),
    "outside": (at_another_time, "a month and year in which nothing was reported: refused, or said to lie outside"),
    "exchanged": (with_another_name, "one name exchanged: must be refused"),
}


def make_variants(form: str, questions: Sequence[Question], known: Known, seed: int) -> list[Question]:
    """The questions in one of ``FORMS``; those that have no such form are left out.

    What becomes of a question depends on the seed and on itself, and not on its place.
    """
    make, _ = FORMS[form]
    alone = sorted((question for question in questions if not question.history), key=lambda each: each.id)
    seeds = [f"{seed} {form} {question.id} {question.question}" for question in alone]
    made = [make(Case(question, alone, known, Random(own))) for question, own in zip(alone, seeds, strict=True)]
    return [question for question in made if question]
