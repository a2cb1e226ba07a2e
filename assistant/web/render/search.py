"""What a search finds, as HTML."""

from assistant.records import SearchResult, normalize_space
from assistant.web import text
from assistant.web.render.markup import escape, excerpt, isolated, outlet_and_date, place_attributes


def search_html(result: SearchResult, kept: int, total: int) -> str:
    """Passages with their ranks, the filter by date, and the milliseconds of each stage.

    kept, total: the number of articles inside the period of time, and of all articles.
    """
    took = ", ".join(f"{text.STAGES.get(stage, stage)} {ms:,.0f} ms" for stage, ms in result.timings_ms.items())
    scope = result.scope
    all_of_them = text.plural(total, "article")
    filtered = text.NOT_FILTERED.format(total=all_of_them)
    if scope and scope.hard and not scope.note:
        by_days_alone = not (scope.outlets or scope.authors or scope.articles)
        form = text.FILTERED if by_days_alone else text.FILTERED_BY_SOURCE
        filtered = form.format(kept=f"{kept:,}", total=all_of_them, label=scope.label)
    elif scope:
        preferred = "" if scope.hard else f"{text.PREFERRED}{scope.label}."
        filtered = " ".join(filter(None, [filtered, preferred, scope.note]))
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
            f"{outlet_and_date(hit.source, hit.date, hit.page)}"
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
