"""Questions that an article may answer, made from its sentences and its title by the forms of its language."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.language import DEFAULT
from assistant.language.instructions import find_instructions
from assistant.language.suggested import Form
from assistant.language.tokens import words
from assistant.once import once
from assistant.records import Article, ArticlePath, Span, normalize_space
from assistant.web.article_names import CAPITAL, PARTED, ArticleNames, sentences_of

TABLES = DEFAULT.suggestions
MOST_CHARS = 110  # of a question
OFTEN = 3  # mentions of a name in an article that is about it
SLOT = re.compile(r"\{(\w*[A-Za-z]\w*)\}")
TITLE_PARTS = re.compile(r": | [-–—|] ")
VERBS = TABLES.auxiliaries
NAME_GROUPS = ("subject", "about")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that an article may answer."""

    kind: str
    question: str
    about: str  # a name in it
    article: ArticlePath
    span: Span | None  # of the sentence it was made from; None: of the title


class Reading:
    """An article as questions are made from it. ``bases`` are the infinitives seen in it and others."""

    def __init__(self, article: Article, sources: Collection[str], bases: Collection[str]):
        distrusted = find_instructions(article.text)
        self.article, self._bases = article, bases
        self._sentences = [
            (sentence, span)
            for sentence, span in sentences_of(article)
            if not any(start < span[1] and span[0] < end for start, end in distrusted)
        ]
        self.names = ArticleNames(article, [sentence for sentence, _ in self._sentences], sources)

    def candidates(self, others: Collection[ArticleNames]) -> list[Candidate]:
        """The questions, one for each sentence and form; those of the most specific forms first.

        others: the names of all articles that are read.
        """
        found: dict[str, Candidate] = {}
        self.names.learn(others)
        for candidate in (*self._of_title(), *self._of_sentences(), *self._latest()):
            found.setdefault(candidate.question, candidate)
        return list(found.values())

    def is_related(self, question: str) -> bool:
        """Whether the article has a name of a question; the opening word is none."""
        tokens = [token.removesuffix("’s").removesuffix("'s") for token in CAPITAL.findall(question.partition(" ")[2])]
        return any(re.search(rf"\b{re.escape(token)}\b", self.article.text) for token in tokens)

    def _of_sentences(self) -> Iterator[Candidate]:
        for form in TABLES.forms:
            for sentence, span in self._sentences:
                for match in self._compiled[form.pattern].finditer(sentence.rstrip(".!")):
                    yield from self._made(form, match, span)

    def _of_title(self) -> Iterator[Candidate]:
        for part in TITLE_PARTS.split(normalize_space(self.article.title)):
            for form in TABLES.titles:
                if match := self._compiled[form.pattern].search(self._lowered(part)):
                    yield from self._made(form, match, None)
                    break

    def _latest(self) -> Iterator[Candidate]:
        """The questions for news of the name the title opens with: alone if it is a full name, and with the next."""
        if not self.article.date or not self._opens_title(self.names.subjects[:1]):
            return
        names = [name for name in self.names.subjects if self.names.mentions(name) > 1]
        telling = [name for name in names if self._is_central(name) and PARTED.search(name)]
        alone = [name for name in telling if not self.names.is_place(name)]
        pair = names[:2] if len(names) > 1 and not set(telling).isdisjoint(names[:2]) else []
        for together in (pair, alone[:1] if alone[:1] == names[:1] else []):
            standing = [self.names.in_question(name) for name in together]
            if together and all(standing):
                question = TABLES.latest.format(subject=TABLES.both.join(map(str, standing)))
                yield Candidate("latest", question, together[0], self.article.path, None)

    def _opens_title(self, names: Sequence[str]) -> bool:
        """Whether the title begins with the first of some names, or with a part of it."""
        opening = CAPITAL.match(self.article.title.removeprefix("The "))
        first = opening[0].removesuffix("’s").removesuffix("'s") if opening else ""
        return any(first in name.split() for name in names)

    def _titled(self, title: str) -> str:
        """The title as it stands in a sentence: with a small letter, unless the article has a capital there."""
        is_name = not re.fullmatch(r"\w[^\W\d_A-Z]*(?: [^\W\d_A-Z]+)*", title) or self.names.writes_large(
            title.split()[0]
        )
        small = not is_name and (" " in title or self.names.writes_small(title))
        return title[0].lower() + title[1:] if small else title

    def _may_be_person(self, subject: str) -> bool:
        """Whether a defined name may be of a person: the article has pronouns of one, and capitals in the name."""
        if subject in self.names.people:
            return True
        return not subject.islower() and not DEFAULT.grammar.personal.isdisjoint(words(self.article.text.lower()))

    def _is_central(self, name: str) -> bool:
        """Whether an article has a name often, and hardly another one more often."""
        most = max(map(self.names.mentions, (*self.names.full, *self.names.subjects)))
        return self.names.mentions(name) >= max(OFTEN, most / 2)

    def _definable(self) -> list[str]:
        """The title as a sentence of the article may define it, with a capital and without."""
        title = re.sub(r" \(.*\)$", "", normalize_space(self.article.title))
        return [title, title[:1].lower() + title[1:]] if 0 < len(title.split()) < 5 else []

    def _lowered(self, title: str) -> str:
        """A title without the capitals of words that the article writes small."""
        known = " ".join((*self.names.full, *self.names.subjects, *self.names.counts)).split()
        first, *rest = title.split(" ")
        return " ".join(
            (
                first,
                *(
                    word if word.strip("’'s?,") in known or word.isupper() else word[:1].lower() + word[1:]
                    for word in rest
                ),
            )
        )

    @once
    def _compiled(self) -> dict[str, re.Pattern[str]]:
        names = (*self.names.full, *self.names.aliases, *self.names.subjects)
        slots = {
            **TABLES.slots,
            "name": _any_of(names),
            "person": _any_of((*self.names.people, *self.names.aliases)),
            "titled": _any_of([name for name in self.names.people if name in self.names.subjects]),
            "topic": _any_of((*names, *self._definable())),
        }
        return {form.pattern: re.compile(_fill(form.pattern, slots)) for form in (*TABLES.forms, *TABLES.titles)}

    def _made(self, form: Form, match: re.Match[str], span: Span | None) -> Iterator[Candidate]:
        """The candidate of a form and a match of its pattern, if each slot holds what it must."""
        slots = match.groupdict(default="")
        if "content" in slots:
            slots["about"] = self._topic(slots.pop("content"), slots["subject"]) or ""
        filled = all(fill(slots) for fill in (self._fill_names, self._fill_verb, self._fill_phrase))
        if not filled:
            return
        question = self._expanded(normalize_space(form.question.format(**slots)))
        about = self._main_name(question) if question else None
        if slots["np"] and not re.search(self._any_name, slots["np"]) and about not in self.names.subjects:
            return  # "the film": nobody knows which
        if form.kind == "what" and self._may_be_person(slots["subject"]):
            return
        if question and about and self._stands_alone(question):
            yield Candidate(form.kind, question[0].upper() + question[1:], about, self.article.path, span)

    def _fill_names(self, slots: dict[str, str]) -> bool:
        """Put the names into their longest form; False if one is no name that questions may be about."""
        for key in NAME_GROUPS:
            if key not in slots:
                continue
            given, whole = slots[key], self.names.whole(slots[key])
            if whole:
                slots[key] = whole if slots.get("det") else self.names.in_question(whole) or ""
            elif given in self._definable():
                slots[key] = self._titled(given)
            elif "ask" not in slots:  # a title that asks has any subject
                return False
            if not slots[key]:
                return False
        return len({slots[key] for key in NAME_GROUPS if key in slots}) == sum(key in slots for key in NAME_GROUPS)

    def _fill_verb(self, slots: dict[str, str]) -> bool:
        """Add the infinitive of the verb; False if the word is not known as a verb."""
        verb = slots.get("past") or slots.get("present")
        if verb:
            slots["base"] = self._base(verb) or ""
        return not verb or bool(slots["base"])

    def _fill_phrase(self, slots: dict[str, str]) -> bool:
        """Drop words of time at the end, and lower the first letter of a noun phrase; False if that holds a verb."""
        rest = TABLES.year.sub("", slots.get("rest", ""))
        while shorter := TABLES.trailing_time.search(rest):
            rest = rest[: shorter.start()]
        if TABLES.unfinished.search(rest) or TABLES.relative.search(rest):
            return False
        slots["rest"] = rest
        slots["det"] = slots.get("det", "").lower()
        np = slots.get("np", "")
        if np.split(" ")[0] in ("The", "A", "An"):
            np = np[0].lower() + np[1:]
        slots["np"] = np
        small = [word for word in np.split()[1:] if word.islower()]
        return not any(word in VERBS or word in self._bases or self._base(word) for word in small)

    def _topic(self, content: str, speaker: str) -> str | None:
        """What a speaker speaks about: the name that the article has most often, no place."""
        found = re.finditer(rf"(?<!\w){self._any_name}(?!\w)", content)
        spoken = (match[0] for match in found if not TABLES.not_topics.search(content[: match.start()]))
        names = dict.fromkeys(filter(None, map(self.names.whole, spoken)))
        names.pop(self.names.whole(speaker) or "", None)
        for name in sorted(names, key=self.names.mentions, reverse=True):
            is_known = name in self.names.subjects or self.names.mentions(name) >= OFTEN
            if is_known and not self.names.is_place(name):
                return name
        return None

    def _base(self, verb: str) -> str | None:
        """The infinitive of a verb, if some article has it as one."""
        if verb in TABLES.irregular:
            return TABLES.irregular[verb]
        if verb.endswith("ied") or verb.endswith("ies"):
            guesses = [verb[:-3] + "y"]
        elif verb.endswith("ed"):
            guesses = [verb[:-2], verb[:-1], verb[:-3]]
        elif verb.endswith("s"):
            guesses = [verb[:-1], verb[:-2]]
        else:
            return None
        return next((guess for guess in guesses if guess in self._bases), None)

    def _expanded(self, question: str) -> str | None:
        """The question with last names made whole; None if a word of it may be half of another name."""
        whole = _any_of((*self.names.full, *self.names.subjects))
        pieces = re.split(rf"((?<!\w){whole}(?!\w))", question)
        for at, piece in enumerate(pieces):
            if at % 2:
                continue
            for word in CAPITAL.findall(piece if at else piece[1:]):
                plain = word.removesuffix("’s").removesuffix("'s")
                if plain in self.names.aliases:
                    piece = re.sub(rf"\b{re.escape(plain)}\b", self.names.aliases[plain], piece)
                elif self.names.is_unclear(plain):
                    return None
            pieces[at] = piece
        return "".join(pieces)

    def _main_name(self, question: str) -> str | None:
        """A name of a question, of the title rather than another; or the title if it is what the question asks for."""
        for name in (*self.names.subjects, *self._definable()):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question):
                return name
        named = (*self.names.full, *self.names.aliases.values())
        found = re.search(rf"(?<!\w){_any_of(named)}(?!\w)", question)
        return found[0] if found else None

    @once
    def _any_name(self) -> str:
        return _any_of((*self.names.full, *self.names.aliases, *self.names.subjects))

    def _stands_alone(self, question: str) -> bool:
        body = question.rstrip("?")
        return (
            len(question) <= MOST_CHARS
            and not TABLES.leans.search(body)
            and not re.search(r"[\[\]<>{}|\"“”…]|\.\.", body)
        )


def bases_in(texts: Sequence[str]) -> set[str]:
    """The infinitives in some texts."""
    return {verb for text in texts for verb in TABLES.after_base.findall(text)}


def _any_of(names: Collection[str]) -> str:
    """A pattern of any of some names, the longest first."""
    return rf"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})" if names else r"(?!)"


def _fill(pattern: str, slots: dict[str, str]) -> str:
    while SLOT.search(pattern):
        pattern = SLOT.sub(lambda match: slots[match[1]], pattern)
    return pattern
