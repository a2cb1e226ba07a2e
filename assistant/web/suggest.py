"""Suggested questions: made from the articles, and only those that the articles answer.

The candidates of ``candidates.py`` are asked one after another with the extractive writer. One is suggested if it is
answered with a citation of the sentence it was made from, or of its article if it was made from the title.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, NotFoundError
from assistant.language import DEFAULT, find_language
from assistant.language.tokens import content_words, stem
from assistant.records import Answer, Article, ArticlePath
from assistant.settings import EXTRACTIVE
from assistant.web.candidates import Candidate, Reading, bases_in

if TYPE_CHECKING:
    from assistant.assistant import Assistant

SUGGESTED = 3
TRIED = 9  # questions that are asked, at most
NEWEST = 24  # articles from which first questions are made
ALIKE = 0.5  # share of the content words that two questions may not have in common

Ask = Callable[[str], Answer | None]  # a question -> its answer; None ends the search


def to_begin(assistant: "Assistant", wanted: Callable[[], bool] = lambda: True) -> Iterator[str]:
    """Suggest first questions, about the newest articles.

    wanted: called before an article is read or a question asked; False ends the search.
    """
    readings = read(assistant, [row.path for row in assistant.articles()[:NEWEST]], wanted)
    for candidate, _ in choose(readings, answering(assistant, wanted)):
        yield candidate.question


def after(assistant: "Assistant", answer: Answer, wanted: Callable[[], bool] = lambda: True) -> Iterator[str]:
    """Suggest questions after an answer, from the articles that were found for it, those it does not show first.

    After a greeting, first questions. None is like the question that was asked, or answered with what is shown already.
    """
    if answer.kind == "help":
        yield from to_begin(assistant, wanted)
        return
    counted = [row.article for row in answer.result.rows[:NEWEST]] if answer.result else []
    cited = list(dict.fromkeys([*(citation.article for citation in answer.citations), *counted]))
    paths = list(dict.fromkeys([*(passage.article for passage in answer.also_retrieved), *cited]))
    near = [
        reading
        for reading in read(assistant, sorted(paths, key=cited.__contains__), wanted)
        if reading.article.path in cited or reading.is_related(answer.searched)
    ]
    shown = {(citation.article, citation.start) for citation in answer.citations}
    ask = answering(assistant, wanted, shown)
    for candidate, _ in choose(near, ask, asked=[answer.question, answer.searched]):
        yield candidate.question


def read(
    assistant: "Assistant", paths: Sequence[ArticlePath], wanted: Callable[[], bool] = lambda: True
) -> list[Reading]:
    """Articles as questions are made from them; only those in the language of questions, and still there."""
    articles = [article for article in (_article(assistant, path) for path in paths if wanted()) if article is not None]
    sources = {row.source for row in assistant.articles() if row.source}
    bases = bases_in([article.text for article in articles])
    return [Reading(article, sources, bases) for article in articles if wanted()]


def choose(
    readings: Sequence[Reading],
    ask: Ask,
    suggested: int = SUGGESTED,
    tried: int = TRIED,
    asked: Sequence[str] = (),
) -> Iterator[tuple[Candidate, Answer]]:
    """Yield candidates that are answered as they should be, in the order of the articles, with their answers.

    At most one of an article; a kind comes a second time only when no article has another one.
    """
    names = [reading.names for reading in readings]
    candidates = {reading.article.path: reading.candidates(names) for reading in readings}
    kinds: Counter[str] = Counter()
    chosen: list[Candidate] = []
    while any(candidates.values()) and len(chosen) < suggested:
        fewest = min(kinds[candidate.kind] for found in candidates.values() for candidate in found)
        for path, found in candidates.items():
            candidate = next((one for one in found if kinds[one.kind] == fewest), None)
            if candidate is None:
                continue
            found.remove(candidate)
            if are_alike(candidate, chosen, asked):
                continue
            if tried == 0 or (answer := ask(candidate.question)) is None:
                return
            tried -= 1
            if is_answered(candidate, answer):
                chosen.append(candidate)
                kinds[candidate.kind] += 1
                candidates[path] = []
                yield candidate, answer
                if len(chosen) == suggested:
                    return


def is_answered(candidate: Candidate, answer: Answer) -> bool:
    """Whether an answer rests on what its question was made from."""
    cited = [citation for citation in answer.citations if citation.article == candidate.article]
    if answer.status != "answered" or candidate.span is None:
        return answer.status == "answered" and bool(cited)
    start, end = candidate.span
    return any(citation.start < end and start < citation.end for citation in cited)


def are_alike(candidate: Candidate, chosen: Sequence[Candidate], asked: Sequence[str]) -> bool:
    """Whether a question is about what another one is about, or has most of its words."""
    if any(candidate.about in other.question or other.about in candidate.question for other in chosen):
        return True
    words = _stems(candidate.question)
    others = map(_stems, (*asked, *(other.question for other in chosen)))
    return any(len(words & other) > ALIKE * min(len(words), len(other)) for other in others)


def answering(
    assistant: "Assistant", wanted: Callable[[], bool], shown: Collection[tuple[ArticlePath, int]] = ()
) -> Ask:
    """Return a function that asks an assistant, and gives None when no more suggestions are wanted.

    shown: the places of citations that are shown already; they count for nothing.
    """

    def ask(question: str) -> Answer | None:
        if not wanted():
            return None
        try:
            answer = assistant.ask(question, model=EXTRACTIVE)
        except AssistantError:
            return None
        fresh = tuple(citation for citation in answer.citations if (citation.article, citation.start) not in shown)
        return replace(answer, citations=fresh)

    return ask


def _article(assistant: "Assistant", path: ArticlePath) -> Article | None:
    try:
        article = assistant.article(path)
    except NotFoundError:
        return None
    return article if find_language(article.language) is DEFAULT else None


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
