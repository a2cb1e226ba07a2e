"""The forms of questions about the whole corpus: generated ones are read, and what only looks like them is not."""

import datetime as dt
import itertools

import pytest

from assistant.answer.frames import Frame, Term, Terms, read_frame, read_terms
from assistant.store.records import ArticleSource, KnownSources

TODAY = dt.date(2026, 6, 10)
KNOWN = KnownSources(
    (
        ArticleSource("a.md", "One", "Lakeside Courier", "Mia Reyes", dt.date(2026, 5, 1), "1"),
        ArticleSource("b.md", "Two", "The Sun", "Ole Winther", dt.date(2026, 4, 1), "2"),
        ArticleSource("c.md", "Three", "reuters.com", None, None, "3"),
    )
)
NOUNS = ["articles", "stories", "news stories", "documents", "reports", "pieces"]
NAMED = ["Zorbak", "Zorbak Industries", "Lake Varn", "the Treaty of Ulm", "solar tax"]


def read(question: str) -> Frame | None:
    return read_frame(question, TODAY, KNOWN)


FORMS = {
    "count": [
        "How many {noun} mention {name}?",
        "how many {noun} are about {name}",
        "In how many {noun} is {name} named?",
        "How many {noun} do we have that mention {name}",
        "What is the number of {noun} that name {name}?",
        "Please tell me how many {noun} in the corpus mention {name}",
        "Count the {noun} about {name}.",
    ],
    "list": [
        "Which {noun} mention {name}?",
        "List all {noun} that mention {name}",
        "Give me all the {noun} on {name}",
        "In which {noun} does {name} appear?",
        "List everything about {name}",
    ],
    "times": [
        "How many times is {name} mentioned?",
        "How often does {name} come up?",
        "How many mentions of {name} are there?",
    ],
    "first": [
        "When was {name} first mentioned?",
        "What was the first article about {name}?",
    ],
    "last": [
        "When was {name} last mentioned?",
        "What is the most recent article about {name}?",
    ],
    "every": [
        "Show me every mention of {name}",
        "Find all sentences that mention {name}",
        "Where is {name} mentioned?",
    ],
    "outlets": [
        "Which outlets wrote about {name}?",
        "Which newspapers mention {name}?",
    ],
    "authors": [
        "Who wrote about {name}?",
        "Which journalists wrote about {name}?",
    ],
}


@pytest.mark.parametrize("act", FORMS)
def test_a_form_is_read_whatever_is_looked_for(act: str) -> None:
    for form, noun, name in itertools.product(FORMS[act], NOUNS, NAMED):
        question = form.format(noun=noun, name=name)
        frame = read(question)
        assert frame is not None, question
        assert frame.act == act, question
        assert frame.terms, question
        assert [term.text for group in frame.terms.groups for term in group] == [name.removeprefix("the ")], question


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in the flood?",
        "How many articles of impeachment did the House pass?",
        "Which article of the constitution bans it?",
        "List price of the new car?",
        "How many stories does the tower have?",
        "How many items did the committee approve on Tuesday?",
        "How many reports of measles were there in May?",
        "Which papers did she file with the court?",
        "Who wrote the letter to the mayor?",
        "When was the bridge first opened?",
        "What is the latest on the strike?",
        "How often do trains run to Varn?",
        "How many times did he apologise?",
        "What documents were stolen?",
        "Who first described the comet?",
        "What did the reports conclude?",
        "Show what the minister promised",
        "Where is the festival held?",
        "What is the most recent figure for unemployment?",
        "Name the three winners",
        "Count Orlov lived where?",
        "What do sources say about the merger?",
        "What media did the company buy?",
        "How current are the figures of the ministry?",
        "Who are the authors of the study?",
        "What is there to see in Ulm?",
    ],
)
def test_what_only_looks_like_a_form_is_a_fact(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize(
    ("text", "groups", "without"),
    [
        ("Boeing or Airbus", [["Boeing", "Airbus"]], []),
        ("Boeing and Airbus", [["Boeing"], ["Airbus"]], []),
        ("both Boeing and Airbus but not Comac", [["Boeing"], ["Airbus"]], ["Comac"]),
        ("“war and peace”", [["war and peace"]], []),
        ("the word “tariff”", [["tariff"]], []),
        ("the European Union", [["European Union"]], []),
        ("Boeing without mentioning Airbus", [["Boeing"]], ["Airbus"]),
    ],
)
def test_terms_are_read_with_alternatives_and_exclusions(
    text: str, groups: list[list[str]], without: list[str]
) -> None:
    expected = Terms(tuple(tuple(map(Term, group)) for group in groups), tuple(map(Term, without)))
    assert read_terms(text) == expected


@pytest.mark.parametrize("text", ["it", "them", "", "?", " ".join(["word"] * 20)])
def test_what_names_nothing_is_no_term(text: str) -> None:
    assert read_terms(text) is None


@pytest.mark.parametrize(
    ("tail", "outlets", "authors", "articles"),
    [
        ("in the Lakeside Courier", ("Lakeside Courier",), (), {"a.md"}),
        ("from reuters", ("reuters.com",), (), {"c.md"}),
        ("published by The Sun", ("The Sun",), (), {"b.md"}),
        ("by Mia Reyes", (), ("Mia Reyes",), {"a.md"}),
        ("by Mia Reyes in The Sun", ("The Sun",), ("Mia Reyes",), set()),
        ("except in The Sun", (), (), {"a.md", "c.md"}),
    ],
)
def test_sources_are_taken_out_and_limit_the_articles(
    tail: str, outlets: tuple[str, ...], authors: tuple[str, ...], articles: set[str]
) -> None:
    frame = read(f"How many articles mention Zorbak {tail}?")
    assert frame is not None
    assert frame.terms == Terms(((Term("Zorbak"),),))
    assert (frame.limits.outlets, frame.limits.authors, frame.limits.articles) == (
        outlets,
        authors,
        frozenset(articles),
    )


def test_a_name_that_is_no_source_stays_in_the_question() -> None:
    frame = read("How many articles mention Zorbak in Mexico?")
    assert frame is not None
    assert frame.limits.articles is None
    assert frame.terms == Terms(((Term("Zorbak in Mexico"),),))


@pytest.mark.parametrize(
    ("time", "start", "end"),
    [
        ("in May 2026", dt.date(2026, 5, 1), dt.date(2026, 5, 31)),
        ("since May", dt.date(2026, 5, 1), None),
        ("yesterday", dt.date(2026, 6, 9), dt.date(2026, 6, 9)),
        ("last week", dt.date(2026, 6, 1), dt.date(2026, 6, 7)),
        ("before April 2026", None, dt.date(2026, 3, 31)),
    ],
)
def test_days_limit_the_articles_exactly(time: str, start: dt.date | None, end: dt.date | None) -> None:
    frame = read(f"How many articles mentioned Zorbak {time}?")
    assert frame is not None
    assert frame.limits.period is not None
    assert (frame.limits.period.start, frame.limits.period.end) == (start, end)
    assert frame.terms == Terms(((Term("Zorbak"),),))


@pytest.mark.parametrize("by", ["month", "year", "outlet", "author", "week"])
def test_articles_are_grouped_by_what_is_asked_for(by: str) -> None:
    for question in (f"How many articles mention Zorbak by {by}?", f"How many articles per {by} mention Zorbak?"):
        frame = read(question)
        assert frame is not None, question
        assert frame.by == by, question


def test_a_long_question_is_not_parsed() -> None:
    assert read(f"How many articles mention {'Zorbak ' * 60}?") is None


HEADS = {
    "count": [
        "How many {noun}",
        "number of {noun}",
        "what's the total number of {noun}",
        "Count of {noun}",
        "count our {noun}",
    ],
    "list": ["Which {noun}", "List all {noun}", "show me which {noun}", "find {noun}", "Pull up everything"],
}
CLAUSES = [
    " that mention {name}",
    " mentioning {name}",
    " that refer to {name}",
    " in which {name} is named",
    " where {name} appears",
    " we have run on {name}",
]  # fmt: skip


@pytest.mark.parametrize("act", HEADS)
def test_every_head_is_read_with_every_clause(act: str) -> None:
    for head, clause, noun, name in itertools.product(HEADS[act], CLAUSES, NOUNS[:3], NAMED[:3]):
        question = f"{head}{clause}".format(noun=noun, name=name)
        frame = read(question)
        assert frame is not None, question
        assert (frame.act, frame.terms) == (act, Terms(((Term(name),),))), question


@pytest.mark.parametrize("act", HEADS)
@pytest.mark.parametrize("dated", ["published since 5 May", "written in May 2026", "that were published last week"])
def test_what_is_said_of_the_days_is_no_part_of_the_name(act: str, dated: str) -> None:
    for head, clause in itertools.product(HEADS[act], CLAUSES[:5]):
        frame = read(f"{head}{clause} {dated}".format(noun="articles", name="Lake Varn"))
        assert frame is not None, (head, clause)
        assert (frame.act, frame.terms) == (act, Terms(((Term("Lake Varn"),),))), (head, clause)
        assert frame.limits.period is not None


@pytest.mark.parametrize("name", ["south korean", "Zorbak"])
def test_who_has_an_article_is_no_part_of_what_it_is_about(name: str) -> None:
    for subject, verb in itertools.product(["we", "you", "they"], ["run", "published", "written", "got"]):
        frame = read(f"how many pieces have {subject} {verb} on {name}")
        assert frame is not None
        assert frame.terms is not None
        assert [term.text for group in frame.terms.groups for term in group] == [name]


@pytest.mark.parametrize("verb", ["found", "used", "quoted", "featured"])
@pytest.mark.parametrize(
    "form", ["Where is {name} {verb}?", "How often is {name} {verb}?", "When was {name} first {verb}?"]
)
def test_a_verb_that_is_not_only_of_texts_needs_a_noun_for_them(form: str, verb: str) -> None:
    for name in (*NAMED, "lithium", "the vaccine"):
        question = form.format(name=name, verb=verb)
        assert read(question) is None, question
        assert read(question.replace("?", " in the corpus?")) is not None, question


@pytest.mark.parametrize("verb", ["appear", "occur", "feature"])
@pytest.mark.parametrize(
    "form", ["How often do {name} {verb}?", "When did {name} first {verb}?", "Where does {name} {verb}?"]
)
def test_what_happens_is_a_fact_unless_it_happens_in_the_corpus(form: str, verb: str) -> None:
    for name in ("earthquakes", "Zorbak", "smallpox"):
        question = form.format(name=name, verb=verb)
        assert read(question) is None, question
        assert read(question.replace("?", " in our articles?")) is not None, question


@pytest.mark.parametrize("day", ["on 1 May 2026", "yesterday", "last week", "since 5 May"])
@pytest.mark.parametrize(
    "form",
    [
        "What was published {day}?",
        "what came in {day}",
        "What's new {day}",
        "Show me new articles {day}",
        "anything new {day}?",
    ],
)
def test_what_is_new_is_a_list_of_some_days(form: str, day: str) -> None:
    frame = read(form.format(day=day))
    assert frame is not None
    assert frame.act == "new"
    assert frame.limits.period is not None
    without_day = read(form.replace(" {day}", ""))
    assert without_day is None or without_day.act == "list"


@pytest.mark.parametrize("source", ["Evening Star", "the Evening Star", "Xinhua", "evening-star.com", "Jane Doe"])
@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("How many articles are from {}?", "count"),
        ("How many stories are there by {}?", "count"),
        ("Which articles are from {}?", "list"),
        ("List all articles by {}", "list"),
        ("Show me the stories from {}", "list"),
    ],
)
def test_a_source_that_the_corpus_does_not_have_has_no_article(source: str, question: str, act: str) -> None:
    frame = read(question.format(source))
    assert frame is not None
    assert (frame.act, frame.terms, frame.limits.articles) == (act, None, frozenset())
    assert frame.limits.outlets == (source.removeprefix("the "),)


def test_what_is_new_on_a_subject_is_limited_to_both() -> None:
    frame = read("What's new on Zorbak since 5 May?")
    assert frame is not None
    assert (frame.act, frame.terms) == ("new", Terms(((Term("Zorbak"),),)))


@pytest.mark.parametrize("source", ["The Sun", "Lakeside Courier", "reuters.com", "Mia Reyes"])
@pytest.mark.parametrize(
    ("form", "act"),
    [
        ("How many times does {source} mention Zorbak?", "times"),
        ("how often has {source} mentioned Zorbak", "times"),
        ("List what {source} wrote about Zorbak", "list"),
        ("Show me everything {source} has written about Zorbak", "list"),
    ],
)
def test_a_source_that_mentions_something_limits_the_articles(form: str, act: str, source: str) -> None:
    frame = read(form.format(source=source))
    assert frame is not None
    assert (frame.act, frame.terms) == (act, Terms(((Term("Zorbak"),),)))
    assert (frame.limits.outlets or frame.limits.authors) == (source,)


@pytest.mark.parametrize("opening", ["Please: ", "Hi, ", "quick question: ", "ok so ", "Can you tell me ", "just "])
@pytest.mark.parametrize("closing", ["", "?", " please", " in our archive?", ", thanks"])
def test_words_around_a_question_do_not_change_it(opening: str, closing: str) -> None:
    for question in ("how many articles mention Zorbak", "which stories name Zorbak", "where is Zorbak mentioned"):
        assert read(opening + question + closing) == read(question)


def test_a_day_that_limits_nothing_is_read_as_words() -> None:
    assert read("Thanks, that's all for today.") == Frame("thanks")


def test_a_clause_is_told_from_a_name() -> None:
    assert not any(Terms(((Term(name),),)).is_clause for name in (*NAMED, "Bank of the United States", "tax on carbon"))
    assert Terms(((Term("effort to connect the EU"),),)).is_clause


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("count", "How many headlines mention {name}?"),
        ("count", "how many articles have {name} in the title"),
        ("list", "List all titles that contain {name}"),
        ("list", "Which articles have {name} in their headline?"),
    ],
)
def test_titles_are_searched_alone_where_they_are_asked_for(act: str, form: str, name: str) -> None:
    frame = read(form.format(name=name))
    assert frame is not None
    assert frame.act == act
    assert frame.terms == Terms(((Term(name.removeprefix("the ")),),), titles=True)


@pytest.mark.parametrize("question", ["What do we have?", "articles", "show all stories"])
def test_articles_of_no_day_and_no_source_are_no_limited_list(question: str) -> None:
    frame = read(question)
    assert frame is None or frame.act != "limited"
    limited = read(f"{question.rstrip('?')} from the Lakeside Courier")
    assert limited is not None
    assert limited.limits.outlets == ("Lakeside Courier",)
