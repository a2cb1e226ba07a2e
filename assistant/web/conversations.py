"""Conversations and answers as text to take along: Markdown, and what a follow-up is read against."""

import datetime as dt
import re
from collections.abc import Callable, Sequence

from assistant.records import Answer, Citation, ResultRow, Sentence, Turn, normalize_space
from assistant.store.conversations import Conversation, Exchange
from assistant.web.results import lines_of

ROW_COLUMNS = ("Title", "Outlet", "Date", "Author", "Mentions")
COPIED = 200  # rows that are copied; an exported conversation has all
DIFFERENCE_COLUMNS = ("About", "Value", "Who says it", "When")


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The turns that a follow-up question is read against."""
    turns = []
    for exchange in exchanges:
        if reply := exchange.reply:
            turns += [Turn("user", exchange.question), Turn("assistant", reply)]
    return turns


# Markdown

MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-.!|~=&])")


def escape_markdown(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""
    return MARKUP.sub(r"\\\1", normalize_space(text))


def export(conversation: Conversation) -> str:
    """A conversation as Markdown. References are footnotes, numbered through the whole conversation."""
    parts, notes = [f"# {escape_markdown(conversation.name)}"], list[str]()
    for exchange in conversation.exchanges:
        body, more = exchange_markdown(exchange, first=len(notes) + 1)
        parts += [f"## {escape_markdown(exchange.question)}", *body]
        notes += more
    return "\n\n".join([*parts, *notes]) + "\n"


def exchange_markdown(exchange: Exchange, first: int) -> tuple[list[str], list[str]]:
    """The paragraphs of a reply as Markdown, and its footnotes, numbered from ``first``."""
    answer = exchange.answer
    if answer is None:
        return ([escape_markdown(exchange.error)] if exchange.error else []), []
    parts = []
    if answer.kind == "fact" and normalize_space(answer.searched) not in ("", normalize_space(exchange.question)):
        parts.append(f"*Searched as: {escape_markdown(answer.searched)}*")
    if answer.scope:
        parts.append(f"*Articles: {escape_markdown(f'{answer.scope.label}. {answer.scope.note}')}*")
    if answer.status != "answered":
        return [*parts, escape_markdown(answer.message)], []
    numbers = {citation.number: first + at for at, citation in enumerate(answer.citations)}
    said = []
    for sentence in answer.sentences:
        marks = "".join(f"[^{numbers[number]}]" for number in sentence.citations if number in numbers)
        said.append(escape_markdown(" ".join(words_of(sentence))) + marks)
    notes = [f"[^{numbers[citation.number]}]: {reference(citation, escape_markdown)}" for citation in answer.citations]
    body = [block.replace("\n", "  \n") for block in blocks(answer, said, escape_markdown)]
    tables = [markdown_table(head, cells) for head, cells in tables_of(answer)]
    return [*parts, *map(escape_markdown, lines_of(answer)), *body, *tables], notes


def words_of(sentence: Sentence) -> list[str]:
    """The lead, the speaker and the words of a sentence."""
    speaker = f"{sentence.speaker}:" if sentence.speaker else ""
    return [each for each in (sentence.lead, speaker, normalize_space(sentence.text)) if each]


def blocks(answer: Answer, said: Sequence[str], escape: Callable[[str], str] = normalize_space) -> list[str]:
    """The sentences in paragraphs: one for each side of a comparison, one a line where each has a day or a speaker.

    said: the sentences as they are to be shown.
    """
    if answer.columns:
        return [
            "\n".join([f"{escape(column.of)}:", *(said[at] for at in column.sentences if at < len(said))])
            for column in answer.columns
        ]
    apart = answer.kind == "timeline" or any(sentence.speaker for sentence in answer.sentences)
    whole = ("\n" if apart else " ").join(said)
    return [whole] if whole else []


def tables_of(answer: Answer) -> list[tuple[Sequence[str], list[list[str]]]]:
    """What an answer has as tables: a head and rows of cells. What differs between sources, and what was counted."""
    tables: list[tuple[Sequence[str], list[list[str]]]] = []
    if answer.differences:
        cited = {citation.number: citation for citation in answer.citations}
        values = [(each.about, value) for each in answer.differences for value in each.values]
        held = [(about, value.value, cited[value.citation]) for about, value in values if value.citation in cited]
        rows = [[about, value, each.source or each.title, _day(each.date)] for about, value, each in held]
        tables.append((DIFFERENCE_COLUMNS, rows))
    if answer.result and answer.result.rows:
        tables.append((ROW_COLUMNS, [_cells(row) for row in answer.result.rows]))
    return tables


def _cells(row: ResultRow) -> list[str]:
    mentions = "" if row.mentions is None else str(row.mentions)
    return [row.title, row.source or "", _day(row.date), row.author or "", mentions]


def _day(date: dt.date | None) -> str:
    return date.isoformat() if date else ""


def more_rows(count: int, shown: int) -> list[str]:
    """A line that says how many rows are not shown; none if all are."""
    return [f"... and {count - shown:,} more"] if count > shown else []


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *([escape_markdown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def reference(citation: Citation, escape: Callable[[str], str] = normalize_space) -> str:
    """Outlet, title, date, quote and place of a citation, on one line."""
    named = [citation.source, f"“{citation.title}”", citation.date.isoformat() if citation.date else None]
    page = f"page {citation.page}" if citation.page else None
    where = [f"{citation.article} ({citation.version})", page, citation.url]
    return (
        f"{escape(', '.join(filter(None, named)))}: “{escape(citation.quote)}” {escape(', '.join(filter(None, where)))}"
    )


def marks(sentence: Sentence) -> list[str]:
    """The numbers of what a sentence cites, as in "[1]"."""
    return [f"[{number}]" for number in sentence.citations]


def with_references(answer: Answer) -> str:
    """An answer and its references as plain text, to copy."""
    if answer.status != "answered":
        return answer.message
    said = [" ".join([*words_of(sentence), *marks(sentence)]) for sentence in answer.sentences]
    parts = ["\n".join(lines_of(answer)), *blocks(answer, said)]
    for head, rows in tables_of(answer):
        lines = ["\t".join(map(normalize_space, cells)) for cells in [head, *rows[:COPIED]]]
        parts.append("\n".join([*lines, *more_rows(len(rows), COPIED)]))
    parts.append("\n".join(f"[{citation.number}] {reference(citation)}" for citation in answer.citations))
    return "\n\n".join(filter(None, parts))
