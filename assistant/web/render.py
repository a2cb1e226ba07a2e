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
    ArticleRow,
    Citation,
    Evidence,
    Failure,
    Scope,
    Sentence,
    Skipped,
    Span,
    SyncReport,
    count_reasons,
    describe_pace,
    fold,
)
from assistant.web import text
from assistant.web.indexing import Run

# Characters that reorder what stands around them: embeddings, overrides and isolates.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINES_UNFOLDED = 8
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


def label(source: str | None, date: dt.date | None, title: str) -> str:
    """Outlet, date and title as plain text, for a tooltip or a screen reader."""
    return f"{source or text.NO_OUTLET}, {day(date)}: {title}"


# The conversation


def turn_html(turn: int, question: str, body: str) -> str:
    """One question and what came of it."""
    asked = f'<span class="visually-hidden">{text.YOU_ASKED}: </span>{escape(question)}'
    return f'<article class="turn" data-turn="{turn}"><h2 class="question" dir="auto">{asked}</h2>{body}</article>'


def pending_html() -> str:
    """What stands below a question until it is answered."""
    return f'<p class="pending">{text.PENDING}</p>'


def error_html(message: str) -> str:
    """One calm line in place of an answer."""
    return f'<div class="notice" data-status="error"><p><b class="badge">{text.FAILED}</b> {escape(message)}</p></div>'


def answer_html(answer: Answer, turn: int) -> str:
    """A checked answer below its question."""
    citations = {citation.number: citation for citation in answer.citations}
    if answer.status == "answered":
        body = sentences_html(answer.sentences, citations, turn) + cited_html(answer.citations)
    else:
        badge = text.REFUSED if answer.status == "refused" else text.ASKS
        body = (
            f'<div class="notice" data-status="{attribute(answer.status)}">'
            f'<p><b class="badge">{badge}</b> {escape(answer.message.removeprefix(f"{badge}. "))}</p></div>'
        )
    return searched_html(answer) + scope_html(answer.scope) + body + retrieved_html(answer) + small_print_html(answer)


def searched_html(answer: Answer) -> str:
    """The question as searched, where that is not how it was asked."""
    if fold(answer.searched) in ("", fold(answer.question)):
        return ""
    return f'<p class="searched">{text.SEARCHED_AS}<q>{escape(answer.searched)}</q></p>'


def scope_html(scope: Scope | None) -> str:
    """The days an answer was looked for in, and what became of them."""
    if scope is None:
        return ""
    note = f" {escape(scope.note)}" if scope.note else ""
    return f'<p class="scope"><b>{text.SCOPE}{escape(scope.label)}.</b>{note}</p>'


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
    return f' <span class="support" title="{attribute(explanation)}">{words}</span>'


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
        f'title="{attribute(name)}" '
        f'aria-label="{attribute(text.SOURCE_NUMBER.format(number=citation.number, label=name))}">'
        f"{citation.number}</button>"
    )


def source_html(item: Citation | Evidence, quote: str) -> str:
    """An entry of one of the two lists: title, outlet, date and words. The title opens the article."""
    return (
        f'<button type="button" class="open" '
        f"{place_attributes(item.article, item.version, item.start, item.end)}>{isolated(item.title)}</button>"
        f'{outlet_and_date(item.source, item.date, item.page)}<p class="quote" dir="auto">{escape(fold(quote))}</p>'
    )


def cited_html(citations: Sequence[Citation]) -> str:
    """The numbered list of what an answer cites."""
    if not citations:
        return ""
    items = "".join(
        f'<li value="{citation.number}">{source_html(citation, citation.quote)}</li>'
        for citation in sorted(citations, key=lambda citation: citation.number)
    )
    return f'<section class="cited"><h3>{text.CITED}</h3><ol>{items}</ol></section>'


def retrieved_html(answer: Answer) -> str:
    """What was found and not cited: folded away under an answer, open under a refusal."""
    if not answer.also_retrieved:
        return ""
    answered = answer.status == "answered"
    items = "".join(f"<li>{source_html(evidence, evidence.text)}</li>" for evidence in answer.also_retrieved)
    return (
        f'<details class="retrieved"{"" if answered else " open"}>'
        f"<summary>{text.ALSO_RETRIEVED if answered else text.CLOSEST} ({len(answer.also_retrieved)})</summary>"
        f"<ul>{items}</ul></details>"
    )


def small_print_html(answer: Answer) -> str:
    """Who wrote the answer, how long it took, and what was dropped on the way."""
    extractive = answer.writer == "extractive"
    parts = [text.WRITER_EXTRACTIVE if extractive else text.WRITER_MODEL.format(writer=answer.writer)]
    if answer.status != "answered":
        parts = []
    if "total" in answer.timings_ms:
        parts.append(f"{answer.timings_ms['total']:,.0f} ms")
    if answer.dropped_marks:
        one = answer.dropped_marks == 1
        parts.append(text.DROPPED_ONE if one else text.DROPPED_MANY.format(count=answer.dropped_marks))
    if answer.note:
        parts.append(answer.note)
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
    parts = []
    for kind, (first, last) in pieces(value):
        words = tagged(value[first:last], [(max(start, first) - first, min(end, last) - first)], "mark")
        parts.append(words if kind == "gap" else f'<p class="{kind}" dir="auto">{words}</p>')
    return "".join(parts)


def article_html(article: Article, mark: Span | None = None, note: str = "") -> str:
    """An article in the reader. ``note`` is HTML that says what is special about this version."""
    byline = [isolated(article.source or text.NO_OUTLET)]
    if article.author:
        byline.append(isolated(article.author))
    origin = f" ({escape(text.DATE_ORIGIN.format(origin=article.date_origin))})" if article.date_origin else ""
    byline.append(date_html(article.date) + origin)
    if mark and (page := article.page(mark[0])):
        byline.append(page_html(page))
    return (
        f'<header><h2 tabindex="-1">{isolated(article.title)}</h2><p class="byline">{" · ".join(byline)}</p>'
        f'{url_html(article.url)}<p class="path">{isolated(article.path)}</p></header>'
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


# The corpus


def state_html(facts: Sequence[str], run: Run) -> str:
    """The state of the index in one line, with a bar while it is being brought up to date."""
    line = " · ".join(fact for fact in facts if fact)
    if not run.running:
        problem = f" {escape(run.error)}" if run.error else ""
        return f'<p class="state" role="status">{escape(line)}{problem}</p>'
    pace = describe_pace(run.done, run.total, run.passages, run.seconds)
    now = text.INDEXING_PROGRESS.format(done=run.done, total=run.total) if run.total else text.INDEXING
    now = f"{now} ({pace})" if pace else now
    value = f' value="{run.done}" max="{run.total}"' if run.total else ""
    doing = text.STOPPING if run.stopping else now
    bar = f'<progress{value} aria-label="{text.INDEXING}"></progress>'
    return f'<p class="state">{escape(line)} {bar} {doing} <span class="what">{isolated(run.what)}</span></p>'


def run_html(run: Run) -> str:
    """How the last run ended."""
    if run.error:
        return lines_html([text.RUN_HEADING + run.error])
    return report_html(run.report) if run.report else ""


def table_html(columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = ""
    for row in rows:
        cells = zip(columns, row, strict=True)
        body += "<tr>" + "".join(f'<td data-column="{attribute(name)}">{cell}</td>' for name, cell in cells) + "</tr>"
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def corpus_html(articles: Sequence[ArticleRow], failed: Sequence[Failure], skipped: Sequence[Skipped] = ()) -> str:
    """What is indexed, what could not be read and why, and what is not read at all."""
    parts = [failures_html(failed)] if failed else []
    parts += [skipped_html(skipped)] if skipped else []
    if articles:
        rows = [
            (
                isolated(row.title),
                isolated(row.source or text.NO_OUTLET),
                date_html(row.date),
                f'<span class="path">{isolated(row.path)}</span>',
                f"{row.passages:,}",
            )
            for row in articles
        ]
        parts.append(table_html(text.COLUMNS, rows, f"{text.ARTICLES_HEADING} ({len(rows):,})"))
    else:
        parts.append(f"<p>{text.NO_ARTICLES}</p>")
    return f'<div class="corpus">{"".join(parts)}</div>'


def failures_html(failed: Sequence[Failure]) -> str:
    """A table of the files that are not indexed."""
    rows = [
        (f'<span class="path">{isolated(failure.path)}</span>', escape(failure.reason), time_html(failure.since))
        for failure in failed
    ]
    return table_html(text.FAILED_COLUMNS, rows, f"{text.FAILED_HEADING} ({len(rows):,})")


def skipped_html(skipped: Sequence[Skipped]) -> str:
    """A table of the files that are not read; many for one reason are only counted."""
    rows = []
    for reason, paths in count_reasons(skipped):
        names = (
            [isolated(path) for path in paths] if len(paths) <= LINES_UNFOLDED else [text.plural(len(paths), "file")]
        )
        rows += [(f'<span class="path">{name}</span>', escape(reason)) for name in names]
    return table_html(text.SKIPPED_COLUMNS, rows, f"{text.SKIPPED_HEADING} ({len(skipped):,})")


def time_html(moment: dt.datetime | None) -> str:
    """A point in time by the clock of this machine."""
    if moment is None:
        return ""
    here = moment.astimezone()
    return f'<time datetime="{moment.isoformat()}">{here:%Y-%m-%d %H:%M}</time>'


def report_html(report: SyncReport) -> str:
    """What a run of the index did, file by file; a long list is folded."""
    counts = [f"{getattr(report, name):,} {name}" for name in text.RUN_COUNTS if getattr(report, name)]
    failed = [text.RUN_FAILED.format(count=len(report.failed))] if report.failed else []
    summary = f"{text.RUN_HEADING}{', '.join(counts + failed)} ({text.SECONDS.format(seconds=report.seconds)})"
    reasons = {failure.path: f": {failure.reason}" for failure in report.failed}
    items = [
        f'<li data-outcome="{attribute(outcome)}"><span class="outcome">{escape(outcome)}</span> {isolated(path)}'
        f"{escape(reasons.get(path, ''))}</li>"
        for path, outcome in report.outcomes
    ]
    if not items:
        return f'<p class="run">{escape(summary)}</p>'
    is_open = " open" if len(items) <= LINES_UNFOLDED else ""
    return f'<details class="run"{is_open}><summary>{escape(summary)}</summary><ul>{"".join(items)}</ul></details>'


def lines_html(messages: Sequence[str]) -> str:
    """Messages, one a line."""
    return "".join(f'<p class="line">{escape(message)}</p>' for message in messages)
