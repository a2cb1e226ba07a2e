"""Counted articles as a result, and in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.answer.frames import Frame, Limits
from assistant.answer.mentions import Mentions, total
from assistant.index.chunk import find_units, written_date
from assistant.language.instructions import find_instructions
from assistant.language.periods import write_period
from assistant.records import Article, Citation, Group, Result, ResultRow, Scope, Sentence, Span, normalize_space
from assistant.store.records import ArticleSource
from assistant.verify.sources import lead_of

NAMED = 12  # groups that are written out; all are in the result


def result_of(frame: Frame, found: Sequence[Mentions], by: str = "") -> Result:
    """What was found as a result; its rows are in the order of what was found.

    by: what the articles are grouped by, if not by what the frame says.
    """
    days = [each.article.date for each in found if each.article.date]
    by = by or frame.by
    return Result(
        articles=len(found),
        mentions=total(found) if frame.terms else None,
        total=len(found),
        start=min(days, default=None),
        end=max(days, default=None),
        rows=tuple(_row(each, frame) for each in found),
        stories=count_stories(found),
        groups=groups_of(by, found) if by else (),
    )


def _row(found: Mentions, frame: Frame) -> ResultRow:
    article = found.article
    return ResultRow(
        article=article.path,
        version=article.version,
        title=article.title,
        date=article.date,
        source=article.outlet,
        author=article.author,
        mentions=(len(found.places) or found.in_title) if frame.terms else None,
        first=found.places[0] if found.places else None,
    )


# What articles are grouped by -> the key of an article; "" if it is not known.
KEYS: Mapping[str, Callable[[ArticleSource], str]] = {
    "day": lambda article: article.date.isoformat() if article.date else "",
    "week": lambda article: f"{article.date:%G-W%V}" if article.date else "",
    "month": lambda article: article.date.isoformat()[:7] if article.date else "",
    "year": lambda article: article.date.isoformat()[:4] if article.date else "",
    "outlet": lambda article: article.outlet or "",
    "author": lambda article: article.author or "",
}


def groups_of(by: str, found: Sequence[Mentions]) -> tuple[Group, ...]:
    """The articles in groups: days, weeks, months and years ascending, outlets and authors by their articles."""
    gathered: dict[str, list[Mentions]] = {}
    for each in found:
        gathered.setdefault(KEYS[by](each.article), []).append(each)
    groups = [Group(by, key, len(own), total(own)) for key, own in gathered.items()]
    if by in ("outlet", "author"):
        return tuple(sorted(groups, key=lambda group: (not group.key, -group.articles, group.key)))
    return tuple(sorted(groups, key=lambda group: (not group.key, group.key)))


def cite(article: Article, places: Sequence[Span], number: int) -> Iterator[tuple[Sentence, Citation]]:
    """Each sentence of an article that holds one of the places, with a citation, numbered from ``number``.

    A heading is cited only if no sentence holds any. places: ascending offsets into the text.
    """
    units = iter(find_units(article))
    unit = next(units, None)
    spans: dict[Span, list[Span]] = {}
    headings: dict[Span, list[Span]] = {}
    for place in places:
        while unit and unit.end <= place[0]:
            unit = next(units, None)
        if unit is None:
            break
        holder = spans if unit.citable else headings
        holder.setdefault(unit.citable or (place[0], unit.end), []).append(place)
    spans = spans or headings
    lead = lead_of(article.source, article.date)
    for count, (span, held) in enumerate(spans.items()):
        yield sentence_of(article, span, held, number + count, "" if count else lead)


def sentence_of(
    article: Article, span: Span, emphasis: Sequence[Span], number: int, lead: str
) -> tuple[Sentence, Citation]:
    """Words of an article as a sentence of an answer, and its citation. emphasis: offsets into the article's text."""
    quote = article.text[slice(*span)]
    text = normalize_space(quote)

    def within_text(offset: int) -> int:
        before = quote[: max(0, offset - span[0])]
        return len(normalize_space(before)) + (1 if before[-1:].isspace() and before.strip() else 0)

    shown = tuple(
        (within_text(start), within_text(end)) for start, end in emphasis if span[0] <= start < end <= span[1]
    )
    citation = Citation(
        number=number,
        article=article.path,
        version=article.version,
        title=article.title,
        date=article.date,
        source=article.source,
        url=article.url,
        start=span[0],
        end=span[1],
        quote=quote,
        page=article.page(span[0]),
        suspicious=bool(find_instructions(quote) or find_instructions(article.title)),
    )
    return Sentence(lead, text, (number,), "quoted", shown), citation


def scope_of_limits(limits: Limits) -> Scope | None:
    """The limits as they are shown; None if there are none."""
    words = in_limits(limits)
    if not words:
        return None
    label = ", ".join(words)
    return Scope(
        label=label[0].upper() + label[1:],
        start=limits.period.start if limits.period else None,
        end=limits.period.end if limits.period else None,
        hard=True,
        outlets=limits.outlets,
        authors=limits.authors,
    )


def in_limits(limits: Limits) -> list[str]:
    """The limits in words, one after another."""
    return [
        *([write_period(limits.period)] if limits.period else []),
        *([f"only from {' or '.join(limits.outlets)}"] if limits.outlets else []),
        *([f"only by {' or '.join(limits.authors)}"] if limits.authors else []),
        *([f"without {' and '.join(limits.without)}"] if limits.without else []),
    ]


def within(limits: Limits) -> str:
    """The limits as a part of a sentence, in brackets: " (May 2026, only from Reuters)"; "" if there are none."""
    words = in_limits(limits)
    return f" ({', '.join(words)})" if words else ""


def of_days(found: Sequence[Mentions]) -> str:
    """From when to when articles are, as the end of a sentence: ", from 12 January to 6 March 2026"."""
    days = sorted(each.article.date for each in found if each.article.date)
    if not days:
        return ""
    first, last = written_date(days[0]), written_date(days[-1])
    return f", of {first}" if first == last else f", from {first} to {last}"


def count_stories(found: Sequence[Mentions]) -> int:
    """How many stories the articles tell: near-copies tell one."""
    return len({each.story for each in found})


def in_stories(found: Sequence[Mentions]) -> str:
    """How many stories the articles tell, as a sentence after another; "" if each tells its own."""
    stories = count_stories(found)
    if stories == len(found):
        return ""
    return f" They tell {stories:,} {'story' if stories == 1 else 'stories'}; the rest are near-copies."


def in_words(frame: Frame, found: Sequence[Mentions]) -> str:
    """The groups of a frame that asks for some, as a sentence after another; "" if it asks for none."""
    groups = groups_of(frame.by, found) if frame.by else ()
    if not groups:
        return ""
    named = ", ".join(f"{group.key or 'not known'}: {group.articles}" for group in groups[:NAMED])
    more = f" and {len(groups) - NAMED} more" if len(groups) > NAMED else ""
    return f" By {frame.by}: {named}{more}."


def of_article(article: ArticleSource, *, dated: bool = True) -> str:
    """An article in words: its title, outlet and day."""
    about = [article.outlet or "", written_date(article.date) if dated and article.date else ""]
    return f"“{normalize_space(article.title)}”{''.join(f', {each}' for each in about if each)}"


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 article", "1,200 articles"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
