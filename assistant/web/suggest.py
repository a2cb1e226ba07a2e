"""Questions the corpus can answer: made from names in its articles, and offered only once they were answered.

A name is taken for one where it stands capitalised in the middle of a sentence, and in more than one passage or a
title. Each question is put to the extractive writer; one that it refuses, or answers with what is shown already, is not
offered.
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
OFFERED = 3
TRIED = 6  # questions that are asked, at most
NEWEST = 12  # articles whose names begin a conversation


def after(assistant: "Assistant", answer: Answer, wanted: Callable[[], bool] = lambda: True) -> list[str]:
    """What may be asked after an answer: about what its sources name and neither question nor answer does.

    wanted: asked before each question is tried.
    """
    shown = {(each.article, each.start) for each in answer.citations}
    said = normalize_space(
        f"{answer.question} {answer.searched} {' '.join(each.text for each in answer.sentences)}"
    ).casefold()
    names = (name for name in rank_names(answer.also_retrieved) if name.casefold() not in said)
    text = normalize_space(" ".join(each.text for each in answer.also_retrieved))
    return [question for question, _ in _answered(assistant, names, text, shown, wanted)]


def to_begin(assistant: "Assistant", wanted: Callable[[], bool] = lambda: True) -> list[str]:
    """What may be asked first: about what the newest articles name."""
    articles = [assistant.article(row.path) for row in assistant.articles()[:NEWEST]]
    counted = Counter(name for article in articles for name in dict.fromkeys(names_in(article.text)))
    titles = normalize_space(" ".join(article.title for article in articles)).casefold()
    ranked = sorted(counted, key=lambda name: (name.casefold() not in titles, -counted[name]))
    text = normalize_space(" ".join(article.text for article in articles))
    return [question for question, _ in _answered(assistant, iter(ranked), text, set(), wanted)]


def rank_names(evidence: Sequence[Evidence]) -> list[str]:
    """Names of passages, those of most passages and of titles first."""
    counted = Counter(name for each in evidence for name in dict.fromkeys(names_in(each.text)))
    titles = normalize_space(" ".join(each.title for each in evidence)).casefold()
    return sorted(counted, key=lambda name: -counted[name] - (name.casefold() in titles))


def names_in(words: str) -> list[str]:
    """Names, as they stand."""
    found = (match.removesuffix("’s").removesuffix("'s") for match in NAME.findall(normalize_space(words)))
    return [
        name
        for name in found
        if name not in DEFAULT.suggestions.not_names
        and len(name) > 3
        and not DEFAULT.suggestions.of_a_country.fullmatch(name)
    ]


def questions_about(name: str, text: str) -> list[str]:
    """What a text may answer about a name, the most particular first."""
    return [
        question.format(name=name)
        for question, form in DEFAULT.suggestions.forms
        if re.search(form.format(name=re.escape(name)), text)
    ]


def _answered(
    assistant: "Assistant", names: Iterator[str], text: str, shown: set[tuple[str, int]], wanted: Callable[[], bool]
) -> Iterator[tuple[str, Answer]]:
    """Questions about these names that are answered, each with something not shown before; one a name."""
    offered = tried = 0
    for name in names:
        for question in questions_about(name, text):
            if offered == OFFERED or tried == TRIED or not wanted():
                return
            tried += 1
            try:
                answer = assistant.ask(question, model=EXTRACTIVE)
            except AssistantError:
                return
            cited = {(each.article, each.start) for each in answer.citations}
            if answer.status == "answered" and not cited & shown:
                shown |= cited
                offered += 1
                yield question, answer
                break
