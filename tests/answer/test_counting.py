"""Questions for a count: the number that answers counts what is asked for."""

import itertools
from collections.abc import Callable

import pytest

from assistant.answer.counting import counted_noun, counts_noun
from assistant.assistant import Assistant

NUMBERS = ["7", "1,204", "42", "seven", "eleven", "nine million", "30.8 million"]
NOUNS = ["turbines", "families", "people", "crates of eels", "cars", "newspapers"]
BETWEEN = ["", "old ", "more ", "large wooden ", "of the new "]
ASKED = ["How many %s were sold in Marl?", "In Marl, how many %s are there?", "How many new %s did the mayor count?"]


@pytest.mark.parametrize(("noun", "form"), list(itertools.product(NOUNS, ASKED)))
def test_what_a_question_counts(noun: str, form: str) -> None:
    assert counted_noun(form % noun) == noun.split()[0]


@pytest.mark.parametrize(
    "question", ["How many were hurt?", "How many times did it rain?", "How much does it cost?", "Who counts turbines?"]
)
def test_a_question_may_count_nothing_named(question: str) -> None:
    assert counted_noun(question) is None


@pytest.mark.parametrize(("number", "noun", "between"), list(itertools.product(NUMBERS, NOUNS, BETWEEN)))
def test_a_number_counts_the_noun_of_its_phrase_only(number: str, noun: str, between: str) -> None:
    head = noun.split()[0]
    assert bool(counts_noun(f"In 2019 the town saw {number} {between}{noun} in spring.", head))
    for other in (
        f"The {noun} stood in {number} other towns.",
        f"It cost {number} crowns. The {noun} left.",
        f"A vote by {number} to 18 (the {noun} were there) was lost.",
        f"The {noun} came in 2019.",
        f"In 2019 {noun} came.",
    ):
        assert not counts_noun(other, head), other


def test_a_part_counts_less_and_another_word_for_it_as_much() -> None:
    whole, part = "They built 42 turbines.", "Nine of the planned turbines stand there."
    assert counts_noun(whole, "turbines") > counts_noun(part, "turbines") > 0
    assert counts_noun("Dealers sold 30,154 new cars.", "vehicles") == 1


def test_the_sentence_that_counts_it_is_the_answer(make: Callable[..., Assistant]) -> None:
    """However many numbers stand in sentences that are nearer to the question."""
    assistant = make()
    folder = assistant.settings.corpus
    things = {"lanterns": 212, "violins": 31, "carpets": 418}
    for thing, count in things.items():
        (folder / f"{thing}.md").write_text(
            f"# The {thing} of Dunmoor\n\nThe {thing} of Dunmoor, sold in the town hall, are known in 14 countries "
            f"and came from 9 workshops. Dealers from the coast bought {count} {thing} in the hall. It cost 77 crowns."
        )
    assistant.sync()
    for thing, count in things.items():
        answer = assistant.ask(f"How many {thing} of Dunmoor were sold in the town hall?")
        assert answer.status == "answered"
        assert [f"{count} {thing}" in sentence.text for sentence in answer.sentences] == [True]
