"""Outlets, authors, titles and files that a question names, and what is searched for it."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from assistant.answer.kinds.fact import NONE_OF_THESE_SOURCES, OUTSIDE
from assistant.answer.scope import absent_authors, label_of, read_scope, read_sources
from assistant.assistant import Assistant
from assistant.contract import of_scope
from assistant.records import Turn
from assistant.settings import load_settings
from assistant.store.records import ArticleSource, KnownSources

TODAY = dt.date(2026, 3, 2)
FERRY, PIER, BUDGET, OLD_BUDGET = "news/ferry.md", "news/2026-02-01-pier.md", "2025/budget.txt", "2024/budget.txt"
KNOWN = KnownSources(
    (
        ArticleSource(FERRY, "Ferry runs late all week", "Lakeside Courier", "Mia Reyes"),
        ArticleSource(
            PIER, "Pier closes for repairs | Harbour Post", "harbourpost.example", "José Brandão and Ann Lee"
        ),
        ArticleSource("news/tide.md", "Tuesday", "The Sun", "Reyes"),
        ArticleSource(BUDGET, "budget", None, None),
        ArticleSource(OLD_BUDGET, "budget", None, None),
    )
)
ASKED = "how late is the ferry"
ONLY = {
    "Lakeside Courier": [
        "Only from {}: %s?",
        "%s, only from the {}?",
        "%s, according to articles in the {}?",
        "%s in the {}'s report?",
        "Use only the {}: %s?",
        "%s, from the {} only?",
    ],
    "Mia Reyes": [
        "What does the article by {} say about how late the ferry is?",
        "%s in articles written by {}?",
        "What did {} write about how late the ferry is?",
        "%s in {}’s article?",
        "What has {} written about how late the ferry is?",
    ],
    FERRY: ["%s in {}?", "In the file {}, %s?", "%s, according to {}?", "What does {} say about the ferry?"],
    "Ferry runs late all week": [
        "%s in the article '{}'?",
        "In the article “{}”, %s?",
        "%s, in the story titled {}?",
        "What does the article {} say about the ferry?",
    ],
}
FIRST = {
    "Lakeside Courier": [
        "According to the {}, %s?",
        "What does the {} say about how late the ferry is?",
        "%s, as reported by {}?",
        "What did {} report about how late the ferry is?",
    ],
    "Mia Reyes": ["What does {} say about how late the ferry is?", "According to {}, %s?", "{} ferry late"],
}
FORMS = [str, str.lower, str.upper]


def asked_as(questions: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, question.replace("%s", ASKED)) for name, some in questions.items() for question in some]


@pytest.mark.parametrize("form", FORMS, ids=["as it is", "lower", "upper"])
@pytest.mark.parametrize(("name", "question"), asked_as(ONLY))
def test_only_the_articles_that_are_asked_for_are_searched(
    name: str, question: str, form: Callable[[str], str]
) -> None:
    sources = read_sources(question.format(form(name)), KNOWN)
    assert sources
    assert sources.hard
    assert sources.articles == {FERRY}
    assert name.lower() not in sources.text.lower(), "what is searched is the question without the name"
    assert "ferry" in sources.text


@pytest.mark.parametrize("form", FORMS, ids=["as it is", "lower", "upper"])
@pytest.mark.parametrize(("name", "question"), asked_as(FIRST))
def test_articles_of_a_source_that_is_only_mentioned_go_first(
    name: str, question: str, form: Callable[[str], str]
) -> None:
    sources = read_sources(question.format(form(name)), KNOWN)
    assert sources
    assert not sources.hard
    assert sources.articles == {FERRY}


@pytest.mark.parametrize(
    "other", ["Valley Gazette", "Mia Reyesson", "Ann Mia", "Courier", "Lakeside", "2023/budget.txt", "ferry.mdx"]
)
@pytest.mark.parametrize(("name", "question"), asked_as(ONLY) + asked_as(FIRST))
def test_a_name_that_the_catalog_has_not_is_no_source(name: str, question: str, other: str) -> None:
    assert read_sources(question.format(other), KNOWN) is None


@pytest.mark.parametrize("title", ["‘Gone in a day’: ferry stops", "'We waited.'", "Who runs the ferry now?"])
@pytest.mark.parametrize("question", ["In the article “{}”, why?", 'Why is it late, in the story titled "{}"?'])
def test_a_title_may_have_quotation_marks_and_a_question_mark_of_its_own(title: str, question: str) -> None:
    known = KnownSources((*KNOWN.articles, ArticleSource("own.md", title, None, None)))
    sources = read_sources(question.format(title), known)
    assert sources
    assert (sources.hard, sources.named) == (True, ("own.md",))


@pytest.mark.parametrize(
    "question",
    [
        "What did the sun do on Tuesday?",
        "Which ferry runs late all week?",
        "What is in the budget of 2025?",
        "Who was late, Reyes or the captain?",
        "Is the Lakeside Courier Prize still awarded?",
        "Was it said in the harbour post office?",
    ],
)
def test_words_alone_are_no_source(question: str) -> None:
    assert read_sources(question, KNOWN) is None


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("How much is spent, in 2025/budget.txt?", {BUDGET}),
        ("How much is spent, in 2024/budget.txt?", {OLD_BUDGET}),
        ("How much is spent, in budget.txt?", {BUDGET, OLD_BUDGET}),
        ("How much is spent, in the folder 2024?", {OLD_BUDGET}),
        ("How much is spent, in 2024/?", {OLD_BUDGET}),
        ("What does 2026-02-01-pier say about repairs?", {PIER}),
        ("What does the article “Pier closes for repairs” say about repairs?", {PIER}),
        ("What does the article by Jose Brandao say about repairs?", {PIER}),
        ("What does the article by Ann Lee say about repairs?", {PIER}),
        ("What do articles by Mia Reyes or Ann Lee say about repairs?", {FERRY, PIER}),
        ("What does the article by Mia Reyes in the Lakeside Courier say of repairs?", {FERRY}),
        ("What do articles by Mia Reyes in The Sun say of repairs?", set()),
        ("What do articles in the Harbour Post say of repairs?", {PIER}),
        ("What do articles in harbourpost.example say of repairs?", {PIER}),
        ("What do articles in the Sun say of repairs?", {"news/tide.md"}),
    ],
)
def test_forms_of_names(question: str, articles: set[str]) -> None:
    sources = read_sources(question, KNOWN)
    assert sources
    assert (sources.hard, set(sources.articles)) == (True, articles)


def test_the_name_in_an_address() -> None:
    addresses = ["bbc.com", "www.bbc.com", "bbc.co.uk", "news.bbc.co.uk", "bbc.de"]
    assert {label_of(address) for address in addresses} == {"bbc"}


def never(word: str, path: str | None) -> bool:
    return False


def test_a_date_in_the_name_of_a_file_is_no_period_and_a_question_for_all_of_it_is_one_for_its_title() -> None:
    query = read_scope("What does news/2026-02-01-pier.md say?", (), TODAY, KNOWN, never)
    assert query.period is None
    assert query.subject.text == "Pier closes for repairs | Harbour Post"
    assert query.subject.overview
    assert query.text == "What does news/2026-02-01-pier.md say?", "it is shown as it was asked"


def test_a_question_that_leans_on_another_keeps_its_source() -> None:
    history = (Turn("user", "What does the article by Mia Reyes say about the ferry?"), Turn("assistant", "Late. [1]"))
    query = read_scope("And when does it leave?", history, TODAY, KNOWN, never)
    assert query.sources
    assert (query.sources.hard, set(query.sources.articles)) == (True, {FERRY})
    assert "Reyes" not in query.subject.context
    alone = read_scope("How many boats does the Tarn Lake Club of Orrin own?", history, TODAY, KNOWN, never)
    assert alone.sources is None


def test_a_word_that_only_the_name_of_a_folder_has_prefers_its_articles() -> None:
    question = "How much will the council spend in 2025?"
    query = read_scope(question, (), TODAY, KNOWN, never)
    assert query.sources
    assert (query.sources.hard, set(query.sources.articles)) == (False, {BUDGET})
    assert query.sources.path_words == ("2025",)
    assert read_scope(question, (), TODAY, KNOWN, lambda word, path: True).sources is None, "their text has it too"


# Searched and answered


AUTHORS, OUTLETS = ("Mia Reyes", "Tomas Lindqvist", "Ada Okoro"), ("Lakeside Courier", "Harbour Post")
TOPICS = {"ferry": "captain", "library": "librarian", "bridge": "engineer", "bakery": "baker", "museum": "curator"}


@pytest.fixture(scope="module")
def sourced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Articles of each author in each outlet, all of them about the same things, with other numbers."""
    folder = tmp_path_factory.mktemp("sourced")
    number = 20
    for author in AUTHORS:
        for outlet in OUTLETS:
            number += 7
            path = folder / outlet.split()[0].lower() / f"{author.split()[0].lower()}.md"
            path.parent.mkdir(exist_ok=True)
            text = "\n\n".join(
                f"The {topic} had {number + at} visitors in May, the {who} said."
                for at, (topic, who) in enumerate(TOPICS.items())
            )
            path.write_text(f'---\ntitle: "Visitors {number}"\nsource: "{outlet}"\nauthor: "{author}"\n---\n\n{text}\n')
    for year, sum_ in ((2024, 12), (2025, 19)):
        (folder / str(year)).mkdir()
        (folder / str(year) / "budget.txt").write_text(f"The council will spend {sum_} million crowns on roads.\n")
    made = Assistant(load_settings(corpus=folder, index=tmp_path_factory.mktemp("index")))
    made.sync()
    yield made
    made.close()


@pytest.mark.parametrize("topic", ["ferry", "museum"])
@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("author", AUTHORS)
def test_a_fact_is_answered_from_the_source_that_is_named(
    sourced: Assistant, author: str, outlet: str, topic: str
) -> None:
    asked = f"how many visitors did the {topic} have in May?"
    path = f"{outlet.split()[0].lower()}/{author.split()[0].lower()}.md"
    of_author = {row.path for row in sourced.articles() if row.path.endswith(path.split("/")[1])}
    of_outlet = {row.path for row in sourced.articles() if row.source == outlet}
    for question, articles in [
        (f"In {path}, {asked}", {path}),
        (f"In articles by {author}, {asked}", of_author),
        (f"According to the {outlet}, {asked}", of_outlet),
        (f"Only from the {outlet}: {asked}", of_outlet),
    ]:
        answer = sourced.ask(question)
        assert answer.status == "answered", question
        assert answer.citations[0].article in articles, question
        assert answer.scope
        assert not answer.scope.note
        assert not answer.scope.hard or {each.article for each in answer.citations} <= articles


def test_a_hard_source_leaves_out_the_rest_and_another_does_not(sourced: Assistant) -> None:
    everything = sourced.status().passages
    hard = sourced.search("What do articles by Mia Reyes say about the ferry?", 100)
    assert {hit.article for hit in hard.hits} == {"lakeside/mia.md", "harbour/mia.md"}
    soft = sourced.search("What does the Harbour Post say about the ferry?", 100)
    assert len(soft.hits) == everything
    assert soft.hits[0].source == "Harbour Post"


def test_where_a_source_has_no_answer_all_articles_are_searched_and_it_is_said(sourced: Assistant) -> None:
    answer = sourced.ask("How much will the council spend on roads, only from the Harbour Post?")
    assert answer.status == "answered"
    assert answer.citations[0].article.endswith("budget.txt")
    scope = of_scope(answer.scope)
    assert scope
    assert scope["note"] == NONE_OF_THESE_SOURCES
    assert (scope["hard"], scope["outlets"], scope["authors"], scope["articles"]) == (True, ["Harbour Post"], [], [])
    assert answer.scope
    assert answer.scope.label == "Only from Harbour Post"


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize(
    "question",
    ["How much will the council spend on roads in {}?", "How much will be spent on roads, in {}/budget.txt?"],
)
def test_what_only_a_folder_tells_is_searched(sourced: Assistant, year: int, question: str) -> None:
    answer = sourced.ask(question.format(year))
    assert answer.status == "answered"
    assert {each.article for each in answer.citations} == {f"{year}/budget.txt"}


@pytest.mark.parametrize("file", ["council-vists-ferrys", "vistors-of-the-bakrey"])
def test_the_name_of_a_file_is_not_corrected(sourced: Assistant, file: str) -> None:
    (sourced.settings.corpus / f"{file}.txt").write_text("The mayor came by boat.\n")
    sourced.sync()
    answer = sourced.ask(f"How did the mayor come, in {file}.txt?")
    (sourced.settings.corpus / f"{file}.txt").unlink()
    sourced.sync(allow_removals=True)
    assert answer.scope
    assert answer.scope.articles == (f"{file}.txt",)


def test_a_limit_can_be_removed(sourced: Assistant) -> None:
    question = "How many visitors did the ferry have in May, in lakeside/mia.md?"
    *_, answer = sourced.stream(question, any_day=True)
    assert answer.scope is None


def test_a_question_that_names_no_source_has_no_scope(sourced: Assistant) -> None:
    assert sourced.ask("How many visitors did the ferry have?").scope is None


def test_an_author_that_no_article_has_is_refused(sourced: Assistant) -> None:
    for question in ("What does the article by {} say about the ferry?", "How many visitors were in {}’s article?"):
        answer = sourced.ask(question.format("Freja Nakamura"))
        assert (answer.status, answer.scope) == ("refused", None)
        assert "No article is by “Freja Nakamura”." in answer.message
        assert "names" not in answer.message


def test_a_question_word_is_no_author() -> None:
    assert absent_authors("Who wrote the article about the ferry?", KNOWN) == ()
    assert absent_authors("What did Freja Nakamura write?", KNOWN) == ("Freja Nakamura",)
    assert absent_authors("What did Mia Reyes write?", KNOWN) == ()


@pytest.mark.parametrize("name", ["Reyes", "Lakeside", "Okoro", "Lindqvist"])
def test_a_word_that_only_what_is_known_of_an_article_has_is_never_said_to_be_nowhere(
    sourced: Assistant, name: str
) -> None:
    question = f"How many million crowns did {{}} and {name} ask the council to spend on roads?"
    assert "No article names “Zarquon”." in sourced.ask(question.format("Zarquon")).message
    assert f"No article found says this of “{name}”." in sourced.ask(question.format("Council")).message


@pytest.mark.parametrize("year", [2022, 2023, 2026])
def test_an_answer_from_the_folder_of_another_year_is_said_to_be_one(sourced: Assistant, year: int) -> None:
    answer = sourced.ask(f"How many crowns will the council spend on roads in {year}?")
    assert answer.status == "refused" or (answer.scope and answer.scope.note == OUTSIDE)
    own = sourced.ask("How many crowns will the council spend on roads in 2025?")
    assert own.status == "answered"
    assert not own.scope or not own.scope.note
