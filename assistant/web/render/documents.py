"""The table of documents as HTML."""

from collections.abc import Sequence

from assistant.web import text
from assistant.web.documents import Row, View, choose, outlets
from assistant.web.render.markup import attribute, date_html, escape, isolated, place_attributes, time_html

PAGE_ROWS = 50  # of the table


def documents_html(rows: Sequence[Row], view: View, folder: str) -> str:
    """One page of the documents of a view, with a button to delete each."""
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


def options_html(rows: Sequence[Row], view: View) -> str:
    """The options of the outlet filter."""
    first = f'<option value="*"{" selected" if view.source is None else ""}>{text.ANY_OUTLET}</option>'
    return first + "".join(
        f'<option value="{attribute(name)}"{" selected" if view.source == name else ""}>'
        f"{escape(name or text.NO_OUTLET)}</option>"
        for name in outlets(rows)
    )
