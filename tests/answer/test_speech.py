"""Who says what in an article, in articles whose speakers and sentences are made up here."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.speech.attribute import Speech, read_speech
from assistant.documents import read_article
from assistant.index.chunk import find_units
from assistant.records import Article

FIRST = "Orla Ines Tomas Yusuf Greta Bram Noor Eero Zofia Caspar".split()
LAST = "Vantongeren Okwuosa Lindqvist Harrowgate Pellizzari Dunmore Szabolcs Whitlock".split()
ROLES = ("mayor of Tarnby", "chief engineer at the Norvik dam", "a geologist from Lund", "head of the harbour board")
TITLES = ("Mayor", "Professor", "Norvik Water President", "Finance Minister", "harbour spokeswoman")
CLAUSES = (
    "the ferry will stay in the dock until the spring",
    "nobody on the island wants a second bridge",
    "the old mill costs more than it earns",
    "the new pipes were laid in the wrong street",
    "the council has known about the leak since March",
    "every school on the coast needs another teacher",
)
SAYS = ("said", "says", "added", "insisted", "explained", "warned", "wrote")
MARKS = ("“ ”", '" "', "« »", "„ “", "‘ ’")

names = st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST))
clauses = st.sampled_from(CLAUSES)
marks = st.sampled_from(MARKS)
verbs = st.sampled_from(SAYS)


def read(text: str) -> tuple[Article, tuple[Speech, ...]]:
    article = read_article("a.md", f"---\ntitle: News\n---\n{text}\n".encode())
    return article, read_speech(article, [unit.citable for unit in find_units(article) if unit.citable])


def said(text: str) -> list[tuple[str, str]]:
    """Speakers and the words they say, by article offsets."""
    article, speeches = read(text)
    return [(each.speaker.label, " ".join(article.text[slice(*span)] for span in each.spoken)) for each in speeches]


def capital(clause: str) -> str:
    return clause[0].upper() + clause[1:]


def quote(clause: str, marks: str, end: str = ",") -> str:
    opening, closing = marks.split()
    return f"{opening}{capital(clause)}{end}{closing}"


# Every way to name a speaker: a pattern of name, role, title, verb, quotation and clause.
NAMED = {
    "before": "{name} said that {clause}.",
    "before, without a word between": "{name} said {clause}.",
    "before a quotation": "{name} {verb}: {whole}",
    "after reported words": "{Clause}, {name} {verb}.",
    "after a quotation": "{quote} {name} {verb}.",
    "after a quotation, turned around": "{quote} {verb} {name}.",
    "after a quotation, with a role behind": "{quote} {verb} {name}, {role}.",
    "after a quotation, with a role between": "{quote} {name}, {role}, {verb}.",
    "with a role between": "{name}, {role}, said {clause}.",
    "with a relative clause": "{name}, who lives in Tarnby, said that {clause}.",
    "with a title": "{title} {name} said that {clause}.",
    "behind a description": "The company's chief executive, {name}, said {clause}.",
    "behind a time": "On Monday, {name} said that {clause}.",
    "with an adverb": "{name} has repeatedly said that {clause}.",
    "to somebody": "{name} told the Tarnby Courier that {clause}.",
    "to somebody, behind": "{quote} {name} told the Tarnby Courier.",
    "in the middle": "{quote} {name} {verb}, {quote}",
    "according to": "According to {name}, {clause}.",
    "according to, behind": "{Clause}, according to {name}.",
    "after a dash": "{name} — {role} — said that {clause}.",
}


@pytest.mark.parametrize("form", NAMED)
@given(name=names, clause=clauses, verb=verbs, role=st.sampled_from(ROLES), title=st.sampled_from(TITLES), marks=marks)
def test_a_speaker_is_known_wherever_their_sentence_names_them(
    form: str, name: str, clause: str, verb: str, role: str, title: str, marks: str
) -> None:
    text = NAMED[form].format(
        name=name,
        clause=clause,
        Clause=capital(clause),
        verb=verb,
        role=role,
        title=title,
        quote=quote(clause, marks),
        whole=quote(clause, marks, "."),
    )
    ((speaker, words),) = said(text)
    assert speaker == name, text
    assert clause[1:] in words, text
    assert name.split()[1] not in words, text


@given(name=names, clause=clauses, other=clauses, marks=marks)
def test_a_surname_and_a_pronoun_stand_for_whoever_was_named_before(
    name: str, clause: str, other: str, marks: str
) -> None:
    surname = name.split()[1]
    text = f"{name} runs the harbour.\n\n{quote(clause, marks)} {surname} said.\n\nShe added that {other}."
    assert [speaker for speaker, _ in said(text)] == [name, name], text


@given(name=names, parts=st.permutations(CLAUSES), marks=marks)
def test_a_quotation_of_several_sentences_is_all_of_one_speaker(name: str, parts: Sequence[str], marks: str) -> None:
    opening, closing = marks.split()
    one, two, three, four = map(capital, parts[:4])
    text = f"{opening}{one}. {two},{closing} {name} said. {opening}{three}. {four}.{closing}"
    found = said(text)
    assert {speaker for speaker, _ in found} == {name}, text
    assert all(each[1:] in " ".join(words for _, words in found) for each in (one, two, three, four)), text


@given(name=names, parts=st.permutations(CLAUSES))
def test_a_quotation_goes_on_over_paragraphs(name: str, parts: Sequence[str]) -> None:
    """Each paragraph opens it again, and only the last one closes it."""
    one, two, three = map(capital, parts[:3])
    text = f"{name} said: “{one}.\n\n“{two}.\n\n“{three}.”\n\nIt rained all day in Tarnby."
    assert [speaker for speaker, _ in said(text)] == [name] * 3, text


@given(two=st.permutations(FIRST), last=st.permutations(LAST), parts=st.permutations(CLAUSES), marks=marks)
def test_nobody_is_given_the_words_of_another(
    two: Sequence[str], last: Sequence[str], parts: Sequence[str], marks: str
) -> None:
    one, other = f"{two[0]} {last[0]}", f"{two[1]} {last[1]}"
    own, theirs, again = parts[:3]
    text = (
        f"{quote(own, marks)} {one} said.\n\n{quote(theirs, marks)} said {other}, who was there.\n\n"
        f"{last[0]} said {again}."
    )
    found = said(text)
    assert [speaker for speaker, _ in found] == [one, other, one], text
    for (_, words), clause in zip(found, (own, theirs, again), strict=True):
        assert [each for each in parts if each[1:] in words] == [clause], text


@given(two=st.permutations(FIRST), last=st.permutations(LAST), clause=clauses, marks=marks)
def test_a_quotation_inside_another_ones_sentence_is_whose_the_sentence_says(
    two: Sequence[str], last: Sequence[str], clause: str, marks: str
) -> None:
    one, other = f"{two[0]} {last[0]}", f"{two[1]} {last[1]}"
    text = f"{one} said that {other} had told the board: {quote(clause, marks, '.')}"
    quoted = [speaker for speaker, words in said(text) if clause[1:] in words]
    assert other in quoted, text
    assert one not in quoted, text


@given(two=st.permutations(FIRST), last=st.permutations(LAST), clause=clauses, pronoun=st.sampled_from(["He", "She"]))
def test_a_pronoun_that_may_be_either_of_two_names_nobody(
    two: Sequence[str], last: Sequence[str], clause: str, pronoun: str
) -> None:
    text = (
        f"Mayor {two[0]} {last[0]} and Professor {two[1]} {last[1]} came to the harbour.\n\n"
        f"In the hall stood Mayor {last[0]} and Professor {last[1]}. {pronoun} said that {clause}."
    )
    assert said(text) == [], text


NOTHING_SAID = (
    "{name} was told that {clause}.",
    "{name} did not say whether {clause}.",
    "{name} declined to say that {clause}.",
    "{name} would never say that {clause}.",
    "{name} added three goals, and {clause}.",
    "{name} wrote a book, and {clause}.",
    "{name} sings a song called “Winter in Tarnby”, and {clause}.",
    "The reports of {name} about the harbour are long, and {clause}.",
    "{name} walked home, for {clause}.",
)


@pytest.mark.parametrize("form", NOTHING_SAID)
@given(name=names, clause=clauses)
def test_nothing_is_said_where_nobody_speaks(form: str, name: str, clause: str) -> None:
    assert said(form.format(name=name, clause=clause)) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Norvik Water said in a statement that {clause}.", "Norvik Water"),
        ("{Clause}, the Tarnby Port Authority said.", "Tarnby Port Authority"),
        ("{quote} said a spokesman for Norvik Water.", "a spokesman for Norvik Water"),
        ("The police said that {clause}.", "The police"),
        ("Two of the farmers said {clause}.", "Two of the farmers"),
    ],
)
@given(clause=clauses, marks=marks)
def test_a_speaker_may_be_no_person(text: str, speaker: str, clause: str, marks: str) -> None:
    text = text.format(clause=clause, Clause=capital(clause), quote=quote(clause, marks))
    ((found, words),) = said(text)
    assert found == speaker, text
    assert clause[1:] in words, text


@given(name=names, clause=clauses, role=st.sampled_from(ROLES))
def test_a_speaker_keeps_what_the_article_says_they_are(name: str, clause: str, role: str) -> None:
    _, (speech,) = read(f"{name}, {role}, said that {clause}.")
    assert speech.speaker.name == name
    assert role in speech.speaker.phrase


LETTERS = st.text(st.characters(exclude_categories=["C"]), max_size=3)
PIECES = [
    *"“”\"‘’'«»„—,.:;!?() \n",
    "\n\n",
    " said ",
    " He",
    " Orla Dunmore ",
    " told",
    " that ",
    " and ",
    "according to",
]


@given(text=st.lists(st.sampled_from(PIECES) | st.sampled_from(CLAUSES) | LETTERS, max_size=30).map("".join))
def test_spoken_words_lie_in_their_sentence_in_any_text(text: str) -> None:
    article, speeches = read(f"x {text}")
    for each in speeches:
        start, end = each.sentence
        assert each.spoken
        assert all(start <= first < last <= end for first, last in each.spoken)
        assert each.speaker.label
        assert article.text[start:end].strip()
