"""A question, its answer and its sources as HTML."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from assistant.records import Answer, Citation, Copy, Evidence, Freshness, Sentence, names_of_copies, normalize_space
from assistant.store.conversations import Exchange
from assistant.web import text
from assistant.web.conversations import with_references
from assistant.web.render.kinds import columns_html, kind_html, message_html, timeline_html
from assistant.web.render.markup import (
    attribute,
    day,
    escape,
    excerpt,
    isolated,
    label,
    outlet_and_date,
    place_attributes,
    tagged,
)
from assistant.web.render.results import result_html
from assistant.web.results import lines_of


def turn_html(number: int, exchange: Exchange, *, pending: bool = False) -> str:
    """A question, its answer as far as it is, and its sources."""
    asked = f'<span class="visually-hidden">{text.YOU_ASKED}: </span>{escape(exchange.question)}'
    state = ' data-pending="" aria-busy="true"' if pending else ""
    chosen = {name: value for name, value in asdict(exchange.choices).items() if value and name != "writer"}
    state += f' data-choices="{attribute(json.dumps(chosen))}"'
    return (
        f'<article class="turn" data-turn="{number}" tabindex="-1"{state}><div class="exchange">'
        f'<h2 class="question" dir="auto">{asked}</h2>{chips_html(exchange)}{reply_html(number, exchange, pending)}'
        f"</div>{sources_html(exchange.answer, pending)}</article>"
    )


def reply_html(number: int, exchange: Exchange, pending: bool) -> str:
    """The part below a question: an answer, or why there is none."""
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
        f'<div class="reply">{answer_html(answer, number)}{note}{result_html(answer)}</div>'
        f"{left_out_html(answer)}{small_print_html(answer)}{why_asked_html(answer)}{kind_html(answer.kind)}"
        f"{tools_html(exchange)}"
        '<div class="next"></div>'
    )


def pending_html(words: str) -> str:
    """The line below a question until it is answered."""
    return f'<p class="pending">{words}</p>'


def notice_html(status: str, badge: str, message: str) -> str:
    """A line in place of an answer, or below an incomplete one."""
    return (
        f'<div class="notice" data-status="{attribute(status)}"><p><b class="badge">{escape(badge)}</b> '
        f"{escape(message)}</p></div>"
    )


def answer_html(answer: Answer, turn: int) -> str:
    """The checked sentences of an answer, or its message, in an element that names the kind of the question."""
    return f'<div data-kind="{attribute(answer.kind)}">{_answer_html(answer, turn)}</div>'


def _answer_html(answer: Answer, turn: int) -> str:
    citations = {citation.number: citation for citation in answer.citations}
    if answer.status == "answered":
        return message_html(lines_of(answer)) + body_html(answer, citations, turn)
    badge = text.REFUSED if answer.status == "refused" else text.ASKS
    return notice_html(answer.status, badge, answer.message.removeprefix(f"{badge}. "))


def body_html(answer: Answer, citations: Mapping[int, Citation], turn: int) -> str:
    """The sentences of an answer: in columns if it has some, by days if it is a timeline, else in paragraphs."""
    if not answer.sentences:
        return ""
    if answer.columns:
        parts = [sentence_html(sentence, citations, turn) for sentence in answer.sentences]
        marks = {number: mark_html(citation, turn) for number, citation in citations.items()}
        return columns_html(answer, parts, citations, marks)
    if answer.kind == "timeline":
        return timeline_html([sentence_html(sentence, citations, turn) for sentence in answer.sentences])
    return sentences_html(answer.sentences, citations, turn)


def chips_html(exchange: Exchange) -> str:
    """How a question was searched, if not as it was asked. Each chip has a button that undoes it."""
    answer, choices, chips = exchange.answer, exchange.choices, []
    if answer and answer.scope:
        prefix = text.SCOPE if answer.scope.hard else text.PREFERRED
        chips.append(chip_html("scope", prefix + answer.scope.label, text.DROP_SCOPE, "any_day"))
        if answer.scope.note:
            chips.append(f'<span class="scope-note">{escape(answer.scope.note)}</span>')
    # Only facts are searched for with what was said before; other kinds say themselves what they are about.
    searched = answer.searched if answer and answer.kind == "fact" else ""
    if answer and normalize_space(searched) not in ("", normalize_space(answer.question)):
        chips.append(chip_html("searched", f"{text.SEARCHED_AS}“{searched}”", text.DROP_SEARCHED, "alone"))
    chips += [f'<span class="chip">{text.ANY_DAY}</span>'] if choices.any_day else []
    chips += [f'<span class="chip">{text.ALONE}</span>'] if choices.alone else []
    return f'<p class="chips">{"".join(chips)}</p>' if chips else ""


def chip_html(kind: str, words: str, explanation: str, drops: str) -> str:
    """A chip with a button that asks again without this restriction."""
    return (
        f'<span class="chip {kind}"><bdi>{escape(words)}</bdi><button type="button" data-drop="{drops}" '
        f'aria-label="{attribute(explanation)}"><span aria-hidden="true">×</span></button></span>'
    )


def tools_html(exchange: Exchange) -> str:
    """Buttons to copy an answer, ask again and edit the question. They carry the texts they need."""
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
        '<span class="copy-status" role="status"></span></div>'
    )


def sentences_html(sentences: Sequence[Sentence], citations: Mapping[int, Citation], turn: int) -> str:
    """Sentences in paragraphs; a sentence with a lead or a speaker begins a new one."""
    paragraphs: list[list[str]] = []
    for sentence in sentences:
        if sentence.lead or sentence.speaker or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(sentence_html(sentence, citations, turn))
    body = "".join(f"<p>{' '.join(parts)}</p>" for parts in paragraphs)
    return f'<div class="answer">{body}</div>'


def sentence_html(sentence: Sentence, citations: Mapping[int, Citation], turn: int) -> str:
    """A sentence with its lead, support and citation marks."""
    lead = f'<span class="lead">{isolated(sentence.lead)}</span> ' if sentence.lead else ""
    if sentence.speaker:
        lead += f'<b class="speaker">{isolated(text.SPEAKER.format(name=sentence.speaker))}</b> '
    marks = "".join(mark_html(citations[number], turn) for number in sentence.citations if number in citations)
    return (
        f'<span class="sentence" data-support="{attribute(sentence.support)}">'
        f'{lead}<bdi class="words">{tagged(sentence.text, sentence.emphasis, "strong")}</bdi>'
        f"{support_html(sentence)}{marks}</span>"
    )


def support_html(sentence: Sentence) -> str:
    """How far the sources support a sentence; "" for a quotation."""
    if sentence.support == "quoted":
        return ""
    words, explanation = text.SUPPORT[sentence.support]
    sign = f'<span aria-hidden="true">{text.SUPPORT_SIGNS[sentence.support]}</span>'
    return f' <span class="support" title="{attribute(explanation)}">{sign} {words}</span>'


def mark_html(citation: Citation, turn: int) -> str:
    """The citation mark after a sentence. Numbers start at 1 in each answer, so it also names the turn."""
    name = label(citation.source, citation.date, citation.title)
    return (
        f'<button type="button" class="mark" data-citation="{citation.number}" data-turn="{turn}" '
        f"{place_attributes(citation.article, citation.version, citation.start, citation.end)} "
        f'data-tip="{attribute(name)}" '
        f'aria-label="{attribute(text.SOURCE_NUMBER.format(number=citation.number, label=name))}">'
        f"{citation.number}</button>"
    )


def source_html(item: Citation | Evidence, quote: str) -> str:
    """An entry of one of the lists: title, outlet, date and words. The title opens the article."""
    badge = f'<span class="badge caution">{text.SUSPICIOUS}</span>' if item.suspicious else ""
    return (
        f'<button type="button" class="open" '
        f"{place_attributes(item.article, item.version, item.start, item.end)}>{isolated(item.title)}</button>"
        f"{outlet_and_date(item.source, item.date, item.page)}{badge}"
        f'<p class="quote" dir="auto">{escape(normalize_space(quote))}</p>{also_in_html(item.also_in)}'
    )


def also_in_html(copies: Sequence[Copy]) -> str:
    """The sources that have the same story, in a closed list of their articles; "" if there are none."""
    if not copies:
        return ""
    items = "".join(
        f'<li><button type="button" class="open" {place_attributes(each.article)}>{isolated(each.title)}</button>'
        f"{outlet_and_date(each.source, each.date)}</li>"
        for each in copies
    )
    names = escape(text.ALSO_IN.format(names=names_of_copies(copies)))
    return f'<details class="also-in"><summary>{names}</summary><ul>{items}</ul></details>'


def sources_html(answer: Answer | None, pending: bool) -> str:
    """The lists beside an answer: what it cites, and what else was found."""
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
    """What was found and not cited. The list is closed beside an answer, open beside a refusal and while pending."""
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


def left_out_html(answer: Answer) -> str:
    """The sentences of a chat model that are not shown, each with the reason, in a closed list."""
    if not answer.dropped:
        return ""
    count = len(answer.dropped)
    heading = text.LEFT_OUT_ONE if count == 1 else text.LEFT_OUT_MANY.format(count=count)
    items = "".join(f"<li>{isolated(each.text)} <i>({isolated(each.why)})</i></li>" for each in answer.dropped)
    return f'<details class="left-out"><summary>{heading}</summary><ul>{items}</ul></details>'


def why_asked_html(answer: Answer) -> str:
    """A closed element that says why a question is answered or refused; its words are fetched when it is opened.

    A greeting has none.
    """
    if answer.kind == "help":
        return ""
    words = text.WHY_NOT if answer.status == "refused" else text.WHY
    return f'<details class="why"><summary>{words}</summary><div class="why-body" role="status"></div></details>'


def freshness_text(freshness: Freshness) -> str:
    """How current the index was: its newest article, its last sync, and the files that could not be read."""
    synced = f"{freshness.synced.astimezone():%Y-%m-%d %H:%M}" if freshness.synced else text.NEVER
    parts = [text.FRESHNESS.format(newest=day(freshness.newest), synced=synced)]
    if freshness.failed:
        parts.append(text.UNREAD_FILES.format(files=text.plural(freshness.failed, "file")))
    return ", ".join(parts)


def small_print_html(answer: Answer) -> str:
    """Who wrote the answer, its note, how long it took, and how many marks were dropped. A greeting has none."""
    if answer.kind == "help":
        return ""
    extractive = answer.writer == "extractive"
    writer = text.WRITER_EXTRACTIVE if extractive else text.WRITER_MODEL.format(writer=answer.writer)
    parts = [writer] if answer.status == "answered" and answer.sentences else []
    parts += [answer.note] if answer.note else []
    if "total" in answer.timings_ms:
        parts.append(f"{answer.timings_ms['total']:,.0f} ms")
    if answer.dropped_marks:
        one = answer.dropped_marks == 1
        parts.append(text.DROPPED_ONE if one else text.DROPPED_MANY.format(count=answer.dropped_marks))
    if answer.freshness and answer.complete:
        parts.append(freshness_text(answer.freshness))
    stages = ", ".join(f"{stage} {ms:,.0f} ms" for stage, ms in answer.timings_ms.items())
    return f'<p class="small-print" title="{attribute(stages)}">{escape(" · ".join(parts))}</p>' if parts else ""
