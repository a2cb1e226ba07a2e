"""What somebody says about something, in a corpus whose people are made up."""

from collections.abc import Callable, Iterator

import pytest

from assistant.answer.kinds.fact import NONE_OF_THESE_DAYS
from assistant.answer.quotes import Quote, Spoken, find_quotes, find_speakers, is_speaker
from assistant.answer.speech.speakers import Speaker
from assistant.assistant import Assistant
from assistant.records import Turn
from assistant.settings import load_settings

ARTICLES = {
    "bridge.md": (
        "2026-02-03",
        "Lakeside Courier",
        "The council meets on the bridge",
        "Mayor Orla Vantongeren opened the meeting in Tarnby on Monday.\n\n"
        "“The bridge is older than my grandmother. It has to be repaired this summer,” Vantongeren said. “We have the "
        "money for the steel.”\n\n"
        "Tomas Okwuosa, who leads the opposition, said the bridge should be torn down.\n\n"
        "“A ferry would be cheaper than the bridge,” he added.\n\n"
        "The meeting ended at nine. The baker on the square sold out of rolls.",
    ),
    "school.md": (
        "2026-02-10",
        "Harbour Post",
        "A new school for Tarnby",
        "Tarnby will have a new school. Mayor Orla Vantongeren said that the school needs twelve teachers.\n\n"
        "Asked about the pupils, she said they would be taught in two shifts.\n\n"
        "A spokesman for Norvik Water said in a statement that the pipes of the school would be laid in May.\n\n"
        "“Nobody asked the parents,” said Greta Okwuosa, a mother of three.",
    ),
    "copy.md": (
        "2026-02-04",
        "Morning Wire",
        "Bridge to be repaired",
        "“The bridge is older than my grandmother. It has to be repaired this summer,” Orla Vantongeren said.",
    ),
}
WHO = {
    "Orla Vantongeren": {"Orla Vantongeren"},
    "Vantongeren": {"Orla Vantongeren"},
    "Mayor Vantongeren": {"Orla Vantongeren"},
    "Tomas Okwuosa": {"Tomas Okwuosa"},
    "Okwuosa": {"Tomas Okwuosa", "Greta Okwuosa"},
    "Norvik Water": {"A spokesman for Norvik Water"},
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("town")
    (folder / "corpus").mkdir()
    for name, (day, source, title, text) in ARTICLES.items():
        front = f"---\ntitle: {title}\ndate: {day}\nsource: {source}\n---\n"
        (folder / "corpus" / name).write_text(front + text + "\n", encoding="utf-8")
    made = Assistant(load_settings(corpus=folder / "corpus", index=folder / "index"))
    made.sync()
    yield made
    made.close()


@pytest.fixture
def ask(town: Assistant) -> Callable[[str, str], Spoken]:
    return lambda who, about: find_quotes(who, about, town.parts.catalog, town.encoder.encode_question)


def texts(quotes: tuple[Quote, ...]) -> list[str]:
    return [quote.evidence.quote(quote.speech.sentence) for quote in quotes]


@pytest.mark.parametrize("who", WHO)
def test_somebody_is_given_by_a_full_name_a_surname_or_an_organisation(
    who: str, ask: Callable[[str, str], Spoken]
) -> None:
    assert {quote.speech.speaker.label for quote in ask(who, "").quotes} == WHO[who]


def test_only_what_is_said_of_the_topic_is_found_best_first(ask: Callable[[str, str], Spoken]) -> None:
    found = texts(ask("Orla Vantongeren", "the bridge").quotes)
    assert found[0].startswith("“The bridge is older")
    assert len(found) >= 2
    assert not any("school" in text or "shifts" in text for text in found)
    assert "the school needs twelve teachers" in texts(ask("Vantongeren", "teachers for the school").quotes)[0]


def test_without_a_topic_all_is_found_newest_first_and_copies_once(ask: Callable[[str, str], Spoken]) -> None:
    quotes = ask("Orla Vantongeren", "").quotes
    days = [quote.evidence.date for quote in quotes]
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]
    assert sum("older than my grandmother" in text for text in texts(quotes)) == 1
    assert any("two shifts" in text for text in texts(quotes)), "the pronoun stands for her"


def test_who_speaks_but_not_of_this_has_no_quotes(ask: Callable[[str, str], Spoken]) -> None:
    spoken = ask("Tomas Okwuosa", "the price of rolls at the baker")
    assert (spoken.quotes, spoken.sentences) == ((), 2)
    assert [evidence.article for evidence in spoken.nearest][:1] == ["bridge.md"]


def test_who_never_speaks_has_none(ask: Callable[[str, str], Spoken]) -> None:
    assert ask("Zofia Whitlock", "the bridge").sentences == 0
    assert ask("Zofia Whitlock", "the bridge").nearest == ()


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("A ferry would be cheaper than the bridge", "Tomas Okwuosa"),
        ("a ferry would be cheaper", "Tomas Okwuosa"),
        ("older than my grandmother. It has to be repaired", "Orla Vantongeren"),
        ("the school needs twelve teachers", "Orla Vantongeren"),
        ("Mayor Orla Vantongeren said that the school needs twelve teachers.", "Orla Vantongeren"),
    ],
)
def test_the_speaker_of_words_is_found(town: Assistant, said: str, who: str) -> None:
    quotes, exact = find_speakers(said, town.parts.catalog)
    assert exact
    assert {quote.speech.speaker.label for quote in quotes} == {who}


@pytest.mark.parametrize("said", ["The meeting ended at nine", "sold out of rolls"])
def test_words_that_nobody_says_have_no_speaker(town: Assistant, said: str) -> None:
    assert find_speakers(said, town.parts.catalog) == ((), False)


def test_words_in_another_order_are_found_and_said_to_be_others(town: Assistant) -> None:
    quotes, exact = find_speakers("the bridge, a ferry would be cheaper", town.parts.catalog)
    assert not exact
    assert [quote.speech.speaker.label for quote in quotes] == ["Tomas Okwuosa"]


@pytest.mark.parametrize(
    ("who", "speaker", "same"),
    [
        ("Orla Vantongeren", Speaker("Orla Vantongeren", ""), True),
        ("Ines Vantongeren", Speaker("Orla Vantongeren", ""), False),
        ("Ines Vantongeren", Speaker("Vantongeren", ""), False),
        ("Vantongeren", Speaker("Orla Vantongeren", ""), True),
        ("Norvik", Speaker("Orla Vantongeren", "Norvik engineer Orla Vantongeren", others=("Norvik",)), False),
        ("Norvik Water", Speaker("", "a spokesman for Norvik Water", others=("Norvik Water",)), True),
        ("Norvik Water", Speaker("", "a rival of Norvik Water", others=("Norvik Water",)), False),
        ("Orla", Speaker("", "Orla Vantongeren and Bram Dunmore", joint=True, others=("Orla Vantongeren",)), True),
        ("the police", Speaker("", "Police in Tarnby"), True),
        ("the police", Speaker("Bram Dunmore", "Bram Dunmore, the new police commissioner"), False),
        ("the Tarnby police", Speaker("", "the Tarnby police", others=("Tarnby",)), True),
        ("the Tarnby police", Speaker("", "a friend of the Tarnby police", others=("Tarnby",)), False),
        ("the mayor", Speaker("Orla Vantongeren", "Mayor Orla Vantongeren"), True),
        ("Tarnby's mayor", Speaker("Orla Vantongeren", "Tarnby Mayor Orla Vantongeren", others=("Tarnby",)), True),
        ("Lund's mayor", Speaker("Orla Vantongeren", "Tarnby Mayor Orla Vantongeren", others=("Tarnby",)), False),
    ],
)
def test_a_question_means_a_speaker_by_name_or_by_who_they_are(who: str, speaker: Speaker, same: bool) -> None:
    assert is_speaker(who, speaker) is same


SAY = (
    "What did {} say about the bridge?",
    "What has {} said about the bridge?",
    "What did {} have to say about the bridge?",
    "what does {} think about the bridge",
    "Quotes by {} on the bridge",
    "Show me all quotes from {} about the bridge",
    "What are {}'s comments on the bridge?",
    "Please tell me what {} said about the bridge.",
)


@pytest.mark.parametrize("question", SAY)
def test_a_question_for_what_somebody_says_is_answered_with_their_words(town: Assistant, question: str) -> None:
    answer = town.ask(question.format("Orla Vantongeren"))
    assert (answer.kind, answer.status) == ("quotes", "answered")
    assert {sentence.speaker for sentence in answer.sentences} == {"Orla Vantongeren"}
    assert {sentence.support for sentence in answer.sentences} == {"quoted"}
    assert "Orla Vantongeren" in answer.text
    assert len(answer.citations) == len(answer.sentences) >= 2
    for citation in answer.citations:
        text = town.article(citation.article, citation.version).text
        assert text[citation.start : citation.end] == citation.quote


def test_the_words_that_are_spoken_are_emphasised_and_the_outlet_leads(town: Assistant) -> None:
    (sentence,) = town.ask("What did Greta Okwuosa say?").sentences
    assert sentence.lead == "Harbour Post, 10 February 2026:"
    assert [sentence.text[slice(*span)] for span in sentence.emphasis] == ["“Nobody asked the parents,”"]


def test_who_speaks_but_not_of_this_is_refused_with_the_closest_words(town: Assistant) -> None:
    answer = town.ask("What did Tomas Okwuosa say about the price of rolls at the baker?")
    assert (answer.kind, answer.status, answer.citations) == ("quotes", "refused", ())
    assert "No article quotes Tomas Okwuosa on “the price of rolls at the baker”" in answer.text
    assert answer.also_retrieved[0].article == "bridge.md"


@pytest.mark.parametrize("who", ["Zofia Whitlock", "the bridge", "the article", "the harbour master"])
def test_whom_no_article_quotes_is_a_question_for_a_fact(town: Assistant, who: str) -> None:
    assert town.ask(f"What does {who} say about the school?").kind == "fact"


@pytest.mark.parametrize(
    ("question", "speaker", "opening"),
    [
        ("Who said “a ferry would be cheaper than the bridge”?", "Tomas Okwuosa", "Tomas Okwuosa is quoted so:"),
        ('Who said "nobody asked the parents"?', "Greta Okwuosa", "Greta Okwuosa is quoted so:"),
        ("Did Greta Okwuosa say “Nobody asked the parents”?", "Greta Okwuosa", "Yes: Greta Okwuosa is quoted so:"),
        (
            "Did Orla Vantongeren say “The bridge will never be repaired”?",
            "Orla Vantongeren",
            "No article quotes Orla Vantongeren with these words. Orla Vantongeren on this:",
        ),
    ],
)
def test_words_are_given_to_their_speaker_and_to_nobody_else(
    town: Assistant, question: str, speaker: str, opening: str
) -> None:
    answer = town.ask(question)
    assert answer.kind == "quotes"
    assert answer.message == opening
    assert {sentence.speaker for sentence in answer.sentences} == {speaker}


def test_who_said_that_asks_of_the_words_of_the_last_answer(town: Assistant) -> None:
    asked = "Which words did the parents hear about the new school?"
    reply = "Harbour Post, 10 February 2026: “Nobody asked the parents,” said Greta Okwuosa, a mother of three. [1]"
    answer = town.ask("Who said that?", [Turn("user", asked), Turn("assistant", reply)])
    assert answer.kind == "quotes"
    assert {sentence.speaker for sentence in answer.sentences} == {"Greta Okwuosa"}


def test_words_of_another_are_said_to_be_theirs(town: Assistant) -> None:
    answer = town.ask("Did Orla Vantongeren say “A ferry would be cheaper than the bridge”?")
    assert (answer.status, answer.citations) == ("refused", ())
    assert "No article quotes Orla Vantongeren with these words; Tomas Okwuosa is quoted so." in answer.text


def test_a_limit_leaves_out_the_rest_and_what_lies_outside_is_given_with_a_note(town: Assistant) -> None:
    inside = town.ask("What did Orla Vantongeren say in articles published on 10 February 2026?")
    assert inside.kind == "quotes"
    assert {citation.article for citation in inside.citations} == {"school.md"}
    outside = town.ask("What did Orla Vantongeren say about the bridge in June 2025?")
    assert outside.status == "answered"
    assert outside.scope
    assert outside.scope.note == NONE_OF_THESE_DAYS


@pytest.mark.parametrize("question", ["Orla Vantongeren bridge repairs", "How does Orla Vantongeren see the bridge?"])
def test_any_question_with_a_name_can_be_answered_as_one_for_quotes(town: Assistant, question: str) -> None:
    answer = town.ask(question, kind="quotes")
    assert (answer.kind, answer.status) == ("quotes", "answered")
    assert {sentence.speaker for sentence in answer.sentences} == {"Orla Vantongeren"}
