"""Write desk questions over folders of articles, with the right answers computed from the files.

    python benchmarks/desk_questions.py FOLDER ... --out questions.jsonl [--seed 1]

FOLDER/articles/*.md are the articles, with front matter (title, date, source). The names and words that are asked for
come out of the files; `desk_forms.jsonl` holds the forms of the questions: `{x}` and `{y}` stand for
names or words, `{s}` for an outlet, `{d}` and `{e}` for days, `{t}` for a title, `{p}` for a phrase, `{n}` for a
speaker. They were written before the grammar of the product was read. Facts that look like desk questions come from
FOLDER/questions.jsonl, where there is one, and from `desk_traps.jsonl`. Nothing of the package is imported: a checker
is not made of what it checks.

A line has `id, set, kind, question, today, gold, form, half`. `gold.kinds` are the kinds that fit; `gold.readings` the
right sets of articles, one for every way to read the question: the title counted or not, case heeded or not. `half` is
0 or 1, by a hash of the form: mend from half 0, report both.
"""

import argparse
import hashlib
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
SAID = r"(?:said|says|told|added|wrote|tweeted|explained|announced|argued|warned)"
TRAP = re.compile(
    r"^(?:how many|which (?:two|five|company|of)|what did|how much|who (?:is|wrote|replaced)|when)\b", re.I
)
TIME = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*)\b")
HERE = Path(__file__).parent
YES_OR_NO = re.compile(r"(?:is|do|have|any)\b", re.I)
ABSENT = [
    "Ottawa Senators",
    "Angela Rayner",
    "Zanzibar",
    "Kilimanjaro",
    "Nokia",
    "Mozart",
    "Lake Baikal",
    "Volkswagen Beetle",
]
LEADS = ["", "", "", "", "", "", "Please: ", "Hi, ", "quick one: "]


@dataclass(frozen=True)
class Article:
    """An article as its file has it."""

    file: str
    title: str
    day: str | None
    source: str
    text: str

    @cached_property
    def body(self) -> str:
        """The text without its heading."""
        return re.sub(r"\A\s*# .*\n", "", self.text)


def read_article(path: Path) -> Article:
    raw = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    head, text = re.match(r"---\n(.*?)\n---\n(.*)", raw, re.S).groups()  # type: ignore[union-attr]
    fields = {}
    for line in head.splitlines():
        key, _, value = line.partition(":")
        fields[key] = json.loads(value) if value.strip().startswith('"') else value.strip()
    day = fields.get("date") or None
    return Article(path.name, fields["title"], day if day and day > "1000" else None, fields["source"], text)


@cache
def fold(text: str) -> str:
    """Straight quotes, no diacritics, one space for each run of white space."""
    plain = text.translate(QUOTES)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain)


def times(term: str, text: str, case: bool = False) -> int:
    """How often a term stands in a text as whole words."""
    within, sought = (fold(text), fold(term)) if case else (small(text), fold(term).lower())
    return len(re.findall(rf"(?<!\w){re.escape(sought)}(?!\w)", within)) if sought in within else 0


@cache
def small(text: str) -> str:
    return fold(text).lower()


@dataclass(frozen=True)
class Reading:
    """One way to read what a mention is: where to look, and whether case counts."""

    title: bool
    case: bool

    def count(self, term: str, article: Article) -> int:
        return times(term, article.text, self.case) or (self.title and times(term, article.title, self.case)) or 0

    def values(self, term: str, article: Article) -> set[int]:
        """The right numbers of mentions: with the heading of the text, without it, with the title besides."""
        texts = [article.text, article.body, f"{article.body}\n{article.title}", f"{article.text}\n{article.title}"]
        return {times(term, text, self.case) for text in texts}


READINGS = [Reading(title, case) for title in (True, False) for case in (False, True)]


class Corpus:
    """The articles of a folder, and the names, words and phrases in them that can be asked for."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.name, self.folder, self.dice = folder.name, folder, dice
        self.articles = [read_article(path) for path in sorted((folder / "articles").glob("*.md"))]
        self.days = sorted({a.day for a in self.articles if a.day})
        self.today = date.fromisoformat(self.days[-1]) + timedelta(days=1)
        self.sources = Counter(a.source for a in self.articles)
        self.titles = [
            a
            for a in self.articles
            if len(a.title.split()) >= 3 and Counter(b.title for b in self.articles)[a.title] == 1
        ]
        self.names = self._names()
        self.words = self._words()
        self.absent = [name for name in ABSENT if not any(times(name, f"{a.title} {a.text}") for a in self.articles)]

    def _names(self) -> list[str]:
        """Names that stand inside a sentence and are never written in small letters, of two articles or more."""
        found = Counter(
            name
            for a in self.articles
            for name in set(
                re.findall(r"\b[a-z]+ ([A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*)(?=[ ,.'\u2019])(?! [A-Z])", a.text)
            )
        )
        everything = " ".join(a.text for a in self.articles)
        return [
            n
            for n, of in sorted(found.items())
            if of >= 2 and not TIME.match(n) and not times(n.lower(), everything, True)
        ]

    def _words(self) -> list[str]:
        found = Counter(word for a in self.articles for word in set(re.findall(r"(?<!\w)[a-z]{6,}(?!\w)", a.text)))
        most = len(self.articles) // 8 + 2
        return [
            word for word, of in sorted(found.items()) if 3 <= of <= most and not word.endswith(("ly", "ing", "ed"))
        ]

    def term(self) -> str:
        pick = self.dice.random()
        return self.dice.choice(self.names if pick < 0.7 else self.words if pick < 0.93 else self.absent)

    def story(self, least: int = 3) -> str:
        """A name that several articles have."""
        return self.dice.choice([n for n in self.names if least <= self.frequency[n] <= 25])

    @cached_property
    def frequency(self) -> dict[str, int]:
        """In how many articles each name stands."""
        return {name: sum(bool(times(name, a.text)) for a in self.articles) for name in self.names}

    def pair(self) -> tuple[str, str]:
        """Two names that stand together in some article and neither of which is part of the other."""
        while True:
            article = self.dice.choice(self.articles)
            own = [n for n in self.names if times(n, article.text, True)]
            pairs = [(x, y) for x, y in combinations(own, 2) if not times(x, y) and not times(y, x)]
            if pairs:
                return self.dice.choice(pairs)

    def phrase(self) -> str:
        while True:
            article = self.dice.choice(self.articles)
            found: list[str] = re.findall(r"(?<=[a-z] )[a-z]+(?: [a-z]+){3,5}(?=[ .,])", article.body)
            if found:
                return self.dice.choice(found)

    def readings(self, keep: Callable[[Reading, Article], bool], term: str | None = None) -> list[dict[str, object]]:
        """The different right answers, each with its articles, their number and the right numbers of mentions."""
        out = []
        for reading in READINGS:
            files = [a for a in self.articles if keep(reading, a)]
            sums = {0}
            for a in files if term else ():
                sums = {s + v for s in sums for v in reading.values(term or "", a)}
            one = {"files": [a.file for a in files], "total": len(files), "mentions_total": sorted(sums)}
            if one not in out:
                out.append(one)
        return out

    def mention(self, x: str, keep: Callable[[Article], bool] = lambda _: True) -> list[dict[str, object]]:
        return self.readings(lambda r, a: bool(r.count(x, a)) and keep(a), x)


def write_day(day: str, dice: random.Random) -> str:
    d = date.fromisoformat(day)
    return dice.choice(
        [
            f"{d.day} {d:%B} {d.year}",
            f"{d:%B} {d.day}, {d.year}",
            day,
            f"{d:%b} {d.day} {d.year}",
            f"{d.day} {d:%b} {d.year}",
        ]
    )


def counted(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    """The slots and the gold of a question that counts or lists."""
    dice = corpus.dice
    x, (y, z) = corpus.term(), corpus.pair()
    s = dice.choice([source for source, of in sorted(corpus.sources.items()) if of > 1])
    low, high = sorted(dice.sample(corpus.days[-6:], 2))
    d = dice.choice(corpus.days[-5:])
    slots = {"x": x, "s": s, "d": write_day(d, dice), "d0": write_day(d, dice)}
    gold: dict[str, object] = {"terms": [x]}
    if what in ("x", "times"):
        gold["readings"] = corpus.mention(x)
    elif what == "xs":
        near = [n for n in corpus.names if any(times(n, a.text, True) for a in corpus.articles if a.source == s)]
        slots["x"] = x = dice.choice(near)
        gold |= {"terms": [x], "readings": corpus.mention(x, lambda a: a.source == s)}
    elif what == "xsince":
        slots["x"] = x = corpus.story()
        gold |= {"terms": [x], "readings": corpus.mention(x, lambda a: (a.day or "") >= d)}
    elif what in ("and", "or", "not"):
        slots |= {"x": y, "y": z}
        wanted = {"and": [(1, 1)], "or": [(0, 1), (1, 0), (1, 1)], "not": [(1, 0)]}[what]
        readings = corpus.readings(lambda r, a: (bool(r.count(y, a)), bool(r.count(z, a))) in wanted)
        gold = {"terms": [y, z], "readings": readings}
        if what != "or":
            gold["terms"] = [y]
    elif what == "title":
        gold["readings"] = corpus.readings(lambda r, a: bool(times(x, a.title, r.case)), x)
    else:
        del gold["terms"]
        slots |= {"d": write_day(low, dice), "e": write_day(high, dice)} if "between" in what else {}
        fits: Callable[[Article], bool] = {
            "s": lambda a: a.source == s,
            "d": lambda a: a.day == d,
            "between": lambda a: low <= (a.day or "") <= high,
            "sbetween": lambda a: low <= (a.day or "") <= high and a.source == s,
        }[what]
        gold["readings"] = corpus.readings(lambda _, a: fits(a))
    return slots, gold


def after_too(corpus: Corpus, x: str, day: str) -> list[dict[str, object]]:
    """The readings of "after DAY": with the day and without it."""
    later = corpus.mention(x, lambda a: (a.day or "") > day)
    return later + corpus.mention(x, lambda a: (a.day or "") >= day)


def count(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    slots, gold = counted(corpus, what)
    return slots, gold | {"kinds": ["count"]}


def listing(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    slots, gold = counted(corpus, what)
    return slots, gold | {"kinds": ["list", "mentions"]}


def phrase(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    p = corpus.phrase()
    gold: dict[str, object] = {"kinds": ["mentions", "list", "count"], "terms": [p], "readings": corpus.mention(p)}
    if what == "pn":
        gold["unit"] = "articles"
    return {"p": p}, gold


def by(corpus: Corpus, _: str) -> tuple[dict[str, str], dict[str, object]]:
    x = corpus.story()
    return {"x": x}, {"kinds": ["count", "list"], "terms": [x], "readings": corpus.mention(x)}


def mentions(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    x = corpus.story(2)
    gold: dict[str, object] = {"kinds": ["mentions", "list"], "which": what, "terms": [x]}
    if what == "every":
        return {"x": x}, gold | {"readings": corpus.mention(x)}
    ends = []
    for reading in READINGS:
        dated = [a for a in corpus.articles if a.day and reading.count(x, a)]
        day = (min if what == "first" else max)(a.day or "" for a in dated) if dated else ""
        if day:
            ends.append({"date": day, "files": [a.file for a in dated if a.day == day]})
    return {"x": x}, gold | {"readings": ends}


def about_corpus(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    gold: dict[str, object] = {"kinds": ["corpus", "count", "list", "mentions"]}
    if what == "total":
        gold["numbers"] = [len(corpus.articles)]
    elif what == "outlet_total":
        gold["numbers"] = [len(corpus.sources)]
    elif what == "outlets":
        gold["names"] = [[source] for source, _ in corpus.sources.most_common(1)]
    elif what == "period":
        gold["period"] = [corpus.days[0], corpus.days[-1]]
    else:
        gold["newest"] = [corpus.days[-1], [a.file for a in corpus.articles if a.day == corpus.days[-1]]]
    return {}, gold


def spoken(corpus: Corpus) -> dict[str, tuple[list[str], list[str]]]:
    """Who is quoted: the sentences with a quotation before "NAME said" or "said NAME", and the paragraphs around."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    name = r"([A-Z][a-z]+ [A-Z][a-z]+)"
    for article in corpus.articles:
        for paragraph in (fold(p).strip() for p in article.text.split("\n\n")):
            for hit in re.finditer(rf'"[^"]{{30,400}}," (?:{SAID} {name}|{name} {SAID})\b[^"]*?\.', paragraph):
                speaker = hit[1] or hit[2]
                own, around = found.setdefault(speaker, ([], []))
                own.append(hit[0])
                around.append(paragraph)
    for speaker, (_, around) in found.items():
        last = speaker.split()[-1]
        around += [
            fold(p).strip() for a in corpus.articles for p in a.text.split("\n\n") if times(last, p) and '"' in fold(p)
        ]
    return found


def quotes(corpus: Corpus, _: str) -> tuple[dict[str, str], dict[str, object]] | None:
    found = spoken(corpus)
    if not found:
        return None
    n = corpus.dice.choice(sorted(found))
    own, around = found[n]
    gold: dict[str, object] = {
        "kinds": ["quotes"],
        "speaker": n.split()[-1],
        "sentences": [{"text": t} for t in own],
        "also": [{"text": t} for t in around],
    }
    return {"n": n}, gold


def summary(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    if what == "t":
        article = corpus.dice.choice(corpus.titles)
        return {"t": article.title}, {"kinds": ["summary"], "files": [article.file], "least": 1}
    x = corpus.story(4)
    files = sorted(
        {a.file for a in corpus.articles if any(times(word, f"{a.title} {a.text}") for word in [x, x.split()[-1]])}
    )
    return {"x": x}, {"kinds": ["summary"], "files": files, "least": 2}


def comparison(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]] | None:
    if what == "xy":
        x, y = corpus.story(), corpus.story()
        if times(x, y) or times(y, x):
            return None
        sides = [
            {"terms": [t, t.split()[-1]], "files": [a.file for a in corpus.articles if times(t.split()[-1], a.text)]}
            for t in (x, y)
        ]
        return {"x": x, "y": y}, {"kinds": ["comparison"], "sides": sides}
    x = corpus.story()
    own = sorted({a.source for a in corpus.articles if times(x, a.text, True)})
    if len(own) < 2:
        return None
    s, other = corpus.dice.sample(own, 2)
    sides = [{"terms": [], "files": [a.file for a in corpus.articles if a.source == o]} for o in (s, other)]
    return {"x": x, "s": s, "s2": other}, {"kinds": ["comparison"], "sides": sides}


def timeline(corpus: Corpus, _: str) -> tuple[dict[str, str], dict[str, object]]:
    x = corpus.story(4)
    dates = {a.file: a.day for a in corpus.articles if a.day and times(x.split()[-1], f"{a.title} {a.text}")}
    return {"x": x}, {"kinds": ["timeline"], "dates": dates, "least": min(4, len(set(dates.values())))}


def talk(_: Corpus, __: str) -> tuple[dict[str, str], dict[str, object]]:
    return {}, {"kinds": ["help", "corpus"]}


def new(corpus: Corpus, what: str) -> tuple[dict[str, str], dict[str, object]]:
    d = corpus.dice.choice(corpus.days[-4:])
    slots = {"d": write_day(d, corpus.dice), "d0": write_day(d, corpus.dice)}
    since = corpus.days[-1] if what == "yesterday" else d
    files = [a for a in corpus.articles if a.day and a.day >= since]
    if what == "xsince":
        slots["x"] = x = corpus.story()
        files = [a for a in files if times(x, f"{a.title} {a.text}")]
    return slots, {"kinds": ["list", "summary", "timeline", "corpus", "mentions"], "files": [a.file for a in files]}


MAKERS: dict[str, Callable[[Corpus, str], tuple[dict[str, str], dict[str, object]] | None]] = {
    "count": count,
    "list": listing,
    "phrase": phrase,
    "by": by,
    "mentions": mentions,
    "corpus": about_corpus,
    "quotes": quotes,
    "summary": summary,
    "comparison": comparison,
    "timeline": timeline,
    "new": new,
    "smalltalk": talk,
}


def half_of(form: str) -> int:
    return hashlib.sha256(form.encode()).digest()[0] & 1


def typed(question: str, form: str, dice: random.Random) -> str:
    """A question as it may be typed: with a word before it, in small letters, without its question mark."""
    pick = dice.random()
    if pick < 0.12 and '"' not in form:
        question = question.lower()
    if dice.random() < 0.2:
        question = question.rstrip("?.")
    return dice.choice(LEADS) + question


def traps(corpus: Corpus, at_most: int) -> Iterator[dict[str, object]]:
    """Facts that look like desk questions: those of `desk_traps.jsonl`, and some of the folder that open alike."""
    by_hand = (HERE / "desk_traps.jsonl").read_text(encoding="utf-8").splitlines()
    for row in (json.loads(line) for line in by_hand):
        if row["set"] == corpus.name:
            files = row.get("articles") or [
                a.file for a in corpus.articles if all(times(t, a.text) for t in row["terms"])
            ]
            yield {
                "question": row["question"],
                "gold": {"answers": row["answers"], "evidence": [{"article": f} for f in files]},
            }
    given = corpus.folder / "questions.jsonl"
    if not given.exists():
        return
    rows = [json.loads(line) for line in given.read_text(encoding="utf-8").splitlines()]
    alike = [r for r in rows if r["answerable"] and r["answers"] and not r.get("history") and TRAP.match(r["question"])]
    for row in corpus.dice.sample(alike, min(at_most, len(alike))):
        yield {"question": row["question"], "gold": {"answers": row["answers"], "evidence": row["evidence"]}}


def questions_of(corpus: Corpus) -> Iterator[dict[str, object]]:
    forms = [json.loads(line) for line in (HERE / "desk_forms.jsonl").read_text(encoding="utf-8").splitlines()]
    forms += [form for form in forms if form["kind"] == "quotes"]  # there are few, and other speakers
    for kind, what, form in ((each["kind"], each["gold"], each["form"]) for each in forms):
        made = MAKERS[kind](corpus, what)
        if made is None:
            continue
        slots, gold = made
        if re.match("how (?:often|many times)|.*number of mentions", form, re.I):
            gold["unit"] = "mentions"
        if YES_OR_NO.match(form):
            gold["kinds"] = ["list", "mentions", "count"]
        if "{d0}" in form and "x" in slots and "readings" in gold:
            day = next(d for d in corpus.days if slots["d0"] in spellings(d))
            gold["readings"] = after_too(corpus, slots["x"], day)
        question = form if kind == "smalltalk" else typed(form.format(**slots), form, corpus.dice)
        yield {"kind": kind, "question": question, "gold": gold, "form": form}
    for row in traps(corpus, 15):
        yield {"kind": "trap", "form": row["question"]} | row | {"gold": row["gold"] | {"kinds": ["fact"]}}  # type: ignore[operator]


def spellings(day: str) -> set[str]:
    return {write_day(day, random.Random(seed)) for seed in range(60)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lines = []
    for folder in given.folders:
        corpus = Corpus(folder, random.Random(given.seed))
        for number, row in enumerate(questions_of(corpus)):
            at = {
                "id": f"{corpus.name}-{number}",
                "set": corpus.name,
                "today": corpus.today.isoformat(),
                "half": half_of(str(row["form"])),
            }
            lines.append(at | row)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    for kind, of in Counter(str(line["kind"]) for line in lines).items():
        print(f"{kind:<11}{of:>5}")


if __name__ == "__main__":
    main()
