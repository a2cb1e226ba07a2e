"""The answers to the questions of one message -> one answer, and their passages -> one search."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

from assistant.records import Answer, Citation, Column, Difference, Evidence, SearchResult, Sentence, Status, Value

Number = TypeVar("Number", int, float)


def join_answers(message: str, answers: Sequence[Answer], *, complete: bool = True) -> Answer:
    """One answer to a message: the sentences of each, in order, the citations numbered anew.

    It is answered if any is; its message also says which are not. complete: no further question follows.
    """
    if len(answers) == 1:
        return replace(answers[0], question=message, complete=complete and answers[0].complete)
    numbers: dict[tuple[str, str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    columns: list[Column] = []
    differences: list[Difference] = []
    for answer in answers:
        renumbered = {}
        for each in answer.citations:
            place = (each.article, each.version, each.start, each.end)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                citations.append(replace(each, number=numbers[place]))
            renumbered[each.number] = numbers[place]
        columns += [Column(each.of, tuple(len(sentences) + at for at in each.sentences)) for each in answer.columns]
        for difference in answer.differences:
            values = tuple(Value(each.value, renumbered[each.citation]) for each in difference.values)
            differences.append(Difference(difference.about, values))
        for sentence in answer.sentences:
            own = tuple(dict.fromkeys(renumbered[number] for number in sentence.citations))
            sentences.append(replace(sentence, citations=own))
    return replace(
        answers[-1],
        question=message,
        searched=" ".join(answer.searched for answer in answers),
        status=_status(answers),
        sentences=tuple(sentences),
        citations=tuple(citations),
        columns=tuple(columns),
        differences=tuple(differences),
        also_retrieved=_closest(answers, citations),
        message=" ".join(answer.message for answer in answers if answer.message),
        scope=next((answer.scope for answer in answers if answer.scope), None),
        kind=answers[0].kind,
        result=next((answer.result for answer in answers if answer.result), None),
        dropped_marks=sum(answer.dropped_marks for answer in answers),
        dropped=tuple(each for answer in answers for each in answer.dropped),
        timings_ms=_added([answer.timings_ms for answer in answers]),
        first_ms=answers[0].first_ms,
        tokens=_added([answer.tokens for answer in answers]),
        note=" ".join(dict.fromkeys(answer.note for answer in answers if answer.note)),
        complete=complete and answers[-1].complete,
    )


def _status(answers: Sequence[Answer]) -> Status:
    found = [answer.status for answer in answers]
    return next((status for status in ("answered", "refused") if status in found), "asks")


def _closest(answers: Sequence[Answer], citations: Sequence[Citation]) -> tuple[Evidence, ...]:
    """What was retrieved besides for each question in turn, without passages that are cited."""
    most = max(len(answer.also_retrieved) for answer in answers)
    found = _in_turn([answer.also_retrieved for answer in answers])
    cited = [(each.article, each.version, each.start) for each in citations]
    rest = [
        each
        for each in found
        if not any((each.article, each.version) == place[:2] and each.start <= place[2] < each.end for place in cited)
    ]
    return tuple(rest[:most])


def _in_turn(lists: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """The passages of several lists, one of each in turn, none twice."""
    seen: dict[int, Evidence] = {}
    for row in zip_longest(*lists):
        for each in row:
            if each:
                seen.setdefault(each.passage_id, each)
    return list(seen.values())


def _added(figures: Sequence[Mapping[str, Number]]) -> dict[str, Number]:
    """Several figures by name, those of one name added."""
    total: dict[str, Number] = {}
    for each in figures:
        for name, figure in each.items():
            total[name] = total[name] + figure if name in total else figure
    return total


def join_searches(message: str, results: Sequence[SearchResult], k: int) -> SearchResult:
    """One search: the best passages of each question in turn, at most ``k``."""
    hits = [
        replace(each, rank=rank) for rank, each in enumerate(_in_turn([each.hits for each in results])[:k], start=1)
    ]
    return SearchResult(
        message,
        " ".join(each.searched for each in results),
        tuple(hits),
        _added([each.timings_ms for each in results]),
        next((each.scope for each in results if each.scope), None),
    )
