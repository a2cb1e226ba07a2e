"""Counted and listed articles, and what differs between sources, as HTML."""

from collections.abc import Mapping, Sequence

from assistant.records import Answer, Citation, Difference, Group, Result, ResultRow
from assistant.web import text
from assistant.web.documents import write_period
from assistant.web.render.markup import attribute, date_html, escape, isolated, place_attributes
from assistant.web.results import MOST_ROWS, ROWS, bars_of, sort_rows

MOST_OPEN = 36  # groups; a longer table is closed


def result_html(answer: Answer) -> str:
    """The articles of a result in a table, with their groups as bars; "" if there are none."""
    if answer.result is None or not answer.result.rows:
        return ""
    bars = bars_html(bars_of(answer))
    return f'<div class="result">{bars}{rows_html(answer.result)}</div>'


def rows_html(result: Result, sort: str = "", *, down: bool = False, whole: bool = False) -> str:
    """The table of the articles, the first ones or the whole, and buttons for the rest and for a file of all."""
    rows = sort_rows(result.rows, sort, down=down)
    shown = rows[: MOST_ROWS if whole else ROWS]
    columns = [name for name in text.RESULT_COLUMNS if any(_cell(name, row) for row in rows)]
    head = "".join(_head(name, sort, down) for name in columns)
    body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in shown)
    caption = f"{text.RESULT_HEADING} ({len(rows):,})"
    more = ""
    if len(rows) > len(shown):
        if whole:
            more = f'<span class="hint">{text.ROWS_CUT.format(count=f"{MOST_ROWS:,}")}</span>'
        else:
            more = f'<button type="button" class="plain" data-whole="">{text.SHOW_ALL.format(count=f"{len(rows):,}")}'
            more += "</button>"
    file = f'<button type="button" class="tool" data-csv="">{text.CSV}</button>'
    return (
        f'<div class="result-rows" data-sorted="{attribute(sort)}" data-down="{"true" if down else ""}" '
        f'data-all="{"true" if whole else ""}"><table class="rows"><caption>{caption}</caption>'
        f'<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><div class="buttons">{more}{file}</div></div>'
    )


def _head(column: str, sort: str, down: bool) -> str:
    name, here = text.RESULT_COLUMNS[column], column == sort
    order = f' aria-sort="{"descending" if down else "ascending"}"' if here else ""
    arrow = ("↓" if down else "↑") if here else ""
    return (
        f'<th scope="col"{order}><button type="button" data-sort-rows="{column}" '
        f'aria-label="{attribute(text.SORT_BY.format(column=name))}">{name}'
        f'<span aria-hidden="true" class="arrow">{arrow}</span></button></th>'
    )


def _cells(row: ResultRow, columns: Sequence[str]) -> str:
    return "".join(f'<td data-column="{name}">{_cell(name, row)}</td>' for name in columns)


def _cell(column: str, row: ResultRow) -> str:
    """A cell of a row; "" if the row has nothing to show there."""
    if column == "title":
        start, end = row.first or (None, None)
        place = place_attributes(row.article, row.version, start, end)
        return f'<button type="button" class="open" data-row="" {place}>{isolated(row.title)}</button>'
    if column == "date":
        return date_html(row.date)
    if column == "mentions":
        return "" if row.mentions is None else f"{row.mentions:,}"
    value = row.source if column == "source" else row.author
    return isolated(value) if value else ""


def bars_html(groups: Sequence[Group]) -> str:
    """Groups in a table whose rows have bars; "" if there are none."""
    if not groups:
        return ""
    highest = max(group.articles for group in groups) or 1
    with_mentions = any(group.mentions for group in groups)
    body = "".join(_bar(group, highest, with_mentions) for group in groups)
    names = [text.GROUPED_BY.get(groups[0].by, groups[0].by), text.RESULT_HEADING]
    names += [text.RESULT_COLUMNS["mentions"]] if with_mentions else []
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    table = f'<table class="groups"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    summary = text.GROUPS_HEADING.format(by=groups[0].by)
    is_open = " open" if len(groups) <= MOST_OPEN else ""
    return f'<details class="grouped"{is_open}><summary>{escape(summary)}</summary>{table}</details>'


def _bar(group: Group, highest: int, with_mentions: bool) -> str:
    mentions = f"<td>{group.mentions or 0:,}</td>" if with_mentions else ""
    return (
        f'<tr><th scope="row">{isolated(name_of(group))}</th>'
        f'<td class="bar"><span class="stick" style="width: {70 * group.articles / highest:.1f}%"></span> '
        f"{group.articles:,}</td>{mentions}</tr>"
    )


def name_of(group: Group) -> str:
    """The name of a group for people."""
    if not group.key:
        return text.NO_OUTLET if group.by == "outlet" else text.NO_DATE if group.by != "author" else text.NO_AUTHOR
    return write_period(group.key) if group.by in ("month", "year") else group.key


def differences_html(
    differences: Sequence[Difference], citations: Mapping[int, Citation], marks: Mapping[int, str]
) -> str:
    """What sources say differently of the same thing: each value, who says it and when; "" if there is nothing."""
    if not differences:
        return ""
    rows = []
    for each in differences:
        values = [value for value in each.values if value.citation in citations]
        for at, value in enumerate(values):
            citation = citations[value.citation]
            about = f'<th scope="rowgroup" rowspan="{len(values)}">{isolated(each.about)}</th>' if at == 0 else ""
            said_by = isolated(citation.source or citation.title)
            rows.append(
                f'<tr>{about}<td data-column="value">{isolated(value.value)}{marks.get(value.citation, "")}</td>'
                f'<td data-column="source">{said_by}</td><td data-column="date">{date_html(citation.date)}</td></tr>'
            )
    head = "".join(f'<th scope="col">{name}</th>' for name in text.DIFFERENCE_COLUMNS)
    return (
        f'<table class="differences"><caption>{text.DIFFERENCES}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
