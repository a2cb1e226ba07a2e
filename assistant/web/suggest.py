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
from assistant.records import Answer, Evidence, fold
from assistant.settings import EXTRACTIVE

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

NAME = re.compile(r"(?<=[a-z,;] )(?:[A-Z][\w’'-]+|[A-Z]{2,})(?: (?:(?:of|the) )?[A-Z][\w’'-]+){0,3}")
NOT_NAMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December The This That President Minister I".split()
)
LATEST = "What is the latest on {name}?"
OFFERED = 3
TRIED = 6  # names that are asked about, at most
NEWEST = 12  # articles whose names begin a conversation


def after(assistant: "Assistant", answer: Answer, wanted: Callable[[], bool] = lambda: True) -> list[str]:
    """What may be asked after an answer: about what its sources name and neither question nor answer does.

    wanted: asked before each question is tried.
    """
    shown = {(each.article, each.start) for each in answer.citations}
    said = fold(f"{answer.question} {answer.searched} {' '.join(each.text for each in answer.sentences)}").casefold()
    names = (name for name in rank_names(answer.also_retrieved) if name.casefold() not in said)
    return [question for question, _ in _answered(assistant, names, shown, wanted)]


def to_begin(assistant: "Assistant", wanted: Callable[[], bool] = lambda: True) -> list[str]:
    """What may be asked first: about what the newest articles name."""
    articles = [assistant.article(row.path) for row in assistant.articles()[:NEWEST]]
    counted = Counter(name for article in articles for name in dict.fromkeys(names_in(article.text)))
    titles = fold(" ".join(article.title for article in articles)).casefold()
    ranked = sorted(counted, key=lambda name: (name.casefold() not in titles, -counted[name]))
    return [question for question, _ in _answered(assistant, iter(ranked), set(), wanted)]


def rank_names(evidence: Sequence[Evidence]) -> list[str]:
    """Names of passages, those of most passages and of titles first."""
    counted = Counter(name for each in evidence for name in dict.fromkeys(names_in(each.text)))
    titles = fold(" ".join(each.title for each in evidence)).casefold()
    return sorted(counted, key=lambda name: -counted[name] - (name.casefold() in titles))


def names_in(words: str) -> list[str]:
    """Names, as they stand."""
    found = (match.removesuffix("’s").removesuffix("'s") for match in NAME.findall(fold(words)))
    return [name for name in found if name not in NOT_NAMES and len(name) > 3]


def _answered(
    assistant: "Assistant", names: Iterator[str], shown: set[tuple[str, int]], wanted: Callable[[], bool]
) -> Iterator[tuple[str, Answer]]:
    """Questions about these names that are answered, each with something not shown before."""
    offered = 0
    for tried, name in enumerate(names):
        if offered == OFFERED or tried == TRIED or not wanted():
            return
        question = LATEST.format(name=name)
        try:
            answer = assistant.ask(question, model=EXTRACTIVE)
        except AssistantError:
            return
        cited = {(each.article, each.start) for each in answer.citations}
        if answer.status == "answered" and not cited & shown:
            shown |= cited
            offered += 1
            yield question, answer
