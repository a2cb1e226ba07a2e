"""Conversations and answers as text to take along: Markdown, and what a follow-up is read against."""

import re
from collections.abc import Callable, Sequence

from assistant.records import Answer, Citation, Sentence, Turn, normalize_space
from assistant.store.conversations import Conversation, Exchange


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
    if normalize_space(answer.searched) not in ("", normalize_space(exchange.question)):
        parts.append(f"*Searched as: {escape_markdown(answer.searched)}*")
    if answer.scope:
        parts.append(f"*Articles: {escape_markdown(f'{answer.scope.label}. {answer.scope.note}')}*")
    if answer.status != "answered":
        return [*parts, escape_markdown(answer.message)], []
    numbers = {citation.number: first + at for at, citation in enumerate(answer.citations)}
    said = []
    for sentence in answer.sentences:
        marks = "".join(f"[^{numbers[number]}]" for number in sentence.citations if number in numbers)
        said.append(escape_markdown(f"{sentence.lead} {sentence.text}") + marks)
    notes = [f"[^{numbers[citation.number]}]: {reference(citation, escape_markdown)}" for citation in answer.citations]
    return [*parts, " ".join(said)], notes


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
    said = " ".join(
        " ".join(filter(None, [sentence.lead, normalize_space(sentence.text), *marks(sentence)]))
        for sentence in answer.sentences
    )
    return "\n".join([said, "", *(f"[{citation.number}] {reference(citation)}" for citation in answer.citations)])
