"""Which outlets, authors, titles and files a question names -> the articles that are searched for it.

A name counts only if the catalog has it. The longest name wins. Case, accents and spaces do not count, except that a
name made of an address ("bbc.com" is the BBC) must have a capital, and that a file is named literally. The words around
a name decide whether only its articles are asked for, or its articles first. Articles also go first if only the name of
their folder or file tells a word of the question.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from assistant.answer.question import Query, Sources, clean, read_query
from assistant.language import DEFAULT
from assistant.language.letters import plain, shortened
from assistant.records import ArticlePath, Span, Turn
from assistant.store.records import ArticleSource, KnownSources

Holds: TypeAlias = Callable[[str, ArticlePath | None], bool]
What: TypeAlias = Literal["outlet", "author", "title", "file", "folder"]

WORD = re.compile(r"[^\W_]+")
NAME = "\0"  # stands for a name in the patterns of a language
ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
SUFFIX = re.compile(r"\.\w+$")
SITE = re.compile(r"\s+[|–-]\s+(?=[^|–-]+$)")  # before the name of a site, at the end of a title
LEAST_WORDS = 3  # of a file's name without its suffix, and of a title without its site, to be recognised
CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-Þ](?:[\w-]|['’](?!s\b))*(?: [A-ZÀ-ÖØ-Þ](?:[\w-]|['’](?!s\b))*)*")
DATE = re.compile(r"\d{4}[-_.]?\d\d(?:[-_.]?\d\d)?(?!\d)")
SHORT = 3  # letters; a shorter word of a file's name, or one of so many, names nothing
MOST_FILES = 50  # of a folder, whose texts are looked through for its words
FULL_NAME = 2  # words of an author who is recognised wherever the name stands


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the catalog."""

    what: What
    shown: str
    articles: frozenset[ArticlePath]
    capital: bool = False  # it counts only with a capital
    literal: str = ""  # it counts only if it is written so, but for case and accents


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a catalog by their folded form."""

    by_form: Mapping[str, Sequence[Name]]
    longest: int  # words of the longest
    words: frozenset[str]  # of authors and outlets, folded
    all_words: frozenset[str]  # of titles and paths too
    folders: Mapping[str, frozenset[ArticlePath]]  # words of folders, folded, with the articles in them
    files: Mapping[str, frozenset[ArticlePath]]  # words of the names of files that are not in their title or outlet

    def named_by_path(self, question: str, holds: Holds) -> dict[str, frozenset[ArticlePath]]:
        """The words of a question that only paths tell, with the articles at these paths.

        A word of a folder counts for articles whose text does not have it, a word of a file's name if no text has it.
        """
        found = {}
        for word in dict.fromkeys(WORD.findall(question)):
            paths = self.folders.get(plain(word), frozenset())
            if len(paths) <= MOST_FILES:
                paths = frozenset(path for path in paths if not holds(word, path))
            named_so = self.files.get(plain(word), frozenset())
            if named_so and not holds(word, None):
                paths |= named_so
            if paths:
                found[word] = paths
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a question."""

    name: Name
    span: Span  # of the words that say that it is a source, the name among them
    only: bool


def read_scope(
    question: str,
    history: Sequence[Turn],
    today: dt.date,
    known: KnownSources,
    holds: Holds,
) -> Query:
    """The question as ``read_query`` reads it, with the sources it names.

    A question that leans on the one before it has the sources of that one, if it names none itself.
    holds: True if a word is in the text of an article, or of any.
    """
    query = read_query(question, history, today)
    earlier = [clean(turn.content) for turn in history if turn.role == "user"] if query.context else []
    before = {asked: named for asked in earlier if (named := read_sources(asked, known))}
    context = query.context
    for asked in before:
        context = context.replace(asked, without(asked, find_names(asked, names_of(known))))
    sources = read_sources(question, known)
    if sources:
        inner = read_query(sources.text, history, today)  # no date in a title or a file's name is a period
        query = replace(query, period=inner.period, latest=inner.latest)
        overview = sources.overview or inner.overview
        sources = replace(sources, text=inner.text, undated=inner.undated, overview=overview, context=context)
    elif earlier and earlier[-1] in before and not query.may_stand_alone:
        sources = replace(
            before[earlier[-1]], text=query.text, undated=query.undated, overview=query.overview, context=context
        )
    elif named_so := names_of(known).named_by_path(question, holds):
        sources = Sources(
            frozenset().union(*named_so.values()),
            path_words=tuple(named_so),
            text=query.text,
            undated=query.undated,
            overview=query.overview,
            context=query.context,
        )
    return replace(query, sources=sources)


def read_sources(question: str, known: KnownSources) -> Sources | None:
    """The sources that a question names; None if it names none."""
    found = find_names(question, names_of(known))
    only = [each for each in found if each.only]
    found = only or found
    if not found:
        return None
    groups: dict[str, frozenset[ArticlePath]] = {}
    for each in found:
        group = each.name.what if each.name.what in ("outlet", "author") else "article"
        groups[group] = groups.get(group, frozenset()) | each.name.articles
    articles = frozenset.intersection(*groups.values())
    text = without(question, found)
    about = DEFAULT.scopes.about.match(text)
    if about:
        text = next(filter(None, about.groups()))
    asking = DEFAULT.grammar.stop_words | DEFAULT.scopes.asks
    asks_for_all = all(word.lower() in asking for word in WORD.findall(text))
    if asks_for_all and articles:
        text = next(each.title for each in known.articles if each.path in articles)
    return Sources(
        articles=articles,
        outlets=_shown(found, "outlet"),
        authors=_shown(found, "author"),
        named=tuple(dict.fromkeys(path for each in found for path in _paths(each.name))),
        hard=bool(only),
        text=text,
        overview=bool(about) or asks_for_all,
    )


def words_of_sources(question: str, known: KnownSources) -> frozenset[str]:
    """The words of all authors and outlets, and of the titles and files that a question names, in plain form."""
    names = names_of(known)
    spans = [each.span for each in find_names(question, names)]
    return names.words | {word for span in spans for word in WORD.findall(plain(question[slice(*span)]))}


def words_of_catalog(known: KnownSources) -> frozenset[str]:
    """The words of all authors, outlets, titles, folders and files, in plain form."""
    return names_of(known).all_words


def absent_authors(question: str, known: KnownSources) -> tuple[str, ...]:
    """The names that a question takes for those of authors or outlets, as no article has them."""
    names, found = names_of(known), []
    for match in CAPITALISED.finditer(question):
        masked = f"{question[: match.start()]}{NAME}{question[match.end() :]}"
        is_source = any(
            each.start() <= match.start() < each.end() for each in DEFAULT.scopes.author_only.finditer(masked)
        )
        if is_source and not set(WORD.findall(plain(match[0]))) <= names.words | DEFAULT.grammar.stop_words:
            found.append(match[0])
    return tuple(found)


def _shown(found: Iterable[Found], what: What) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name.shown for each in found if each.name.what == what))


def _paths(name: Name) -> list[ArticlePath]:
    """The articles that a title or a file's name stands for; the folder itself of a folder's name."""
    if name.what == "folder":
        return [name.shown]
    return sorted(name.articles) if name.what in ("title", "file") else []


def without(question: str, found: Iterable[Found]) -> str:
    """A question without the words that name its sources: "What does it say about the ferry?"."""
    for each in sorted(found, key=lambda each: -each.span[0]):
        before, after = question[: each.span[0]].rstrip(), question[each.span[1] :].lstrip(" ,:")
        stands_for = DEFAULT.scopes.it if DEFAULT.scopes.asked_after.search(before) else ""
        question = " ".join(filter(None, (before, stands_for, after)))
    return re.sub(r"\s+([?!.,;:])", r"\1", question).strip(" ,:")


def find_names(question: str, names: Names) -> list[Found]:
    """The names of sources in a question, in order."""
    spans = [match.span() for match in WORD.finditer(question)]
    folded = [fold(question[slice(*span)]) for span in spans]
    found: list[Found] = []
    at = 0
    while at < len(spans):
        step = 1
        for count in range(min(names.longest, len(spans) - at), 0, -1):
            span = spans[at][0], spans[at + count - 1][1]
            forms = names.by_form.get("".join(folded[at : at + count]), ())
            written = [each for each in forms if _is_written(each, question, span)]
            one = next((each for name in written if (each := _read(question, span, name, count, found))), None)
            if one:
                found.append(one)
            if one or any(name.what in ("outlet", "author") for name in written):
                step = count
                break
        at += step
    return found


def _is_written(name: Name, question: str, span: Span) -> bool:
    """True if the words of a question are the name, and not a part of a longer one."""
    own, before, after = question[slice(*span)], question[: span[0]], question[span[1] :]
    if name.literal:
        return (
            plain(own) == name.literal
            and not re.search(r"[\w/\\.-]$", before)
            and not re.match(r"[\w\\-]|/\w|\.\w" if name.what == "folder" else r"[\w/\\-]|\.\w", after)
        )
    if name.what in ("outlet", "author") and re.match(r" [A-Z]", after) and not question.istitle():
        return False
    return not name.capital or own.lower() != own


def _read(question: str, span: Span, name: Name, words: int, before: Sequence[Found]) -> Found | None:
    """A name as a source, if the words around it say that it is one."""
    last = before[-1] if before else None
    if last and last.name.what == name.what and DEFAULT.scopes.joins.fullmatch(question[last.span[1] : span[0]]):
        return Found(name, span, last.only)
    scopes = DEFAULT.scopes
    if last and last.only and (last.name.what, name.what) == ("author", "outlet"):
        between = question[last.span[1] : span[0]]
        if scopes.published_in.fullmatch(between):
            return Found(name, (last.span[1], span[1]), only=True)
    only, first = {
        "outlet": (scopes.outlet_only, scopes.outlet_first),
        "author": (scopes.author_only, scopes.author_first if words >= FULL_NAME else None),
        "title": (scopes.title_only, None),
        "file": (scopes.file_only, None),
        "folder": (scopes.folder_only, None),
    }[name.what]
    masked = f"{question[: span[0]]}{NAME}{question[span[1] :]}"
    for pattern in filter(None, (only, first)):
        for match in pattern.finditer(masked):
            if match.start() <= span[0] < match.end():
                end = match.end() + (span[1] - span[0]) - len(NAME)
                return Found(name, (match.start(), end), pattern is only)
    return None


# The names of a catalog


@lru_cache(maxsize=4)
def names_of(known: KnownSources) -> Names:
    """The names of all sources."""
    gathered: dict[tuple[str, Name], set[ArticlePath]] = {}
    for article in known.articles:
        for form, name in forms_of(article):
            if form:
                gathered.setdefault((form, name), set()).add(article.path)
    by_form: dict[str, list[Name]] = {}
    for (form, name), paths in gathered.items():
        by_form.setdefault(form, []).append(replace(name, articles=frozenset(paths)))
    bylines = {text for each in known.articles for text in (each.author, each.outlet) if text}
    words = frozenset(word for text in bylines for word in WORD.findall(plain(text)))
    others = frozenset(word for each in known.articles for word in WORD.findall(plain(f"{each.title} {each.path}")))
    longest = max((len(WORD.findall(name.shown)) for _, name in gathered), default=0) + 1
    return Names(by_form, longest, words, words | others, *words_of_paths(known))


def words_of_paths(known: KnownSources) -> tuple[dict[str, frozenset[ArticlePath]], dict[str, frozenset[ArticlePath]]]:
    """The words of folders, and those of files that are not in the title or outlet, each with its articles.

    Words of grammar and words that all articles have are left out; dates, short words and parts of a word of the
    title, where a file's name is a title cut short, are left out of the names of files.
    """
    folders: dict[str, set[ArticlePath]] = {}
    files: dict[str, set[ArticlePath]] = {}
    for article in known.articles:
        folder, _, file = SUFFIX.sub("", plain(article.path)).rpartition("/")
        about = "".join(WORD.findall(plain(f"{article.title} {article.outlet or ''}")))
        for word in WORD.findall(folder):
            folders.setdefault(word, set()).add(article.path)
        for word in WORD.findall(DATE.sub(" ", file)):
            if len(word) > SHORT and word not in about:
                files.setdefault(word, set()).add(article.path)

    def telling(found: Mapping[str, set[ArticlePath]]) -> dict[str, frozenset[ArticlePath]]:
        return {
            word: frozenset(paths)
            for word, paths in found.items()
            if len(paths) < len(known.articles) and word not in DEFAULT.grammar.stop_words
        }

    return telling(folders), telling(files)


def forms_of(article: ArticleSource) -> Iterator[tuple[str, Name]]:
    """The names of an article's sources, each with its folded form and without articles."""
    none: frozenset[ArticlePath] = frozenset()
    if article.outlet:
        outlet = Name("outlet", article.outlet, none)
        yield fold(article.outlet), outlet
        yield fold(DEFAULT.scopes.leads.sub("", article.outlet)), outlet
        if ADDRESS.fullmatch(article.outlet):
            label = label_of(article.outlet)
            yield fold(label), replace(outlet, capital=True)
            yield fold(DEFAULT.scopes.leads.sub("", label)), replace(outlet, capital=True)
    if article.author:
        for part in {article.author, *DEFAULT.scopes.byline.split(article.author)}:
            yield fold(part), Name("author", part.strip(), none)
    yield fold(article.title), Name("title", article.title, none)
    short = SITE.split(article.title)[0]
    if len(WORD.findall(short)) >= LEAST_WORDS:
        yield fold(short), Name("title", article.title, none)
    parts = article.path.split("/")
    for at in range(len(parts)):
        tail = "/".join(parts[at:])
        yield fold(tail), Name("file", tail, none, literal=plain(tail))
        stem = SUFFIX.sub("", tail)
        if len(WORD.findall(stem)) >= LEAST_WORDS:
            yield fold(stem), Name("file", tail, none, literal=plain(stem))
        if at:
            folder = "/".join(parts[:at])
            yield fold(folder), Name("folder", f"{folder}/", none, literal=plain(folder))


def label_of(address: str) -> str:
    """The part of an internet address that names who has it: "bbc" of "news.bbc.co.uk"."""
    *labels, last = address.lower().split(".")
    if len(last) == 2 and len(labels) > 1 and len(labels[-1]) <= 3:  # "co.uk"
        labels.pop()
    return labels[-1]


def fold(name: str) -> str:
    """The letters and digits of a name, without case and accents; "Møller" and "Moeller" are one."""
    return "".join(WORD.findall(shortened(name)))
