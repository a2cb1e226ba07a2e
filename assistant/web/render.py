"""Records -> HTML. Pure functions; every string that comes from outside leaves through ``escape`` or ``attribute``."""

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import urlsplit

from assistant.records import (
    Answer,
    Article,
    Citation,
    Evidence,
    Sentence,
    Span,
    normalize_space,
)
from assistant.store.conversations import Conversation, Exchange
from assistant.web import text
from assistant.web.conversations import with_references

# Characters that reorder what stands around them: embeddings, overrides and isolates.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
HEADING = re.compile(r"#{1,6}\s")


# Strings


def escape(value: str) -> str:
    """Text as HTML. A character that reorders text is shut into its own ``<bdi>``, where it reorders nothing."""
    return BIDI_CONTROLS.sub(r"<bdi>\g<0></bdi>", html.escape(value, quote=True))


def attribute(value: str) -> str:
    """Text as the value of an attribute in double quotes."""
    return html.escape(BIDI_CONTROLS.sub("", value), quote=True)


def isolated(value: str) -> str:
    """A name or title whose direction of writing cannot spill into what follows it."""
    return f"<bdi>{escape(value)}</bdi>"


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in order, inside ``0..length``, without overlaps and without empty ones."""
    result: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def tagged(value: str, spans: Iterable[Span], tag: str) -> str:
    """Escaped text with a tag around the spans, which are offsets into the text before escaping."""
    parts = []
    position = 0
    for start, end in merged(spans, len(value)):
        parts += [escape(value[position:start]), f"<{tag}>{escape(value[start:end])}</{tag}>"]
        position = end
    return "".join([*parts, escape(value[position:])])


def date_html(date: dt.date | None) -> str:
    """A date with its machine-readable form."""
    return f'<time datetime="{date.isoformat()}">{day(date)}</time>' if date else escape(day(date))


def day(date: dt.date | None) -> str:
    """A date as people write it; an unknown one is said to be unknown."""
    return f"{date.day} {date:%B} {date.year}" if date else text.NO_DATE


def outlet_and_date(source: str | None, date: dt.date | None, page: int | None = None) -> str:
    """Where and when something appeared; on which page, where it has pages."""
    where = f", {page_html(page)}" if page else ""
    return f'<span class="from">{isolated(source or text.NO_OUTLET)}, {date_html(date)}{where}</span>'


def page_html(page: int) -> str:
    """A page of a PDF."""
    return f'<span class="page">{escape(text.PAGE.format(page=page))}</span>'


def time_html(moment: dt.datetime | None) -> str:
    """A point in time by the clock of this machine."""
    if moment is None:
        return ""
    here = moment.astimezone()
    return f'<time datetime="{moment.isoformat()}">{here:%Y-%m-%d %H:%M}</time>'


def label(source: str | None, date: dt.date | None, title: str) -> str:
    """Outlet, date and title as plain text, for a tooltip or a screen reader."""
    return f"{source or text.NO_OUTLET}, {day(date)}: {title}"


# The conversation


def turn_html(number: int, exchange: Exchange, *, pending: bool = False) -> str:
    """One question and what came of it, as far as it is."""
    asked = f'<span class="visually-hidden">{text.YOU_ASKED}: </span>{escape(exchange.question)}'
    state = ' data-pending="" aria-busy="true"' if pending else ""
    return (
        f'<article class="turn" data-turn="{number}" tabindex="-1"{state}><div class="said">'
        f'<h2 class="question" dir="auto">{asked}</h2>{chips_html(exchange)}{reply_html(number, exchange, pending)}'
        f"</div>{sources_html(exchange.answer, pending)}</article>"
    )


def reply_html(number: int, exchange: Exchange, pending: bool) -> str:
    """What stands below a question: an answer, or why there is none."""
    answer = exchange.answer
    if answer is None and pending:
        return f'<div class="reply">{pending_html(text.PENDING)}</div>'
    if answer is None:
        message = text.STOPPED_EARLY if exchange.stopped else exchange.error or text.INTERRUPTED
        badge = text.STOPPED if exchange.stopped else text.FAILED
        return f'<div class="reply">{notice_html("error", badge, message)}</div>{tools_html(exchange)}'
    if pending:
        waiting = pending_html("" if answer.sentences else text.READING)
        return f'<div class="reply">{answer_html(answer, number)}{waiting}</div>'
    stopped = exchange.stopped and not answer.complete
    note = notice_html("stopped", text.STOPPED, text.STOPPED_EARLY) if stopped else ""
    return (
        f'<div class="reply">{answer_html(answer, number)}{note}</div>'
        f'{small_print_html(answer)}{tools_html(exchange)}<div class="next"></div>'
    )


def pending_html(words: str) -> str:
    """What stands below a question until it is answered."""
    return f'<p class="pending">{words}</p>'


def notice_html(status: str, badge: str, message: str) -> str:
    """One calm line in place of an answer, or below what there is of it."""
    return (
        f'<div class="notice" data-status="{attribute(status)}"><p><b class="badge">{escape(badge)}</b> '
        f"{escape(message)}</p></div>"
    )


def error_line_html(message: str) -> str:
    """What is wrong, in one line."""
    return f'<p class="error" role="alert">{escape(message)}</p>'


def answer_html(answer: Answer, turn: int) -> str:
    """The checked sentences of an answer, or its message."""
    citations = {citation.number: citation for citation in answer.citations}
    if answer.status == "answered":
        return sentences_html(answer.sentences, citations, turn) if answer.sentences else ""
    badge = text.REFUSED if answer.status == "refused" else text.ASKS
    return notice_html(answer.status, badge, answer.message.removeprefix(f"{badge}. "))


def chips_html(exchange: Exchange) -> str:
    """How a question was searched, where that is not how it was asked; a button takes each back."""
    answer, choices, chips = exchange.answer, exchange.choices, []
    if answer and answer.scope:
        chips.append(chip_html("scope", text.SCOPE + answer.scope.label, text.DROP_SCOPE, "any_day"))
        if answer.scope.note:
            chips.append(f'<span class="scope-note">{escape(answer.scope.note)}</span>')
    if answer and normalize_space(answer.searched) not in ("", normalize_space(answer.question)):
        chips.append(chip_html("searched", f"{text.SEARCHED_AS}“{answer.searched}”", text.DROP_SEARCHED, "alone"))
    chips += [f'<span class="chip">{text.ANY_DAY}</span>'] if choices.any_day else []
    chips += [f'<span class="chip">{text.ALONE}</span>'] if choices.alone else []
    return f'<p class="chips">{"".join(chips)}</p>' if chips else ""


def chip_html(kind: str, words: str, explanation: str, drops: str) -> str:
    """A chip with a button that asks again without what it says."""
    return (
        f'<span class="chip {kind}"><bdi>{escape(words)}</bdi><button type="button" data-drop="{drops}" '
        f'aria-label="{attribute(explanation)}"><span aria-hidden="true">×</span></button></span>'
    )


def tools_html(exchange: Exchange) -> str:
    """What can be done with an answer. The question and the text to copy go with the buttons."""
    copy = (
        f'<button type="button" class="tool" data-copy="{attribute(with_references(exchange.answer))}">'
        f"{text.COPY}</button>"
        if exchange.answer
        else ""
    )
    question = attribute(exchange.question)
    return (
        f'<div class="tools">{copy}<button type="button" class="tool" data-again="">{text.AGAIN}</button>'
        f'<button type="button" class="tool" data-edit="{question}">{text.EDIT}</button>'
        '<span class="told" role="status"></span></div>'
    )


def next_html(questions: Sequence[str], heading: str = text.NEXT_QUESTIONS) -> str:
    """Questions that can be asked by a button."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="suggestion" dir="auto">{escape(question)}</button></li>'
        for question in questions
    )
    return f'<p class="suggestions-label">{escape(heading)}</p><ul class="suggestions">{items}</ul>'


def welcome_html(questions: Sequence[str], heading: str) -> str:
    """What a conversation shows before its first question."""
    return f'<div class="welcome"><h2>{text.WELCOME}</h2>{next_html(questions, heading)}</div>'


def empty_html(*, indexing: bool) -> str:
    """What a conversation shows while there is nothing to ask about."""
    if not indexing:
        button = f'<button type="button" class="plain" data-tab="{text.TAB_CORPUS}">{text.EMPTY_BUTTON}</button>'
        return f'<div class="welcome"><h2>{text.WELCOME}</h2><p>{text.EMPTY}</p>{button}</div>'
    return f'<div class="welcome"><h2>{text.WELCOME}</h2><p>{text.FIRST_RUN}</p></div>'


def conversations_html(conversations: Sequence[Conversation], current: str | None, *, searched: bool) -> str:
    """The list of conversations."""
    if not conversations:
        return f'<p class="hint">{text.NONE_FOUND if searched else text.NO_CONVERSATIONS}</p>'
    items = []
    for each in conversations:
        here = ' aria-current="true"' if each.id == current else ""
        name, link = attribute(each.name), f"conversations/{each.id}.md"
        tools = (
            f'<button type="button" data-rename="{name}">{text.RENAME}</button>'
            f'<a href="{link}" download aria-label="{attribute(text.EXPORT_LABEL.format(name=each.name))}">'
            f"{text.EXPORT}</a>"
            f'<button type="button" data-delete="{name}">{text.DELETE}</button>'
        )
        items.append(
            f'<li data-conversation="{each.id}"{here}>'
            f'<button type="button" class="conversation-name" dir="auto">{escape(each.name)}</button>'
            f'<div class="conversation-tools">{time_html(each.changed)}{tools}</div></li>'
        )
    return f"<ul>{''.join(items)}</ul>"


def sentences_html(sentences: Sequence[Sentence], citations: Mapping[int, Citation], turn: int) -> str:
    """Sentences in paragraphs; a lead of its own begins a new one."""
    paragraphs: list[list[str]] = []
    for sentence in sentences:
        if sentence.lead or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(sentence_html(sentence, citations, turn))
    body = "".join(f"<p>{' '.join(parts)}</p>" for parts in paragraphs)
    return f'<div class="answer">{body}</div>'


def sentence_html(sentence: Sentence, citations: Mapping[int, Citation], turn: int) -> str:
    """Lead, words, support and marks of one sentence."""
    lead = f'<span class="lead">{isolated(sentence.lead)}</span> ' if sentence.lead else ""
    marks = "".join(mark_html(citations[number], turn) for number in sentence.citations if number in citations)
    return (
        f'<span class="sentence" data-support="{attribute(sentence.support)}">'
        f'{lead}<bdi class="words">{tagged(sentence.text, sentence.emphasis, "strong")}</bdi>'
        f"{support_html(sentence)}{marks}</span>"
    )


def support_html(sentence: Sentence) -> str:
    """What is said of a sentence that is not a quotation."""
    if sentence.support == "quoted":
        return ""
    words, explanation = text.SUPPORT[sentence.support]
    sign = f'<span aria-hidden="true">{text.SUPPORT_SIGNS[sentence.support]}</span>'
    return f' <span class="support" title="{attribute(explanation)}">{sign} {words}</span>'


def place_attributes(article: str, version: str | None = None, start: int | None = None, end: int | None = None) -> str:
    """Where in which article a button leads; the page's script hands exactly this back to the reader."""
    place = {"article": article, "version": version, "start": start, "end": end}
    return " ".join(f'data-{key}="{attribute(str(value))}"' for key, value in place.items() if value is not None)


def mark_html(citation: Citation, turn: int) -> str:
    """The number behind a sentence. Numbers start anew in each answer, so the turn goes with it."""
    name = label(citation.source, citation.date, citation.title)
    return (
        f'<button type="button" class="mark" data-citation="{citation.number}" data-turn="{turn}" '
        f"{place_attributes(citation.article, citation.version, citation.start, citation.end)} "
        f'data-tip="{attribute(name)}" '
        f'aria-label="{attribute(text.SOURCE_NUMBER.format(number=citation.number, label=name))}">'
        f"{citation.number}</button>"
    )


def excerpt(evidence: Evidence) -> str:
    """The words of a passage as a list shows them: on one line, without headings."""
    lines = [line for line in evidence.text.splitlines() if not HEADING.match(line)]
    return normalize_space(" ".join(lines)) or normalize_space(evidence.text)


def source_html(item: Citation | Evidence, quote: str) -> str:
    """An entry of one of the lists: title, outlet, date and words. The title opens the article."""
    badge = f'<span class="badge caution">{text.SUSPICIOUS}</span>' if item.suspicious else ""
    return (
        f'<button type="button" class="open" '
        f"{place_attributes(item.article, item.version, item.start, item.end)}>{isolated(item.title)}</button>"
        f"{outlet_and_date(item.source, item.date, item.page)}{badge}"
        f'<p class="quote" dir="auto">{escape(normalize_space(quote))}</p>'
    )


def sources_html(answer: Answer | None, pending: bool) -> str:
    """What an answer rests on and what else was found, beside it; before there is an answer, what was found."""
    lists = cited_html(answer.citations) + retrieved_html(answer, pending) if answer else ""
    return f'<aside class="sources" aria-label="{text.SOURCES_LABEL}">{lists}</aside>'


def cited_html(citations: Sequence[Citation]) -> str:
    """The numbered list of what an answer cites."""
    if not citations:
        return ""
    items = "".join(
        f'<li value="{citation.number}">{source_html(citation, citation.quote)}</li>'
        for citation in sorted(citations, key=lambda citation: citation.number)
    )
    return f'<section class="cited"><h3>{text.CITED}</h3><ol>{items}</ol></section>'


def retrieved_html(answer: Answer, pending: bool = False) -> str:
    """What was found and not cited: folded away under an answer, open under a refusal and while one is written."""
    if not answer.also_retrieved:
        return ""
    answered = answer.status == "answered"
    heading = text.FOUND if pending and not answer.sentences else text.ALSO_RETRIEVED if answered else text.CLOSEST
    items = "".join(f"<li>{source_html(evidence, excerpt(evidence))}</li>" for evidence in answer.also_retrieved)
    return (
        f'<details class="retrieved"{" open" if pending or not answered else ""}>'
        f"<summary>{heading} ({len(answer.also_retrieved)})</summary>"
        f"<ul>{items}</ul></details>"
    )


def small_print_html(answer: Answer) -> str:
    """Who wrote the answer, how long it took, and what was dropped on the way."""
    extractive = answer.writer == "extractive"
    writer = text.WRITER_EXTRACTIVE if extractive else text.WRITER_MODEL.format(writer=answer.writer)
    parts = [writer] if answer.status == "answered" else []
    parts += [answer.note] if answer.note else []
    if "total" in answer.timings_ms:
        parts.append(f"{answer.timings_ms['total']:,.0f} ms")
    if answer.dropped_marks:
        one = answer.dropped_marks == 1
        parts.append(text.DROPPED_ONE if one else text.DROPPED_MANY.format(count=answer.dropped_marks))
    stages = ", ".join(f"{stage} {ms:,.0f} ms" for stage, ms in answer.timings_ms.items())
    return f'<p class="small-print" title="{attribute(stages)}">{escape(" · ".join(parts))}</p>' if parts else ""


# The reader


def pieces(value: str) -> Iterator[tuple[str, Span]]:
    """An article's text cut into blocks, headings and the gaps between them; together they are the whole text."""
    end = 0
    for kind, lines in groupby(re.findall(r"[^\n]*\n|[^\n]+", value), key=line_kind):
        start, end = end, end + sum(map(len, lines))
        yield kind, (start, end)


def line_kind(line: str) -> str:
    """What a line of an article is part of."""
    return "gap" if not line.strip() else "heading" if HEADING.match(line) else "block"


def text_html(value: str, mark: Span | None = None) -> str:
    """An article's text, every character of it, with the words between two offsets in ``<mark>``."""
    start, end = mark or (0, 0)

    def words_between(first: int, last: int) -> str:
        return tagged(value[first:last], [(max(start, first) - first, min(end, last) - first)], "mark")

    parts = []
    for kind, (first, last) in pieces(value):
        words = words_between(first, last)
        if kind == "heading" and (sign := HEADING.match(value, first)):
            words = f'<span class="hash">{words_between(first, sign.end())}</span>{words_between(sign.end(), last)}'
        parts.append(words if kind == "gap" else f'<p class="{kind}" dir="auto">{words}</p>')
    return "".join(parts)


def article_html(
    article: Article, mark: Span | None = None, note: str = "", indexed_at: dt.datetime | None = None
) -> str:
    """An article in the reader. ``note`` is HTML that says what is special about this version."""
    byline = [isolated(article.source or text.NO_OUTLET)]
    if article.author:
        byline.append(isolated(article.author))
    origin = f" ({escape(text.DATE_ORIGIN.format(origin=article.date_origin))})" if article.date_origin else ""
    byline.append(date_html(article.date) + origin)
    if mark and (page := article.page(mark[0])):
        byline.append(page_html(page))
    indexed = f" · {text.AS_INDEXED.format(when=time_html(indexed_at))}" if indexed_at else ""
    return (
        f'<header><h2 tabindex="-1">{isolated(article.title)}</h2><p class="byline">{" · ".join(byline)}</p>'
        f'{url_html(article.url)}<p class="path">{isolated(article.path)}{indexed}</p></header>'
        f'{note}<div class="text">{text_html(article.text, mark)}</div>'
    )


def url_html(url: str | None) -> str:
    """A web address as a link; anything else that stands in its place as text."""
    if not url:
        return ""
    link = f'<a href="{attribute(url)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'
    return f'<p class="url">{link if is_web_address(url) else escape(url)}</p>'


def is_web_address(url: str) -> bool:
    """Whether a url may be made a link: nothing but http and https may."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def note_html(message: str, open_article: str | None = None) -> str:
    """A line above the text, with a button to the current version of an article if there is one."""
    button = (
        f' <button type="button" class="open" {place_attributes(open_article)}>{text.OPEN_CURRENT}</button>'
        if open_article is not None
        else ""
    )
    return f'<p class="note" role="note">{escape(message)}{button}</p>'
