"""Quotations: words in quotation marks are looked up letter by letter in the articles."""

import itertools
import random
import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.quotations import find_all, quotations, quoted_spans
from assistant.assistant import Assistant
from assistant.records import normalize_space

MARKS = ["“%s”", '"%s"', "„%s“", "«%s»", "‘%s’"]
FORMS = [
    "Which article says %s?",
    "Who said %s?",
    "Which article has the words %s?",
    "Did anyone say %s?",
    "Where does it say %s?",
    "In which story does the phrase %s appear?",
]
WORDS = st.lists(st.text("abcdeéñ", min_size=1, max_size=8), min_size=2, max_size=8).map(" ".join)


def sentences_of(assistant: Assistant) -> list[tuple[str, str]]:
    """Sentences of the articles without marks inside, with their articles."""
    found = []
    for row in assistant.articles():
        for line in assistant.article(row.path).text.splitlines():
            found += [(each, row.path) for each in re.split(r"(?<=[.!?]) ", line) if len(each.split()) >= 10]
    return [(each, path) for each, path in found if not re.search(r"^\W|[\"“”‘’'*#\[]", each)]


@dataclass(frozen=True)
class Case:
    """Words of an article, and a question with a place for them in quotation marks."""

    words: list[str]
    sentence: str
    article: str
    form: str

    def ask(self, words: list[str]) -> str:
        return self.form % " ".join(words)


def cases(assistant: Assistant, count: int) -> list[Case]:
    rng = random.Random(11)
    forms = itertools.cycle(form % mark for form, mark in itertools.product(FORMS, MARKS))
    made = []
    for sentence, path in rng.sample(sentences_of(assistant), count):
        words = sentence.rstrip(".!?").split()
        start = rng.randrange(len(words) - 6)
        words = " ".join(words[start : start + rng.randint(5, 7)]).strip(" ,;:").split()
        made.append(Case(words, sentence, path, next(forms)))
    return made


def alter(words: list[str], how: str, at: int) -> list[str]:
    if how == "swapped":
        return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]
    if how == "left out":
        return words[:at] + words[at + 1 :]
    return [*words[:at], "not" if how == "added" else "lanterns", *words[at + (how == "other") :]]


def whole_texts(assistant: Assistant) -> str:
    return " ".join(normalize_space(assistant.article(row.path).text) for row in assistant.articles()).lower()


def test_words_that_stand_in_an_article_are_answered_from_it(assistant: Assistant) -> None:
    for case in cases(assistant, 10):
        answer = assistant.ask(case.ask(case.words))
        assert answer.status == "answered", case
        assert any(" ".join(case.words) in normalize_space(citation.quote) for citation in answer.citations), case
        written = assistant.ask(case.ask([word.upper() for word in case.words]))
        assert written.citations == answer.citations, case


@pytest.mark.parametrize("how", ["swapped", "left out", "added", "other"])
def test_altered_words_are_refused_and_what_was_said_is_shown(assistant: Assistant, how: str) -> None:
    known = whole_texts(assistant)
    asked = 0
    for number, case in enumerate(cases(assistant, 7)):
        words = alter(case.words, how, 1 + number % (len(case.words) - 2))
        if " ".join(words).lower() in known:
            continue
        asked += 1
        answer = assistant.ask(case.ask(words))
        assert (answer.status, answer.citations) == ("refused", ()), case
        assert f"No article has the words “{' '.join(words)}”." in answer.text, case
        assert answer.also_retrieved[0].article == case.article, case
        assert case.sentence[:100] in answer.text, case
    assert asked > 5


def test_a_typing_error_in_a_quotation_is_not_corrected(assistant: Assistant) -> None:
    answer = assistant.ask("Who said “an initial 49,000 unitz”?")
    assert answer.status == "refused"
    assert "No article has the words “an initial 49,000 unitz”." in answer.text
    reasons = assistant.explain("Who said “an initial 49,000 unitz”?").reasons
    assert reasons == ("No article has the words “an initial 49,000 unitz”.",)


def test_a_title_in_quotation_marks_is_no_quotation_that_is_missing(assistant: Assistant) -> None:
    title = assistant.articles()[0].title
    assert "No article has the words" not in assistant.ask(f"What does the story called “{title}” tell?").text


def test_a_time_in_a_quotation_is_not_the_time_of_the_question(assistant: Assistant) -> None:
    assert assistant.ask("Which article says “the arrangement reached in January”?").scope is None


def test_a_quotation_does_not_tell_how_many(assistant: Assistant) -> None:
    answer = assistant.ask("How many penguins live in the “strategic partnership”?")
    assert answer.status == "refused"


@given(WORDS, WORDS, WORDS)
def test_a_quotation_is_found_where_it_stands(before: str, words: str, after: str) -> None:
    text = f"{before}\n “{words}” {after}"
    for written in (words, words.upper(), words.replace(" ", "  ")):
        spans = find_all(written, text)
        assert words in [text[start:end] for start, end in spans]


@given(WORDS)
def test_part_of_a_word_is_not_found(words: str) -> None:
    assert not find_all(words, f"x{words}x")


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("the harbour’s `old' wall", "He saw the harbour's “old” wall."),
        ("twenty–one men", "All twenty-one men left"),
        ("The ferry ... ran aground", "The ferry to Skarholm ran aground"),
        ("Zoe Muller", "so said Zoë Müller."),
        ("it was so,", "It was so. Then"),
    ],
)
def test_kinds_of_marks_do_not_count(quotation: str, text: str) -> None:
    assert find_all(quotation, text)


def test_all_parts_of_a_quotation_must_stand() -> None:
    assert not find_all("The ferry ... sank", "The ferry to Skarholm ran aground")


@pytest.mark.parametrize("mark", MARKS)
def test_marks_that_open_and_close_are_found(mark: str) -> None:
    text = f"Who doesn't say {mark % 'we’re here'} in the '90s?"
    (span,) = quoted_spans(text)
    assert text[slice(*span)] == "we’re here"


@pytest.mark.parametrize("question", ['"What happened in Marl?"', "Who says it's Anna's?", 'The 6" gun'])
def test_a_question_may_have_no_quotation(question: str) -> None:
    assert quotations(question) == ([], question)
