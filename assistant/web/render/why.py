"""Why a question is answered or refused, in words for a person who knows the articles, as HTML."""

from collections.abc import Iterator

from assistant.answer.explanation import Closest, Explanation
from assistant.records import Status, normalize_space
from assistant.web import text
from assistant.web.render.markup import escape, isolated, outlet_and_date, place_attributes

QUOTED_CHARS = 300  # of the words of an article


def why_html(explanation: Explanation, status: Status | None) -> str:
    """The decision, what kept the answer out, and the closest articles. status: of the answer that is shown."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in _decision(explanation, status))
    signs = [] if explanation.is_enough else list(_signs(explanation))
    items = "".join(f"<li>{escape(sign)}</li>" for sign in signs)
    missing = f"<p>{text.WHY_SIGNS_LABEL}</p><ul>{items}</ul>" if signs else ""
    return lines + missing + _closest_html(explanation)


def _decision(explanation: Explanation, status: Status | None) -> Iterator[str]:
    if explanation.kind != "fact":
        yield text.WHY_KIND.format(kind=explanation.kind)
    if explanation.probability is None:
        yield text.WHY_NOTHING
    elif explanation.is_enough:
        yield text.WHY_ANSWERED
    elif explanation.reasons:
        yield from explanation.reasons
    else:
        yield text.WHY_OVERVIEW if explanation.by_coverage else text.WHY_NO_SENTENCE
    if explanation.period:
        yield " ".join(filter(None, [text.WHY_PERIOD.format(period=explanation.period), explanation.period_note]))
    if status in ("answered", "refused") and explanation.is_enough != (status == "answered"):
        yield text.WHY_NOW_ANSWERED if explanation.is_enough else text.WHY_NOW_REFUSED


def _signs(explanation: Explanation) -> Iterator[str]:
    """What the articles have too little of, if more of it alone would have been enough; what pulls down most first.

    Where a name is missing, or the probability does not decide, there is none.
    """
    if explanation.by_coverage or explanation.missing:
        return
    for influence in explanation.influences:
        if influence.enough is not None and influence.feature in text.WHY_SIGNS:
            yield text.WHY_SIGNS[influence.feature].format(value=influence.value)


def _closest_html(explanation: Explanation) -> str:
    if not explanation.closest:
        return ""
    items = "".join(f"<li>{_article_html(closest)}</li>" for closest in explanation.closest)
    return f"<p>{text.WHY_CLOSEST}</p><ol>{items}</ol>"


def _article_html(closest: Closest) -> str:
    """An article that opens at its best sentence, how it was found, and that sentence."""
    found = text.WHY_FOUND_BY.get((closest.dense_rank is not None, closest.lexical_rank is not None), "")
    days = text.WHY_OTHER_DAYS if closest.in_period is False else ""
    how = "; ".join(filter(None, [found, days]))
    quote = normalize_space(closest.quote)
    if len(quote) > QUOTED_CHARS:
        quote = quote[:QUOTED_CHARS].rsplit(" ", 1)[0] + " …"
    return (
        f'<button type="button" class="open" '
        f"{place_attributes(closest.article, closest.version, closest.start, closest.end)}>{isolated(closest.title)}"
        f"</button> {outlet_and_date(closest.source, closest.date)}"
        f'<p class="how">{escape(how)}</p><p class="quote" dir="auto">{escape(quote)}</p>'
    )
