"""The questions of a message: whatever stands around a question, it is searched and answered as if asked alone."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.answer.join import join_answers
from assistant.answer.message import read_message
from assistant.assistant import Assistant
from assistant.contract import of_answer
from assistant.records import Answer, Column, Difference, Turn, Value

QUESTIONS = [
    "What tariff did Canada agree to on Chinese electric vehicles?",
    "When did Carney visit Beijing?",
    "Why does Canada want to trade less with the U.S.?",
    "Which bloc did Canada propose to join with the EU?",
]
UNANSWERED = "Who was elected pope in 1978?"
STORY = [
    "The mill at Dunmoor closed in 1962.",
    "Its owners moved to the coast.",
    "Children skated on the pond behind it.",
]
BEFORE = [
    "",
    "Hello! ",
    "Hi there, ",
    "Good morning, I hope you are well. ",
    "Thanks, that was quick. ",
    "I am writing a piece about the mill at Dunmoor and my editor wants to know: ",
    "I have to file by noon and have not found it anywhere. ",
    "Can you help me? ",
    "Sorry to bother you again - ",
    " ".join(STORY) + " ",
    " ".join(STORY * 6) + "\n\n",
    "Dear colleagues,\nour reader Nils Arvid asked us something yesterday.\n\n",
]
BEHIND = ["", " Thanks!", " It would be great to have this tonight.", "\n\nMany thanks,\nJo Marsden", f" {STORY[1]}"]


def lower_first(question: str) -> str:
    return question[0].lower() + question[1:]


def messages() -> Iterator[tuple[str, str]]:
    for (at, before), behind in itertools.product(enumerate(BEFORE), BEHIND):
        question = QUESTIONS[at % len(QUESTIONS)]
        written = lower_first(question) if before.rstrip().endswith((",", ":", "-")) else question
        yield before + written + behind, question


@pytest.mark.parametrize(("message", "question"), list(messages()))
def test_a_question_is_the_same_whatever_stands_around_it(message: str, question: str) -> None:
    (asked,) = read_message(message)
    assert asked.text.lower() == question.lower()
    assert not asked.around


@pytest.mark.parametrize(
    "lead",
    ["Can you tell me ", "Do you know ", "I would like to know ", "Please tell me ", "Could you find out for me ",
     "My colleague asked me ", "I wonder "],
)  # fmt: skip
@pytest.mark.parametrize("question", QUESTIONS)
def test_what_the_writer_says_to_the_reader_is_not_searched(lead: str, question: str) -> None:
    (asked,) = read_message(lead + lower_first(question))
    if "for me" in lead:  # something stands between the verb and the question
        return
    assert asked.text == lower_first(question)


@pytest.mark.parametrize(
    "question",
    [
        *QUESTIONS,
        "Did the minister know who paid for the bridge?",
        "If you boil water, how long does it take?",
        "In November 2019, how many people were killed?",
        "The budget of May: what gap did critics see?",
        "When and where was the choir founded?",
        "Who said “Will it rain? We do not know.”?",
        "how much is each M.A.P class",
        "the tariff on vehicles",
        "Can you sell a house in May?",
    ],
)
def test_a_plain_question_stays_as_it_is(question: str) -> None:
    assert [asked.text for asked in read_message(question)] == [question]


PAIRS = list(itertools.permutations(QUESTIONS, 2))
JOINED = ["{one} {two}", "{one} Also, {two_low}", "{one} And {two_low}", "{one}\n{two}", "{one_open} and {two_low}"]


@pytest.mark.parametrize("form", JOINED)
@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_two_questions_of_one_message_are_two(one: str, two: str, form: str) -> None:
    message = form.format(one=one, two=two, two_low=lower_first(two), one_open=one.rstrip("?"))
    assert [asked.text.lower() for asked in read_message(f"Hello! {message} Thanks.")] == [one.lower(), two.lower()]


def test_a_question_that_leans_has_what_stands_around_it() -> None:
    (asked,) = read_message("I am writing about the Skarholm ferry. When did it run aground?")
    assert (asked.text, asked.may_stand_alone) == ("When did it run aground?", False)
    assert "Skarholm" in asked.around
    first, second = read_message("When did the library of Marl open and who paid for it?")
    assert not first.around
    assert "library of Marl" in second.around


def test_thanks_are_no_context_of_a_follow_up() -> None:
    (asked,) = read_message("Thanks, that helps. And in Mexico?", first=False)
    assert (asked.text, asked.around) == ("And in Mexico?", "")


@pytest.mark.parametrize("at", range(len(BEFORE)))
def test_a_preface_changes_no_answer(assistant: Assistant, at: int) -> None:
    question = QUESTIONS[at % len(QUESTIONS)]
    alone, within = assistant.ask(question), assistant.ask(f"{BEFORE[at]}{question}{BEHIND[at % len(BEHIND)]}")
    assert (within.status, within.text) == (alone.status, alone.text)
    hits = [[hit.article for hit in assistant.search(text, 4).hits] for text in (question, BEFORE[at] + question)]
    assert hits[0] == hits[1]


@pytest.mark.parametrize(("one", "two"), PAIRS[:4])
def test_two_questions_are_answered_in_their_order(assistant: Assistant, one: str, two: str) -> None:
    alone = [assistant.ask(question) for question in (one, two)]
    *growing, both = assistant.stream(f"{one} {two}")
    said = [sentence.text for answer in alone for sentence in answer.sentences]
    assert [sentence.text for sentence in both.sentences] == said
    numbers = list(dict.fromkeys(number for sentence in both.sentences for number in sentence.citations))
    assert numbers == [citation.number for citation in both.citations] == list(range(1, len(numbers) + 1))
    assert not any(answer.complete for answer in growing)
    assert (both.question, both.complete) == (f"{one} {two}", True)


@pytest.mark.parametrize("message", [f"{QUESTIONS[0]} {UNANSWERED}", f"{UNANSWERED} {QUESTIONS[0]}"])
def test_it_is_said_which_of_two_questions_is_not_answered(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert answer.status == "answered"
    assert [sentence.text for sentence in answer.sentences] == [
        sentence.text for sentence in assistant.ask(QUESTIONS[0]).sentences
    ]
    assert f"Not in the corpus. Searched for “{UNANSWERED}”" in of_answer(answer)["text"]


def test_two_questions_without_an_answer_are_refused(assistant: Assistant) -> None:
    answer = assistant.ask(f"{UNANSWERED} Who won the chess open of Port Ellery in 1962?")
    assert (answer.status, answer.citations, answer.sentences) == ("refused", (), ())
    assert answer.text.count("Not in the corpus.") == 2


def test_a_conversation_goes_on_after_a_message_of_two_questions(assistant: Assistant) -> None:
    history = [Turn("user", QUESTIONS[0]), Turn("assistant", assistant.ask(QUESTIONS[0]).text)]
    alone = assistant.ask("How many of them?", history)
    assert assistant.ask("Thanks! How many of them?", history).text == alone.text


def test_joined_answers_cite_one_place_under_one_number(assistant: Assistant) -> None:
    answer: Answer = assistant.ask(QUESTIONS[0])
    joined = join_answers("twice", [answer, answer])
    assert joined.citations == answer.citations
    assert [each.citations for each in joined.sentences] == [each.citations for each in answer.sentences] * 2


def test_joined_comparisons_keep_their_columns_and_differences(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTIONS[0])
    number = answer.citations[0].number
    compared = replace(
        answer, columns=(Column("one", (0,)),), differences=(Difference("tariff", (Value("6.1 %", number),)),)
    )
    joined = join_answers("twice", [answer, compared])
    assert joined.columns == (Column("one", (len(answer.sentences),)),)
    assert joined.sentences[joined.columns[0].sentences[0]].text == answer.sentences[0].text
    assert [value.citation for each in joined.differences for value in each.values] == [joined.citations[0].number]
