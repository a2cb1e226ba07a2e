"""What answers of some kinds have besides sentences in paragraphs: columns, days, and the choice of another kind."""

import re
from collections.abc import Mapping, Sequence

from assistant.records import Answer, Citation
from assistant.web import text
from assistant.web.render.markup import attribute, escape, isolated
from assistant.web.render.results import differences_html

NUMBERED = re.compile(r"(\d+)\. ")


def kind_html(kind: str) -> str:
    """As what a question was answered, and a button for each other kind that may have been meant."""
    others = "".join(
        f'<button type="button" class="tool" data-as="{other}" '
        f'aria-label="{attribute(text.ANSWER_AS_LABEL.format(kind=text.KINDS[other]))}">{escape(text.KINDS[other])}'
        "</button>"
        for other in text.OTHER_KINDS.get(kind, ("fact",))
    )
    shown = text.ANSWERED_AS.format(kind=text.KINDS.get(kind, kind))
    return f'<div class="kinds"><span>{escape(shown)} {text.ANSWER_AS}</span>{others}</div>'


def message_html(lines: Sequence[str]) -> str:
    """The lines of a message in paragraphs; lines with numbers are a list."""
    parts: list[str] = []
    at = 0
    while at < len(lines):
        items = []
        first = NUMBERED.match(lines[at])
        while at < len(lines) and (number := NUMBERED.match(lines[at])):
            items.append(f'<li dir="auto">{escape(lines[at][number.end() :])}</li>')
            at += 1
        if first:
            parts.append(f'<ol start="{first[1]}">{"".join(items)}</ol>')
        else:
            parts.append(f'<p dir="auto">{escape(lines[at])}</p>')
            at += 1
    return f'<div class="answer message">{"".join(parts)}</div>' if parts else ""


def columns_html(
    answer: Answer, sentences: Sequence[str], citations: Mapping[int, Citation], marks: Mapping[int, str]
) -> str:
    """The sides of a comparison beside each other, and a table of what differs.

    sentences, marks: of the answer, as HTML; marks by the number of the citation.
    """
    columns = "".join(
        f'<section class="side"><h3>{isolated(column.of)}</h3>'
        f"{''.join(f'<p>{sentences[at]}</p>' for at in column.sentences if at < len(sentences))}</section>"
        for column in answer.columns
    )
    shown = {at for column in answer.columns for at in column.sentences}
    rest = "".join(f"<p>{each}</p>" for at, each in enumerate(sentences) if at not in shown)
    table = differences_html(answer.differences, citations, marks)
    return f'<div class="answer"><div class="sides">{columns}</div>{rest}</div>{table}'


def timeline_html(sentences: Sequence[str]) -> str:
    """Sentences that are led by their days, as a list."""
    items = "".join(f"<li>{each}</li>" for each in sentences)
    return f'<div class="answer"><ol class="timeline">{items}</ol></div>'
