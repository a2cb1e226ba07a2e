"""Names of a question: an answer comes from an article that has them, in whatever form."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.names import Lexicon, candidates, missing_names
from assistant.answer.spelling import correct, neighbours, respell
from assistant.assistant import Assistant
from assistant.language.letters import ascii_spellings, without_accents
from assistant.records import Article, Turn

ARTICLE = Article(
    "2024/trade.md",
    "A visit",
    "The United Nations and France spoke. Dutch and Mexican ministers met Ana Silva of the European Central Bank. "
    "Three electric vehicles were shown.",
    "0" * 64,
    source="The Courier",
    author="Mia Reyes",
)


def lexicon_of(names: Sequence[str] = (), ordinary: Sequence[str] = ()) -> Lexicon:
    """A corpus that has some names, always with a capital, and an encoder that knows some words."""

    def frequencies(words: Sequence[str]) -> Mapping[str, int]:
        return {word: 3 * (word.lower() in map(str.lower, names)) for word in words}

    def samples(word: str, count: int) -> list[str]:
        return [f"he met {word.capitalize()}, and saw {word.capitalize()}"] * count

    return Lexicon(frequencies, samples, lambda word: word.lower() in ordinary)


def missing(question: str, **known: Sequence[str]) -> tuple[str, ...]:
    return tuple(missing_names(question, ARTICLE, lexicon_of(**known)))


@pytest.mark.parametrize(
    "question",
    [
        "What did the French minister say?",
        "What did the Netherlands say to Mexico?",
        "What did the UN say?",
        "What did the ECB do?",
        "Which EVs were shown?",
        "How many were the 3 shown to Silva?",
        "Who met in the 2024s?",
        "What does the Courier report?",
        "What did Reyes write?",
        "What was in the file of 2024?",
        "What did Prime Minister Silva say?",
        "What did Ana Sliva say?",
        "what did silva and france say?",
        "WHAT DID ANA SILVA SAY?",
    ],
)
def test_other_forms_of_a_name_count(question: str) -> None:
    assert missing(question, ordinary=["minister", "file", "shown", "write", "wrote", "report"]) == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Norway say to France?", ("Norway",)),
        ("What did FedEx give to Silva?", ("FedEx",)),
        ("What did the WHO say?", ("WHO",)),
        ("Who said that in 2019?", ()),  # the article has no date, so it may be of that year
        ("Which 17 ministers met?", ("17",)),
    ],
)
def test_a_name_that_is_missing_is_named(question: str, names: tuple[str, ...]) -> None:
    assert missing(question, ordinary=["give"]) == names


def test_in_small_letters_the_corpus_says_what_is_a_name() -> None:
    assert missing("what did norway say", names=["norway"]) == ("norway",)
    assert missing("what did the harlebrook say", ordinary=["said"]) == ("harlebrook",)
    assert missing("what did the minister wager", ordinary=["wager"]) == ()


def test_a_capital_says_nothing_where_every_word_has_one() -> None:
    assert not any(capital for _, capital in candidates("What Did The Minister Say To Silva?"))
    assert [word for word, capital in candidates("What did the minister say to Silva?") if capital] == ["Silva"]


def test_no_question_is_answered_about_a_name_that_was_exchanged(assistant: Assistant) -> None:
    """Each name of the sample's questions in turn becomes an invented one."""
    rng = random.Random(3)
    invented = ["Harlebrook", "Vantris", "Oskelund", "Quellby", "Dornavia", "Lathwick"]
    asked = [
        "What did Carney agree with Mexico?",
        "How much canola goes to China under the deal with Canada?",
        "What did Modi and Carney speak about?",
        "Which tariff did Canada put on electric vehicles from China?",
    ]
    for question in asked:
        names = [word for word, capital in candidates(question) if capital]
        for name in names:
            exchanged = question.replace(name, rng.choice(invented))
            answer = assistant.ask(exchanged)
            assert answer.status == "refused", exchanged
            assert "names “" in answer.message
            assert assistant.ask(exchanged.lower().rstrip("?")).status == "refused", exchanged


# Spelling


LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=9)


@given(LETTERS)
def test_words_one_letter_off_are_so_both_ways(word: str) -> None:
    for other in list(neighbours(word))[::37]:
        if len(other) >= 5:
            assert word in set(neighbours(other))


@given(LETTERS, st.data())
def test_a_word_one_letter_off_is_corrected_and_a_known_one_never(word: str, data: st.DataObject) -> None:
    def frequencies(words: Sequence[str]) -> Mapping[str, int]:
        return {each: int(each.lower() == word) for each in words}

    wrong = data.draw(st.sampled_from([each for each in neighbours(word) if len(each) >= 5 and each != word]))
    assert correct(f"Is {wrong} here?", frequencies, lambda _: False, lambda each: each == word) == f"Is {word} here?"
    assert correct(f"Is {wrong} here?", frequencies, lambda _: True, lambda each: each == word) == f"Is {wrong} here?"
    assert correct(f"Is {word} here?", frequencies, lambda _: False, lambda each: each == word) == f"Is {word} here?"


MARKED = ("Møller", "Müller", "Sæther", "Łódź", "Đoković", "Strauß", "Þór", "Ðæl", "Yılmaz", "Åse", "Œuf")


@pytest.mark.parametrize("name", MARKED)
def test_a_name_is_asked_for_in_any_of_its_spellings(name: str) -> None:
    """Full text knows no accents, so it has the other letters as they are."""
    held = {without_accents(name.lower())}
    article = Article("a.md", "A visit", f"The mayor met {name} there.", "0" * 64)
    lexicon = lexicon_of(ordinary=["meet"])

    def frequencies(words: Sequence[str]) -> Mapping[str, int]:
        return {word: int(without_accents(word.lower()) in held) for word in words}

    for spelling in map(str.capitalize, ascii_spellings(name)):
        asked, further = respell(f"Did they meet {spelling}?", frequencies, lambda _: False, lambda each: True)
        assert without_accents(asked) in {without_accents(f"Did they meet {each}?") for each in (name, spelling)}
        assert frequencies([asked[14:-1]])[asked[14:-1]], spelling
        assert not further
        for question in (asked, f"Did they meet {spelling}?"):
            assert not missing_names(question, article, lexicon)
        plain = Article("a.md", "A visit", f"The mayor met {spelling} there.", "0" * 64)
        assert not missing_names(f"Did they meet {name}?", plain, lexicon)


def test_a_word_that_the_corpus_has_in_both_spellings_is_searched_in_both() -> None:
    def frequencies(words: Sequence[str]) -> Mapping[str, int]:
        return {word: int(word.lower() in ("moeller", "møller")) for word in words}

    asked, further = respell("Did Moeller win?", frequencies, lambda _: False, lambda each: True)
    assert (asked, further) == ("Did Moeller win?", ("møller",))


@pytest.mark.parametrize("question", ["Is the poet here?", "Is the guest cruel?", "What is the value of blue shoes?"])
def test_an_ordinary_word_is_not_taken_for_a_spelling(question: str) -> None:
    """Passages have "pot", "gust" and "blu", but none writes them with another letter."""

    def frequencies(words: Sequence[str]) -> Mapping[str, int]:
        return {word: int(without_accents(word).isascii()) for word in words}

    assert respell(question, frequencies, lambda _: False, lambda each: each.isascii()) == (question, ())


def test_a_name_that_is_a_word_of_grammar_is_missing_where_only_that_word_is() -> None:
    article = Article("a.md", "A visit", "The people who came said it to us.", "0" * 64)
    assert missing_names("What did WHO say?", article, lexicon_of(ordinary=["say"])) == {"WHO": True}
    assert missing_names("Why did IT fail?", article, lexicon_of(ordinary=["fail"])) == {"IT": False}
    named = Article("a.md", "A visit", "The World Health Organization spoke of its IT.", "0" * 64)
    assert not missing_names("What did WHO say?", named, lexicon_of(ordinary=["say"]))
    assert not missing_names("Why did IT fail?", named, lexicon_of(ordinary=["fail"]))


def test_a_question_with_a_typing_error_is_answered_as_without(assistant: Assistant) -> None:
    right, wrong = (
        assistant.ask(f"Which tariff did Canada put on {word} vehicles from China?")
        for word in ("electric", "elecrtic")
    )
    assert wrong.searched == right.searched
    assert wrong.text == right.text
    assert right.status == "answered"


# Conversation


STAND_ALONE = ["Which tariff did Canada put on electric vehicles from China?", "What did Carney agree with Mexico?"]
OTHER_SUBJECTS = ["Who speaks to the Australian parliament?", "What is the CPTPP?", "When does Carney fly to India?"]


@pytest.mark.parametrize("question", STAND_ALONE)
@pytest.mark.parametrize("turns", [1, 3])
def test_a_question_that_can_stand_alone_is_answered_as_if_it_were_the_first(
    question: str, turns: int, assistant: Assistant
) -> None:
    history = [
        turn
        for earlier in OTHER_SUBJECTS[:turns]
        for turn in (Turn("user", earlier), Turn("assistant", assistant.ask(earlier).text))
    ]
    first, later = assistant.ask(question), assistant.ask(question, history)
    assert later.status == first.status == "answered"
    assert {each.article for each in later.citations} & {each.article for each in first.citations}


def test_a_refusal_shows_a_question_that_can_stand_alone_as_it_was_asked(assistant: Assistant) -> None:
    history = [Turn("user", "What is the CPTPP?"), Turn("assistant", "A pact. [1]")]
    answer = assistant.ask("What did Carney agree with Norway?", history)
    assert answer.status == "refused"
    assert answer.searched == "What did Carney agree with Norway?"


def test_a_follow_up_that_needs_what_was_said_takes_it(assistant: Assistant) -> None:
    history = [Turn("user", "What did Carney agree with Mexico?"), Turn("assistant", "A partnership. [1]")]
    answer = assistant.ask("And with India?", history)
    assert answer.searched == "What did Carney agree with Mexico? And with India?"
