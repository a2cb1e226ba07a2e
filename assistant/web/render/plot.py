"""A bar chart of articles by period and outlet, as HTML. Each bar and each outlet is a button."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.web import text
from assistant.web.documents import UNDATED, Row, View, outlets, period_of, write_period
from assistant.web.render.markup import attribute, boolean, isolated

MOST_MONTHS = 36  # in the chart; articles of more are counted by year
MOST_OUTLETS = 5  # with a colour of their own


def plot_html(rows: Sequence[Row], view: View) -> str:
    """The chart of all indexed documents: by month, or by year if they cover many months."""
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
    highest = max(sum(of_period.values()) for of_period in counts.values())
    bars = "".join(_bar(period, counts.get(period, Counter()), highest, colours, view) for period in periods)
    legend = "".join(
        f'<li><button type="button" data-source="{attribute(name)}" aria-pressed="{boolean(view.source == name)}">'
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
    by_outlet = ", ".join(f"{name or text.NO_OUTLET} {count:,}" for name, count in ordered[:MOST_OUTLETS])
    label = text.PLOT_BAR.format(period=write_period(period), count=text.plural(total, "article"), parts=by_outlet)
    return (
        f'<li><button type="button" data-period="{period}" aria-pressed="{boolean(view.period == period)}" '
        f'aria-label="{attribute(label)}" data-tip="{attribute(label)}">'
        f'<span class="stack"><b>{total:,}</b>{parts}</span><span class="tick">{short}</span></button></li>'
    )


def _short(month: str) -> str:
    first = dt.date.fromisoformat(f"{month}-01")
    return f"{first:%b}<br>{first:%Y}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _span(months: set[str]) -> int:
    """The number of months from the first to the last."""
    return _number(max(months)) - _number(min(months)) + 1 if months else 0


def _periods(held: Sequence[str], by_month: bool) -> list[str]:
    """All periods from the first to the last, without gaps unless there are very many years."""
    if not held:
        return []
    if by_month:
        first, last = _number(held[0]), _number(held[-1])
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]
    first, last = int(held[0]), int(held[-1])
    return [f"{year:04}" for year in range(first, last + 1)] if last - first < MOST_MONTHS else list(held)
