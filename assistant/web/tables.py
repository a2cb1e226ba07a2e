"""The corpus and what a search finds, as HTML; what a table shows is chosen here too. Pure functions."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.progress import describe_pace
from assistant.records import (
    ArticleRow,
    Diagnosis,
    IndexStatus,
    SearchResult,
    SyncReport,
    normalize_space,
)
from assistant.web import text
from assistant.web.indexing import Run
from assistant.web.render import (
    attribute,
    date_html,
    escape,
    excerpt,
    isolated,
    outlet_and_date,
    place_attributes,
    time_html,
)

LINES_UNFOLDED = 8
PAGE_ROWS = 50  # of the table of documents
MOST_MONTHS = 36  # that are drawn; articles of more are counted by year
MOST_OUTLETS = 5  # with a colour of their own
UNDATED = "none"  # the period of articles without a date


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the table has it."""

    path: str
    state: str  # "indexed", "failed" or "skipped"
    title: str | None = None
    source: str | None = None
    date: dt.date | None = None
    reason: str = ""
    since: dt.datetime | None = None  # UTC


@dataclass(frozen=True, slots=True)
class View:
    """What somebody wants to see of the table."""

    words: str = ""
    state: str = ""  # "" is any
    source: str | None = None  # None is any, "" those whose outlet is unknown
    period: str = ""  # "2026-03", "2026" or ``UNDATED``; "" is any
    sort: str = "date"  # a key of text.COLUMNS
    down: bool = True
    page: int = 0

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "View":
        """From what a page sends; what is none of it is left out."""
        sort = told.get("sort")
        page = told.get("page")
        source = told.get("source")
        return cls(
            words=str(told.get("words") or "")[:500],
            state=str(told.get("state") or ""),
            source=source if isinstance(source, str) else None,
            period=str(told.get("period") or ""),
            sort=sort if sort in text.COLUMNS else "date",
            down=bool(told.get("down", True)),
            page=max(0, page) if isinstance(page, int) else 0,
        )


def list_rows(articles: Sequence[ArticleRow], status: IndexStatus) -> list[Row]:
    """Every document of the corpus folder. A failed one may be indexed too: its last good version answers."""
    held = {each.path: each for each in articles}
    failed = {each.path for each in status.failed}
    rows = [
        Row(each.path, "indexed", each.title, each.source, each.date) for each in articles if each.path not in failed
    ]
    for failure in status.failed:
        row = held.get(failure.path)
        known = Row(row.path, "failed", row.title, row.source, row.date) if row else Row(failure.path, "failed")
        rows.append(replace(known, reason=failure.reason, since=failure.since))
    return rows + [Row(each.path, "skipped", reason=each.reason) for each in status.skipped]


def choose(rows: Sequence[Row], view: View) -> list[Row]:
    """The rows a view shows, in its order, all pages."""
    wanted = view.words.casefold().split()
    chosen = [
        row
        for row in rows
        if (not view.state or row.state == view.state)
        and (view.source is None or (row.source or "") == view.source)
        and (not view.period or period_of(row.date, len(view.period) == 7) == view.period or view.period == _year(row))
        and all(word in f"{row.title or ''} {row.source or ''} {row.path}".casefold() for word in wanted)
    ]
    keys: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
        "title": lambda row: ((row.title or row.path).casefold(),),
        "source": lambda row: (row.source is None, (row.source or "").casefold()),
        "date": lambda row: (row.date or dt.date.min,),
        "state": lambda row: (("failed", "skipped", "indexed").index(row.state),),
    }
    chosen.sort(key=lambda row: row.path)
    chosen.sort(key=keys[view.sort], reverse=view.down)
    return chosen


def period_of(date: dt.date | None, by_month: bool) -> str:
    """The month or year of a date, as a view names it."""
    return UNDATED if date is None else f"{date:%Y-%m}" if by_month else f"{date:%Y}"


def _year(row: Row) -> str:
    return period_of(row.date, by_month=False)


def write_period(period: str) -> str:
    """A period as people write it: "March 2026", "2026"."""
    if period == UNDATED:
        return text.NO_DATE
    return f"{dt.date.fromisoformat(f'{period}-01'):%B %Y}" if len(period) == 7 else period


# The state of the index


def state_html(facts: Sequence[str], run: Run) -> str:
    """The state of the index in one line, with a bar while it is being brought up to date."""
    line = " · ".join(fact for fact in facts if fact)
    if not run.running:
        problem = f" {escape(run.error)}" if run.error else ""
        return f'<p class="state">{escape(line)}{problem}</p>'
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


def report_html(report: SyncReport) -> str:
    """What a run of the index did, file by file; a long list is folded."""
    counts = [f"{getattr(report, name):,} {name}" for name in text.RUN_COUNTS if getattr(report, name)]
    failed = [text.RUN_FAILED.format(count=len(report.failed))] if report.failed else []
    did = ", ".join(counts + failed) or text.NOTHING_TO_DO
    summary = f"{text.RUN_HEADING}{did} ({text.SECONDS.format(seconds=report.seconds)})"
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


def health_html(status: IndexStatus | None, diagnosis: Diagnosis | None = None) -> str:
    """What the index holds, and what a check of it found."""
    facts = {
        "articles": f"{status.articles:,}" if status else "0",
        "passages": f"{status.passages:,}" if status else "0",
        "encoder": isolated(status.encoder or "") if status else "",
        "last_sync": time_html(status.last_sync) if status else "",
    }
    lines = "".join(f"<dt>{text.HEALTH_LINES[name]}</dt><dd>{fact or '–'}</dd>" for name, fact in facts.items())
    return f'<dl class="facts">{lines}</dl>{diagnosis_html(diagnosis) if diagnosis else ""}'


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """What each check found."""
    if diagnosis.healthy:
        counted = text.plural(diagnosis.articles, "article"), text.plural(diagnosis.passages, "passage")
        verdict = text.HEALTHY.format(articles=counted[0], passages=counted[1], seconds=diagnosis.seconds)
    else:
        verdict = diagnosis.way_out or text.NOT_HEALTHY
    items = "".join(
        f'<li data-ok="{_true(check.ok)}"><b>{escape(check.name)}</b>: '
        f"{escape('; '.join(found.text for found in check.found) or text.FINE)}</li>"
        for check in diagnosis.checks
    )
    repaired = lines_html([text.REPAIRED.format(what="; ".join(diagnosis.repaired))]) if diagnosis.repaired else ""
    healthy = _true(diagnosis.healthy)
    return f'<p class="verdict" data-ok="{healthy}">{escape(verdict)}</p>{repaired}<ul class="checks">{items}</ul>'


# The documents


def corpus_html(rows: Sequence[Row], view: View, folder: str) -> str:
    """The documents a view shows, a page of them, with what can be done to each."""
    if not rows:
        return f'<p class="hint">{escape(text.NO_ARTICLES.format(folder=folder))}</p>'
    chosen = choose(rows, view)
    pages = max(1, -(-len(chosen) // PAGE_ROWS))
    page = min(view.page, pages - 1)
    shown = chosen[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    head = "".join(_head(column, name, view) for column, name in text.COLUMNS.items())
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in shown)
    caption = f"{text.ARTICLES_HEADING} ({len(chosen):,})"
    nothing = "" if shown else f'<p class="hint">{text.NOTHING_MATCHES}</p>'
    return (
        f'<table class="rows"><caption>{caption}</caption><thead><tr>{head}'
        f'<th scope="col"><span class="visually-hidden">{text.ACTIONS}</span></th></tr></thead>'
        f"<tbody>{body}</tbody></table>{nothing}{_pager(page, pages, len(chosen), len(shown))}"
    )


def _head(column: str, name: str, view: View) -> str:
    sort = f' aria-sort="{"descending" if view.down else "ascending"}"' if column == view.sort else ""
    arrow = ("↓" if view.down else "↑") if column == view.sort else ""
    return (
        f'<th scope="col"{sort}><button type="button" data-sort="{column}" '
        f'aria-label="{attribute(text.SORT_BY.format(column=name))}">{name}'
        f'<span aria-hidden="true" class="arrow">{arrow}</span></button></th>'
    )


def _cells(row: Row) -> str:
    name = isolated(row.title or row.path)
    title = f'<button type="button" class="open" {place_attributes(row.path)}>{name}</button>' if row.title else name
    path = f'<span class="path">{isolated(row.path)}</span>' if row.title else ""
    since = f" {text.SINCE.format(when=time_html(row.since))}" if row.since else ""
    reason = f'<span class="reason">{escape(row.reason)}{since}</span>' if row.reason else ""
    state = f'<span class="badge" data-state="{row.state}">{text.STATES[row.state]}</span>{reason}'
    label = attribute(text.DELETE_FILE_LABEL.format(path=row.path))
    delete = (
        f'<button type="button" class="tool" data-remove="{attribute(row.path)}" aria-label="{label}">'
        f"{text.DELETE_FILE}</button>"
        if row.state != "skipped"
        else ""
    )
    indexed = row.title is not None
    cells = {
        "title": f"{title}{path}",
        "source": isolated(row.source or text.NO_OUTLET) if indexed else "",
        "date": date_html(row.date) if indexed else "",
        "state": state,
        "delete": delete,
    }
    return "".join(f'<td data-column="{column}">{cell}</td>' for column, cell in cells.items())


def _pager(page: int, pages: int, total: int, shown: int) -> str:
    if pages == 1:
        return ""
    where = text.SHOWN.format(
        first=f"{page * PAGE_ROWS + 1:,}", last=f"{page * PAGE_ROWS + shown:,}", total=f"{total:,}"
    )
    back, more = (
        f'<button type="button" class="plain" data-page="{to}"{"" if 0 <= to < pages else " disabled"}>{name}</button>'
        for to, name in ((page - 1, text.EARLIER_PAGE), (page + 1, text.LATER_PAGE))
    )
    return f'<nav class="pager" aria-label="{text.PAGES_LABEL}">{back}<span>{where}</span>{more}</nav>'


def outlets(rows: Sequence[Row]) -> list[str]:
    """The outlets of the indexed documents, that of most first; "" stands for those whose outlet is unknown."""
    counted = Counter(row.source or "" for row in rows if row.title is not None)
    return [name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0].casefold()))]


def options_html(rows: Sequence[Row], view: View) -> str:
    """The outlets to choose from."""
    first = f'<option value="*"{" selected" if view.source is None else ""}>{text.ANY_OUTLET}</option>'
    return first + "".join(
        f'<option value="{attribute(name)}"{" selected" if view.source == name else ""}>'
        f"{escape(name or text.NO_OUTLET)}</option>"
        for name in outlets(rows)
    )


def plot_html(rows: Sequence[Row], view: View) -> str:
    """How many articles there are of each month, or year, and outlet; each bar and each outlet is a button."""
    indexed = [row for row in rows if row.title is not None]
    if not indexed:
        return ""
    months = {period_of(row.date, by_month=True) for row in indexed if row.date}
    by_month = _span(months) <= MOST_MONTHS
    counts: dict[str, Counter[str]] = {}
    for row in indexed:
        counts.setdefault(period_of(row.date, by_month), Counter())[row.source or ""] += 1
    named = outlets(rows)
    colours = {name: min(at, MOST_OUTLETS) for at, name in enumerate(named)}
    periods = _periods(sorted(set(counts) - {UNDATED}), by_month) + ([UNDATED] if UNDATED in counts else [])
    highest = max(sum(each.values()) for each in counts.values())
    bars = "".join(_bar(period, counts.get(period, Counter()), highest, colours, view) for period in periods)
    legend = "".join(
        f'<li><button type="button" data-source="{attribute(name)}" aria-pressed="{_true(view.source == name)}">'
        f'<span class="swatch" data-colour="{colours[name]}"></span>{isolated(name or text.NO_OUTLET)}</button></li>'
        for name in named[:MOST_OUTLETS]
    )
    if len(named) > MOST_OUTLETS:
        legend += (
            f'<li class="other"><span class="swatch" data-colour="{MOST_OUTLETS}"></span>{text.OTHER_OUTLETS}</li>'
        )
    heading = text.PLOT_HEADING.format(unit=text.PLOT_UNITS["month" if by_month else "year"])
    return (
        f'<h3 id="plot-heading">{heading}</h3><p class="plot-hint">{text.PLOT_HINT}</p>'
        f'<ul class="bars" aria-labelledby="plot-heading" tabindex="-1">{bars}</ul><ul class="legend">{legend}</ul>'
    )


def _bar(period: str, counted: Counter[str], highest: int, colours: Mapping[str, int], view: View) -> str:
    total = sum(counted.values())
    short = text.NO_DATE if period == UNDATED else period if len(period) == 4 else _short(period)
    if not total:
        return f'<li class="none"><span class="stack"></span><span class="tick">{short}</span></li>'
    ordered = sorted(counted.items(), key=lambda item: colours[item[0]])
    parts = "".join(
        f'<span data-colour="{colours[name]}" style="height: {100 * count / highest:.2f}%"></span>'
        for name, count in ordered
    )
    told = ", ".join(f"{name or text.NO_OUTLET} {count:,}" for name, count in ordered[:MOST_OUTLETS])
    label = text.PLOT_BAR.format(period=write_period(period), count=text.plural(total, "article"), parts=told)
    return (
        f'<li><button type="button" data-period="{period}" aria-pressed="{_true(view.period == period)}" '
        f'aria-label="{attribute(label)}" data-tip="{attribute(label)}">'
        f'<span class="stack"><b>{total:,}</b>{parts}</span><span class="tick">{short}</span></button></li>'
    )


def _true(value: bool) -> str:
    return str(value).lower()


def _short(month: str) -> str:
    first = dt.date.fromisoformat(f"{month}-01")
    return f"{first:%b}<br>{first:%Y}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _span(months: set[str]) -> int:
    """How many months there are from the first to the last."""
    return _number(max(months)) - _number(min(months)) + 1 if months else 0


def _periods(held: Sequence[str], by_month: bool) -> list[str]:
    """All periods from the first to the last, those without articles too; very many are only those that hold some."""
    if not held:
        return []
    if by_month:
        first, last = _number(held[0]), _number(held[-1])
        return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(first, last + 1)]
    first, last = int(held[0]), int(held[-1])
    return [f"{each:04}" for each in range(first, last + 1)] if last - first < MOST_MONTHS else list(held)


# Search


def search_html(result: SearchResult, kept: int, total: int) -> str:
    """Passages with their ranks, what filtered what, and milliseconds a stage.

    kept, total: articles that the days leave, and all.
    """
    took = ", ".join(f"{text.STAGES.get(stage, stage)} {ms:,.0f} ms" for stage, ms in result.timings_ms.items())
    scope = result.scope
    all_of_them = text.plural(total, "article")
    filtered = text.NOT_FILTERED.format(total=all_of_them)
    if scope and (scope.start or scope.end) and not scope.note:
        filtered = text.FILTERED.format(kept=f"{kept:,}", total=all_of_them, label=scope.label)
    elif scope:
        filtered = f"{filtered} {scope.label}. {scope.note}".strip()
    summary = (
        f'<p class="searched-how"><b>{escape(filtered)}</b>'
        f'{_searched(result)} <span class="took">{text.TOOK} {escape(took)}.</span></p>'
    )
    if not result.hits:
        return f'{summary}<p class="hint">{text.SEARCH_NONE}</p>'
    head = "".join(f'<th scope="col">{column}</th>' for column in text.SEARCH_COLUMNS)
    body = ""
    for hit in result.hits:
        passage = (
            f'<button type="button" class="open" '
            f"{place_attributes(hit.article, hit.version, hit.start, hit.end)}>{isolated(hit.title)}</button>"
            f"{outlet_and_date(hit.source, hit.date, getattr(hit, 'page', None))}"
            f'<p class="quote" dir="auto">{escape(excerpt(hit))}</p>'
        )
        ranks = [text.NOT_FOUND_BY if rank is None else f"{rank:,}" for rank in (hit.dense_rank, hit.lexical_rank)]
        cells = zip(text.SEARCH_COLUMNS, [f"{hit.rank:,}", passage, *ranks, f"{hit.score:.3f}"], strict=True)
        body += "<tr>" + "".join(f'<td data-column="{name}">{cell}</td>' for name, cell in cells) + "</tr>"
    return f'{summary}<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _searched(result: SearchResult) -> str:
    if normalize_space(result.searched) in ("", normalize_space(result.query)):
        return ""
    return f" {text.SEARCHED_AS}<q>{escape(result.searched)}</q>."
