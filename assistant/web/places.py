"""Every place of what was counted, so that a reader can go from one mention to the next over all articles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from assistant.answer.answer_run import Request
from assistant.answer.frames import Limits, Terms
from assistant.answer.mentions import find_mentions
from assistant.answer.run import choose_kind, split_request
from assistant.records import ArticlePath, ResultRow, Span, Turn, Version
from assistant.settings import EXTRACTIVE
from assistant.store.conversations import Exchange

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Stop: TypeAlias = tuple[ArticlePath, Version, Span | None]  # None: the beginning of the article

MOST = 5_000  # places to go to


def places_of(
    assistant: "Assistant", exchange: Exchange, earlier: Sequence[Turn], rows: Sequence[ResultRow]
) -> list[Stop]:
    """The places of what a question looks for, in the order of the rows.

    Of an article that has changed since, and of one without places in its text, only the first.
    earlier: what was said before the question.
    """
    terms = terms_of(assistant, exchange, earlier)
    held: dict[tuple[ArticlePath, Version], tuple[Span, ...]] = {}
    if terms is not None:
        among = Limits(articles=frozenset(row.article for row in rows))
        found = find_mentions(terms, among, assistant.parts.catalog)
        held = {(each.article.path, each.article.version): each.places for each in found}
    stops: list[Stop] = []
    for row in rows:
        places: Sequence[Span | None] = held.get((row.article, row.version), ()) if row.first else ()
        stops += [(row.article, row.version, place) for place in places or (row.first,)]
    return stops[:MOST]


def terms_of(assistant: "Assistant", exchange: Exchange, earlier: Sequence[Turn]) -> Terms | None:
    """What a question looks for, as it was read; None if it looks for nothing."""
    choices = exchange.choices
    request = Request(exchange.question, earlier, None, EXTRACTIVE, choices.any_day, choices.kind)
    for each, frame in split_request(request, assistant.parts):
        kind, read = choose_kind(each, frame, assistant.parts)
        if kind.name != "fact" and read.terms:
            return read.terms
    return None
