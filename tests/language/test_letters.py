"""Letters that other keyboards do not have: each spelling of a word leads to each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.letters import (
    LETTERS,
    ascii_spellings,
    is_marked,
    marked_spellings,
    other_spellings,
    plain,
    shortened,
    without_accents,
)
from assistant.language.tokens import content_words, find_acronyms, mask_acronyms, stem

SYLLABLE = st.tuples(st.sampled_from("bkmrtv"), st.sampled_from([*LETTERS, *"aeiou"])).map("".join)
WORD = st.lists(SYLLABLE, min_size=1, max_size=3).map("".join)


@given(WORD)
def test_every_spelling_of_a_word_leads_to_the_word_and_back(word: str) -> None:
    for spelling in ascii_spellings(word):
        assert spelling.isascii()
        found = {without_accents(each) for each in (spelling, *other_spellings(spelling))}
        assert without_accents(word) in found
        assert spelling in {without_accents(word), *other_spellings(word)}
        assert shortened(spelling) == shortened(word)


@given(WORD)
def test_a_word_is_compared_without_its_marks(word: str) -> None:
    first = ascii_spellings(word)[0]
    assert plain(word) == first
    assert stem(word) == stem(word.upper() if "ß" not in word and "ı" not in word else word) == stem(first)
    assert is_marked(word) == any(letter in word for letter in LETTERS)


@pytest.mark.parametrize(
    ("word", "others"),
    [("Müller", "Mueller"), ("Møller", "Moeller"), ("Straße", "Strasse"), ("Łódź", "Lodz"), ("Đoković", "Djokovic")],
)
def test_names(word: str, others: str) -> None:
    assert others.lower() in ascii_spellings(word)
    assert shortened(word) == shortened(others)


def test_accents_alone_make_no_other_word() -> None:
    assert other_spellings("jérôme") == other_spellings("jerome")
    assert all(is_marked(each) for each in marked_spellings("lodz"))


def test_a_word_has_a_limited_number_of_spellings() -> None:
    assert len(other_spellings("oediddlidoeoedildo" * 20)) < 1_000


@given(
    st.sampled_from(["WHO", "IT", "US"]), st.sampled_from(["What did {} say?", "{} failed, why?", "Is it {} or not?"])
)
def test_a_word_of_grammar_in_capitals_is_a_name_where_others_are_not(word: str, frame: str) -> None:
    question = frame.format(word)
    assert find_acronyms(question) == {word}
    assert word in content_words(question)
    assert word not in mask_acronyms(question)
    assert not find_acronyms(question.upper())
    assert not find_acronyms(question.lower())


def test_a_negation_in_capitals_is_only_stressed() -> None:
    assert not find_acronyms("Which country did NOT sign?")
