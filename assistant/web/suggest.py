"""Suggested questions: made from names in the articles, and only those that the corpus answers.

A name is a capitalised word in the middle of a sentence. Those of most passages and of titles come first. Each
question is answered by the extractive writer first; one that is refused, or answered with what is shown already, is not
suggested.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.language import DEFAULT
from assistant.records import Answer, Evidence, normalize_space
from assistant.settings import EXTRACTIVE

if TYPE_CHECKING:
    from assistant.assistant import Assistant

NAME = re.compile(r"(?<=[a-z,;] )(?:[A-Z][\w’'-]+|[A-Z]{2,})(?: (?:(?:of|the) )?[A-Z][\w’'-]+){0,3}")
SUGGESTED = 3
TRIED = 6  # questions that are tried, at most
NEWEST = 12  # articles whose names begin a conversation


def after(assistant: "Assistant", answer: Answer, wanted: Callable[[], bool] = lambda: True) -> list[str]:
    """Suggest questions after an answer, about names in its other passages that neither question nor answer has.

    wanted: checked before each question is tried; False ends the search.
    """
    shown = {(citation.article, citation.start) for citation in answer.citations}
    shown_text = normalize_space(
        f"{answer.question} {answer.searched} {' '.join(sentence.text for sentence in answer.sentences)}"
    ).casefold()
    names = (name for name in rank_names(answer.also_retrieved) if name.casefold() not in shown_text)
    text = normalize_space(" ".join(passage.text for passage in answer.also_retrieved))
    return [question for question, _ in _answered(assistant, names, text, shown, wanted)]


def to_begin(assistant: "Assistant", wanted: Callable[[], bool] = lambda: True) -> list[str]:
    """Suggest first questions, about names in the newest articles."""
    articles = [assistant.article(row.path) for row in assistant.articles()[:NEWEST]]
    counted = Counter(name for article in articles for name in dict.fromkeys(names_in(article.text)))
    titles = normalize_space(" ".join(article.title for article in articles)).casefold()
    ranked = sorted(counted, key=lambda name: (name.casefold() not in titles, -counted[name]))
    text = normalize_space(" ".join(article.text for article in articles))
    return [question for question, _ in _answered(assistant, iter(ranked), text, set(), wanted)]


def rank_names(evidence: Sequence[Evidence]) -> list[str]:
    """Names in passages, those of most passages and of titles first."""
    counted = Counter(name for passage in evidence for name in dict.fromkeys(names_in(passage.text)))
    titles = normalize_space(" ".join(passage.title for passage in evidence)).casefold()
    return sorted(counted, key=lambda name: -counted[name] - (name.casefold() in titles))


def names_in(words: str) -> list[str]:
    """The names in a text, in order."""
    found = (match.removesuffix("’s").removesuffix("'s") for match in NAME.findall(normalize_space(words)))
    return [
        name
        for name in found
        if name not in DEFAULT.suggestions.not_names
        and len(name) > 3
        and not DEFAULT.suggestions.of_a_country.fullmatch(name)
    ]


def questions_about(name: str, text: str) -> list[str]:
    """Questions about a name that a text may answer, the most specific first."""
    return [
        question.format(name=name)
        for question, form in DEFAULT.suggestions.forms
        if re.search(form.format(name=re.escape(name)), text)
    ]


def _answered(
    assistant: "Assistant", names: Iterator[str], text: str, shown: set[tuple[str, int]], wanted: Callable[[], bool]
) -> Iterator[tuple[str, Answer]]:
    """Yield questions about names with their answers, one for each name, each with a citation not shown before."""
    suggested = tried = 0
    for name in names:
        for question in questions_about(name, text):
            if suggested == SUGGESTED or tried == TRIED or not wanted():
                return
            tried += 1
            try:
                answer = assistant.ask(question, model=EXTRACTIVE)
            except AssistantError:
                return
            cited = {(citation.article, citation.start) for citation in answer.citations}
            if answer.status == "answered" and not cited & shown:
                shown |= cited
                suggested += 1
                yield question, answer
                break
