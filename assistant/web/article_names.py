"""The names in an article, each in its longest form, and which of them are of people."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from assistant.language import DEFAULT
from assistant.language.base import Names
from assistant.language.sentences import find_ends
from assistant.records import Article, Span, normalize_space

TABLES = DEFAULT.suggestions
MOST_WORDS = 5  # of a name; a longer run of capitals is a heading or the title of a work
CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*")
LOWER = re.compile(r"\b[a-zß-öø-ÿ][\w’'-]+")
PARTED = re.compile(r" |-[A-Z]")  # in a name of two words or more
OPENS = re.compile(r"(?:^|[.!?:;]\s|[\"“‘'(]\s?)$")  # before a word whose capital says nothing
BLOCK = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*")


def sentences_of(article: Article) -> list[tuple[str, Span]]:
    """The sentences of an article's prose, with white space normalized, and their spans. No headings or lists."""
    found = []
    for block in BLOCK.finditer(article.text):
        if block[0].startswith(("#", "-", "*", "|", ">")):
            continue
        start = 0
        for end in find_ends(block[0], DEFAULT.code):
            sentence = normalize_space(block[0][start:end])
            span = (block.start() + start, block.start() + end)
            start = end
            words = sentence.split()
            complete = sentence.rstrip("\"”’')").endswith((".", "!", "?"))
            capitals = sum(word[:1].isupper() for word in words)
            if complete and 4 < len(words) < 80 and capitals < 0.6 * len(words):
                found.append((sentence, span))
    return found


class ArticleNames:
    """The names of an article that questions may be about.

    A full name has two words or more. A single word is a name only if it is in the title, and part of no full name.
    """

    def __init__(self, article: Article, sentences: Iterable[str], sources: Collection[str]):
        """sources: the outlets of the corpus."""
        self._title, self._text = normalize_space(article.title), " ".join(sentences)
        self._countries = set(TABLES.of_a_country.findall(self._text))
        self._standing: dict[str, str | None] = {}
        self._sources = {_squeeze(source) for source in sources} - {""}
        self._lower = set(LOWER.findall(self._text))
        counted: Counter[str] = Counter()
        for sentence in sentences:
            counted.update(self._names_in(sentence))
        self.counts = counted
        self.full = tuple(
            name
            for name in counted
            if PARTED.search(name) and not self._is_part(name, counted) and not self._is_cut(name)
        )
        self.people = {name for name in self.full if self._is_person(name)}
        self.aliases = _by_last_name(self.people, self.full)
        self.subjects: tuple[str, ...] = ()

    def learn(self, others: Iterable["ArticleNames"]) -> None:
        """Find the names in the title. Other articles show the whole names of people, and which names are common."""
        people = {name for other in others for name in other.people}
        full = {name for other in others for name in other.full}
        for last, name in _by_last_name(people, full).items():
            if self.counts[last] and not any(last in one.split() for one in self.full):
                self.aliases[last] = name
        common: Counter[str] = Counter()
        for other in others:
            common.update(other.counts)
        self.subjects = tuple(self._subjects({name for name in self.counts if common[name] >= 3}))

    def whole(self, name: str) -> str | None:
        """The longest form of a name of the article; None for a word that is no name questions may be about."""
        name = name.removesuffix("’s").removesuffix("'s")
        if name in self.full or name in self.subjects or name in self.aliases.values():
            return name
        return self.aliases.get(name)

    def in_question(self, name: str) -> str | None:
        """A name as it stands in a sentence: "the European Union". None if the article does not show how it does."""
        if self._is_whole_person(name):
            return name
        if name not in self._standing:
            self._standing[name] = self._with_article(name)
        return self._standing[name]

    def is_place(self, name: str) -> bool:
        """Whether a name stands where places do, or the article has its adjective, as "Chinese" of "China"."""
        if self._is_whole_person(name):
            return False
        if " " not in name and any(word[:4] == name[:4] for word in self._countries):
            return True
        whole = f"{self._title}. {self._text}"
        before = (whole[max(0, match.start() - 20) : match.start()] for match in _mentions(name, whole))
        return any(TABLES.place_before.search(text) for text in before)

    def _is_whole_person(self, name: str) -> bool:
        return name in self.people or name in self.aliases.values()

    def mentions(self, name: str) -> int:
        """How often an article has a name, in its longest form or by the last name."""
        return len(_mentions(name.split()[-1] if self._is_whole_person(name) else name, self._text))

    def writes_small(self, word: str) -> bool:
        """Whether the article has a word in small letters."""
        return word.lower() in self._lower

    def writes_large(self, word: str) -> bool:
        """Whether a word has a capital inside a sentence of the article."""
        return re.search(rf"[a-z,] {re.escape(word)}\b", self._text) is not None

    def is_unclear(self, word: str) -> bool:
        """Whether a capitalised word by itself may be part of a name: a last name, or half of "Air Canada"."""
        longer = [name for name in self.full if word in name.split()]
        return word in self.aliases or any(
            not name.startswith(word) or name in self.people or self.counts[name] >= self.counts[word]
            for name in longer
        )

    def _names_in(self, sentence: str) -> Iterable[str]:
        if DEFAULT.checks is None:
            return
        tables = DEFAULT.checks.names
        for match in tables.name.finditer(sentence):
            raw, at = match[0], match.start()
            for part in re.split(r"['’]s\b ?", raw):
                words = part.strip("'’").split()
                opens = part == raw[: len(part)] and OPENS.search(sentence[:at]) is not None
                if words and opens and not self._may_open(words, tables):
                    words = words[1:]
                    opens = False
                name = " ".join(_without_titles(words, tables))
                if name and self._is_name(name, tables) and not (opens and " " not in name):
                    yield name

    def _may_open(self, words: list[str], tables: Names) -> bool:
        """Whether the first word of a sentence belongs to the name behind it."""
        first = words[0].lower()
        return not (first in DEFAULT.grammar.stop_words or first in tables.openers or first in self._lower)

    def _is_name(self, name: str, tables: Names) -> bool:
        words = name.split()
        plain = [word.strip(".").lower() for word in words]
        return not (
            len(words) > MOST_WORDS
            or len(name) < 3
            or plain[0] in tables.particles
            or any(word in tables.not_names for word in plain)
            or any(
                word in DEFAULT.grammar.stop_words for word in plain if word not in tables.particles and word != "us"
            )
            or plain[-1] in tables.demonyms
            or TABLES.of_a_country.fullmatch(words[-1])
            or all(word in self._lower for word in plain)
            or (name.isupper() and len(name) > 6)
            or TABLES.outlet.search(name)
            or any(_squeeze(name) in source or source in _squeeze(name) for source in self._sources)
        )

    def _is_part(self, name: str, counted: Counter[str]) -> bool:
        return any(name != other and re.search(rf"(?:^| ){re.escape(name)}(?: |$)", other) for other in counted)

    def _is_person(self, name: str) -> bool:
        words = name.split()
        if not 1 < len(words) < 4 or any(word.islower() or (word.isupper() and len(word) > 2) for word in words):
            return False
        for form in (name, words[-1]):
            for match in _mentions(form, self._text):
                before = self._text[max(0, match.start() - 30) : match.start()]
                after = self._text[match.end() : match.end() + 100]
                if before.endswith((" and ", ", ")) or after.startswith(" and "):
                    continue
                if TABLES.person_after.match(after) or TABLES.person_before.search(before):
                    return True
        return False

    def _subjects(self, common: Collection[str]) -> Iterable[str]:
        """The names in the title, in order. A single word must be common."""
        title = self._title
        found: dict[int, str] = {}
        for form, name in (*((name, name) for name in self.full), *self.aliases.items()):
            if (match := next(iter(_mentions(form, title)), None)) and name not in found.values():
                found[match.start()] = name
        for match in CAPITAL.finditer(title):
            word = match[0].removesuffix("’s").removesuffix("'s")
            covered = any(start <= match.start() < start + len(name) for start, name in found.items())
            if not covered and word in common and self._is_subject(word):
                found[match.start()] = word
        return list(dict.fromkeys(found[at] for at in sorted(found)))

    def _is_subject(self, word: str) -> bool:
        if word.lower() in self._lower or self.is_unclear(word) or self._is_cut(word):
            return False
        if DEFAULT.checks and word.lower() in DEFAULT.checks.names.openers | DEFAULT.checks.names.titles:
            return False
        whole = f"{self._title}. {self._text}"
        before = [whole[max(0, match.start() - 30) : match.start()] for match in _mentions(word, whole)]
        return not any(TABLES.person_before.search(text) or self._ends_in_title(text) for text in before)

    def _ends_in_title(self, text: str) -> bool:
        words = text.split()
        return bool(DEFAULT.checks and words and words[-1].strip(".").lower() in DEFAULT.checks.names.titles)

    def _is_cut(self, name: str) -> bool:
        """Whether most mentions go on behind the name, or one begins before it: "Destiny 2", "Jedi: Fallen Order"."""
        mentions = _mentions(name, self._text)
        ahead = [self._text[match.end() : match.end() + 4] for match in mentions]
        behind = [self._text[max(0, match.start() - 12) : match.start()] for match in mentions]
        begins_before = r"\b[A-Z]\w+: $" if PARTED.search(name) else r"\b[A-Z]\w+(?:: |['’]s )$"
        if any(re.search(begins_before, text) for text in behind):
            return True
        return sum(re.match(r" \d|: [A-Z]|\. [A-Z]{2}", text) is not None for text in ahead) * 2 > len(mentions)

    def _with_article(self, name: str) -> str | None:
        """A name with "the" if most mentions that are a noun by themselves have it; None if there are none to tell."""
        uses = re.findall(rf"(\b[Tt]he )?(?<!\w){re.escape(name)}(?:[,.;:]|['’]s\b| (?=(\w+)))", self._text)
        nouns = [bool(the) for the, word in uses if not word or self._follows_a_noun(word)]
        if not nouns and (any(the for the, _ in uses) or name.split()[-1].lower() in self._lower):
            return None
        return f"the {name}" if sum(nouns) * 2 > len(nouns) else name

    def _follows_a_noun(self, word: str) -> bool:
        return word in DEFAULT.grammar.stop_words or word in TABLES.irregular or word.endswith("ed")


def _by_last_name(people: Collection[str], full: Collection[str]) -> dict[str, str]:
    """The full names of people by their last names; none that ends two names."""
    last = Counter(name.split()[-1] for name in {*people, *full})
    return {name.split()[-1]: name for name in people if last[name.split()[-1]] == 1}


def _without_titles(words: list[str], tables: Names) -> list[str]:
    """The words of a name behind the last title in it: "US President Donald Trump" -> "Donald Trump".

    A single word behind a title is a last name, and none is left.
    """
    titled = [at for at, word in enumerate(words) if word.strip(".").lower() in tables.titles]
    if not titled:
        return words
    rest = words[titled[-1] + 1 :]
    return rest if len(rest) > 1 else []


def _mentions(name: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _squeeze(name: str) -> str:
    return re.sub(r"^www|com$|org$|net$|^the", "", re.sub(r"\W", "", name.lower()))
