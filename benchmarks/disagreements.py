"""How many planted disagreements are shown, and how often one is shown where there is none.

    python benchmarks/disagreements.py CORPUS [--half tune|held]

A sentence of an article with a figure is told again as another article would: with synonyms for some words, a clause
left out or moved to the front. Planted: the figure is changed. Controls: nothing is changed; or a figure is
changed, and with it what is counted or a name. Halves are made of whole articles, by their paths.
"""

import argparse
import datetime as dt
import math
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from assistant.answer.differences import BEHIND, Statement, find_differences
from assistant.documents import read_article
from assistant.index.chunk import find_units
from assistant.language.tokens import stem, words
from assistant.records import Span, normalize_space
from assistant.verify.context import quantities_in
from assistant.verify.synonyms import synonyms

REPLACED = 0.3  # of the words that have synonyms
PAIRED = 1_500  # sentences of different articles that are compared as they stand
OLD, NEW = dt.date(2026, 5, 1), dt.date(2026, 5, 2)


def sentences(corpus: Path, half: str) -> Iterator[tuple[str, str]]:
    """The sentences of the articles of one half, each with its article's path."""
    for path in sorted(corpus.rglob("*.*")):
        if (zlib.crc32(path.name.encode()) % 2 == 0) != (half == "tune"):
            continue
        article = read_article(path.name, path.read_bytes())
        for unit in find_units(article):
            if unit.citable:
                yield path.name, normalize_space(article.text[slice(*unit.citable)])


def retell(text: str, kept: Span, chance: random.Random) -> tuple[str, int]:
    """A sentence in other words, with what stands in a span unchanged, and where that stands then."""
    start, end = kept
    head, value, tail = text[:start], text[start:end], text[end:]

    def other(match: re.Match[str]) -> str:
        same = sorted(each for each in synonyms(match[0]) if each.isalpha() and each != match[0])
        return chance.choice(same) if same and chance.random() < REPLACED else match[0]

    behind = re.match(rf"(?:\W+\w+){{0,{BEHIND}}}", tail)
    near = behind.end() if behind else 0
    head = re.sub(r"\b[a-z]{4,}\b", other, head)
    tail = tail[:near] + re.sub(r"\b[a-z]{4,}\b", other, tail[near:])
    cut = tail.rfind(", ")
    if cut > near and chance.random() < 0.5:
        clause, tail = tail[cut + 2 :].rstrip(". "), f"{tail[:cut]}."
        if chance.random() < 0.5:
            head = f"{clause[:1].upper()}{clause[1:]}, {head}"
    elif (comma := head.find(", ")) > 0 and chance.random() < 0.5:
        head = head[comma + 2 :]
    return head + value + tail, len(head)


def stands_alone(text: str, span: Span) -> bool:
    """True of a figure in digits that is no part of a name, as in "V8" and "PM2.5"."""
    before, value, behind = text[: span[0]], text[slice(*span)], text[span[1] :]
    return value[0] in "$£€0123456789" and not re.search(r"[\w./-]$", before) and not re.match(r"\w|[/-]", behind)


def changed(value: str, chance: random.Random) -> str:
    """A figure with another number in it."""
    match = re.search(r"\d+", value)
    if match is None:
        return value
    number = int(match[0])
    new = max(1, number + chance.choice((2, 3, max(4, number // 5)))) if len(match[0]) < 4 else number + number // 5
    return f"{value[: match.start()]}{new}{value[match.end() :]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=("tune", "held"), default="held")
    parser.add_argument("--most", type=int, default=500, help="sentences that are told again")
    parser.add_argument("--show", type=int, default=0, help="how many of what goes wrong to print")
    options = parser.parse_args()
    chance = random.Random(7)
    told = list(sentences(options.corpus, options.half))
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for path, text in told:
        articles[path].update(map(stem, words(text)))
    counts = Counter(each for held in articles.values() for each in held)

    def rarity(word: str) -> float:
        return math.log((1 + len(articles)) / (0.5 + counts[word]))

    def differ(*texts: str) -> list[list[str]]:
        said = [Statement(text, str(at), day, at) for at, (text, day) in enumerate(zip(texts, (OLD, NEW), strict=True))]
        return [[value.value for value in each.values] for each in find_differences(said, rarity)]

    outcomes: defaultdict[str, list[bool]] = defaultdict(list)
    shown = 0
    for _, text in chance.sample(told, len(told)):
        statement = Statement(text, "", None, 0)
        places = [figure.span for figure in statement.figures if stands_alone(text, figure.span)]
        if not places or not 8 <= len(words(text)) <= 60 or len(outcomes["the same"]) >= options.most:
            continue
        span = chance.choice(places)
        value = text[slice(*span)]
        new = changed(value, chance)
        again, at = retell(text, span, chance)
        planted = again[:at] + new + again[at + len(value) :]
        name = next((word for word in statement.words if word.named), None)
        cases = {"planted": planted, "the same": again}
        written = re.match(r"\w+", text[name.start :]) if name else None
        if written and (elsewhere := re.sub(rf"\b{re.escape(written[0])}\b", "Qarvelon", planted)) != planted:
            cases["another name"] = elsewhere
        counted = re.match(r"\s+([a-z]{4,})\b", planted[at + len(new) :])
        if counted and not any(figure.unit for figure in statement.figures if figure.span == span):
            begin = at + len(new) + counted.start(1)
            cases["another noun"] = planted[:begin] + "lanterns" + planted[begin + len(counted[1]) :]
        for what, other in cases.items():
            found = differ(text, other)
            outcomes[what].append(bool(found) if what != "planted" else any(new in each[0] for each in found))
            if shown < options.show and outcomes[what][-1] != (what == "planted"):
                shown += 1
                print(f"{what}: {found}\n  {text}\n  {other}")
    figures = [Statement(text, path, None, 0) for path, text in told if quantities_in(text)]
    chance.shuffle(figures)
    natural = find_differences(figures[:PAIRED], rarity)
    print(f"as they stand: {len(natural)} differences among {len(figures[:PAIRED])} sentences with figures")
    for what, hits in outcomes.items():
        print(f"{what}: {sum(hits)} of {len(hits)} shown ({sum(hits) / len(hits):.3f})")


if __name__ == "__main__":
    main()
