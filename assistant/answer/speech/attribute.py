"""An article -> what is said in it, and by whom.

Quotations and reported speech belong to the speaker whom their sentence names before or behind them; a quotation of
several sentences to whom one of them names; a pronoun stands for the last one named whom it fits. Where this leaves a
doubt, nobody is named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer.speech.clauses import Attribution, find_attributions
from assistant.answer.speech.quotations import find_quotations
from assistant.answer.speech.speakers import CLEAR, ROLES, People, Speaker, Usage, find_runs, read_people, strip_titles
from assistant.answer.speech.tokens import Token, tokenize
from assistant.answer.speech.verbs import read_verb
from assistant.index.chunk import is_hard_wrapped
from assistant.language import DEFAULT
from assistant.language.tokens import words
from assistant.records import Article, Span
from assistant.verify.tables import NAMES

WORDS = DEFAULT.attribution
INTRODUCES = WORDS.prepositions | WORDS.adjuncts | WORDS.breaks  # words that begin what stands before a subject
FEW = 6  # words of a role before a name
BACK = 4  # sentences in which the name for a pronoun is looked for
ADJUNCT = 6  # words of one that says when or where somebody spoke
LEAST_QUOTED = 4  # words of a paragraph in which a quotation goes on without a speaker of its own
ENDS = re.compile(r"[.!?…][^\w\s]*$")  # a sentence; a pull quote has no such end
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Speech:
    """Words of one sentence that somebody says."""

    speaker: Speaker
    sentence: Span
    spoken: tuple[Span, ...]  # within the sentence
    quoted: bool  # they stand in quotation marks


@dataclass(slots=True)
class Said:
    """A sentence while it is read."""

    span: Span
    paragraph: int
    tokens: Sequence[Token]
    speeches: list[tuple[Speaker | None, list[Span], bool]] = field(default_factory=list)
    subject: Speaker | None = None  # whom it is about, or who speaks in it
    spoke: bool = False  # it names a speaker
    ambiguous: bool = False  # it names several people and says of none that they speak


def read_speech(article: Article, sentences: Sequence[Span]) -> tuple[Speech, ...]:
    """The speech in an article. sentences: its citable sentences in order."""
    text = article.text
    numbers = _paragraphs(text, sentences)
    bounds: dict[int, Span] = {}
    for number, (start, end) in zip(numbers, sentences, strict=True):
        bounds[number] = bounds.get(number, (start, end))[0], end
    quotations = find_quotations(text, list(bounds.values()))
    read = [
        Said(span, number, tokenize(text, span, quotations)) for span, number in zip(sentences, numbers, strict=True)
    ]
    usage = Usage.of([each.tokens for each in read], words(text))
    people = read_people([each.tokens for each in read], numbers, usage)
    return Reading(read, people, usage).speeches()


def _paragraphs(text: str, sentences: Sequence[Span]) -> list[int]:
    """The number of each sentence's paragraph."""
    wrapped = is_hard_wrapped(text)
    numbers: list[int] = []
    for at, (start, _) in enumerate(sentences):
        gap = text[sentences[at - 1][1] : start] if at else ""
        ends = BLANK_LINE.search(gap) or ("\n" in gap and not wrapped)
        numbers.append(numbers[-1] + bool(ends) if at else 0)
    return numbers


class Reading:
    """The sentences of an article while their speakers are found, from the first to the last."""

    def __init__(self, sentences: list[Said], people: People, usage: Usage) -> None:
        self._read, self._people, self._usage = sentences, people, usage
        self._quotations = [token for each in sentences for token in each.tokens if token.kind == "quotation"]
        self._groups: dict[int, Speaker | None] = {}  # of quotations

    def speeches(self) -> tuple[Speech, ...]:
        for at in range(len(self._read)):
            self._attribute(at)
        for at in range(len(self._read)):
            self._continue(at)
        return tuple(speech for said in self._read for speech in _merge(said))

    def _attribute(self, at: int) -> None:
        """Give the quotations and reported words of a sentence to whom the sentence itself names."""
        said = self._read[at]
        tokens = [*self._left_open(at), *said.tokens]
        found = find_attributions(tokens, self._usage)
        speakers: list[Speaker | None] = []
        for each in found:
            speakers.append(self._speaker(each, at, tokens, speakers))
        owners = _owners(tokens, found)
        for number, speaker in enumerate(speakers):
            own = [tokens[token] for token, owner in owners.items() if owner == number]
            for token in own:
                self._groups.setdefault(token.group, speaker)
            if quoted := [token.span for token in own if token.start >= said.span[0]]:
                said.speeches.append((speaker, quoted, True))
            elif not own and (span := _reported(tokens, found, number)):
                said.speeches.append((speaker, [span], False))
        self._note_subject(said, found, speakers)

    def _left_open(self, at: int) -> list[Token]:
        """The quotation before a sentence that does no more than name its speaker: "asked Jo Ray."."""
        said, earlier = self._read[at], self._read[at - 1]
        if not at or earlier.paragraph != said.paragraph or not said.tokens or earlier.tokens[-1:] == []:
            return []
        last = earlier.tokens[-1]
        names = said.tokens[0].text[0].islower() or sum(each.kind == "word" for each in said.tokens) <= FEW
        if any(each.kind == "quotation" for each in said.tokens):
            return []
        if last.kind != "quotation" or last.group in self._groups or not names or said.tokens[0].kind != "word":
            return []
        return [last]

    def _speaker(
        self, found: Attribution, at: int, tokens: Sequence[Token], before: Sequence[Speaker | None]
    ) -> Speaker | None:
        subject = found.subject
        if subject.speaker:
            return self._people.resolve(subject.speaker)
        if subject.pronoun:
            speaker = self._stands_for(subject.pronoun, at, tokens[: subject.first], before)
            if speaker and speaker.name and subject.pronoun in WORDS.genders:
                self._people.genders[speaker.name][WORDS.genders[subject.pronoun]] += CLEAR
            return speaker
        if before:
            return before[-1]
        return self._opening(self._read[at].tokens, at)

    def _opening(self, tokens: Sequence[Token], at: int) -> Speaker | None:
        """Whom a sentence begins with, words like "On Monday," before it apart."""
        first = 0
        while first < len(tokens) and (tokens[first].low in INTRODUCES or WORDS.adverbs.fullmatch(tokens[first].text)):
            comma = next((place for place in range(first, len(tokens)) if tokens[place].text == ","), len(tokens))
            if comma == len(tokens):
                break
            first = comma + 1
        if first >= len(tokens):
            return None
        if tokens[first].pronoun and tokens[first].pronoun not in WORDS.first_person:
            return self._stands_for(tokens[first].pronoun, at, tokens[:first], ())
        place = first + (tokens[first].low in WORDS.determiners)
        runs = find_runs(tokens, self._usage)
        run = next((run for run in runs if run.first == place), None)
        titled = next((other for other in runs if other.first > place and tokens[other.first - 1].low in ROLES), None)
        if (
            titled
            and all(token.kind == "word" for token in tokens[place : titled.first])
            and titled.first - place <= FEW
        ):
            run = titled  # "Labour Party spokesman Jo Ray"
        after = tokens[run.last].low if run and run.last < len(tokens) else ""
        if run and not run.possessive and after not in WORDS.prepositions:
            name = " ".join(strip_titles(run.words)) or run.name
            return self._people.resolve(Speaker(name, run.name))
        return None

    def _stands_for(
        self, pronoun: str, at: int, tokens: Sequence[Token], before: Sequence[Speaker | None]
    ) -> Speaker | None:
        """Whom a pronoun stands for: the last speaker or person whom it fits, None if it may be several."""
        if before and before[-1] and self._fits(pronoun, before[-1]):
            return before[-1]
        if pronoun == "it" and find_runs(tokens, self._usage):
            opening = self._opening(tokens, at)
            return opening if opening and self._fits(pronoun, opening) else None
        own = self._named(tokens, pronoun)
        if len(own) == 1:
            return own[0]
        if own:
            return None
        paragraph = self._read[at].paragraph
        for earlier in reversed(self._read[max(0, at - BACK) : at]):
            if paragraph - earlier.paragraph > 2:
                return None
            if earlier.subject and self._fits(pronoun, earlier.subject):
                return earlier.subject
            if earlier.ambiguous or pronoun in WORDS.plural:
                return None
            named = self._named(earlier.tokens, pronoun)
            if len(named) == 1:
                return named[0]
            if named:
                return None
        return None

    def _fits(self, pronoun: str, speaker: Speaker) -> bool:
        if pronoun == "it":
            one = bool(speaker.name) or not speaker.phrase.endswith("s")
            return one and not speaker.person and not self._people.hint(speaker)
        if pronoun in WORDS.plural:
            return self._people.fits(pronoun, speaker) and speaker.name not in self._people.names
        known = speaker.person or speaker.name in self._people.names
        described = not speaker.name and not re.search(r"s$", speaker.phrase.split()[-1])
        return (known or described) and self._people.fits(pronoun, speaker)

    def _named(self, tokens: Sequence[Token], pronoun: str) -> list[Speaker]:
        """The people named outside quotations whom a pronoun may stand for."""
        found: dict[str, Speaker] = {}
        for run in find_runs(tokens, self._usage):
            name = " ".join(strip_titles(run.words))
            full = self._people.full_name(name)
            if full in self._people.people and pronoun in WORDS.genders:
                speaker = Speaker(full, run.name, person=True)
                if self._people.fits(pronoun, speaker):
                    found[full] = speaker
        return list(found.values())

    def _note_subject(self, said: Said, found: Sequence[Attribution], speakers: Sequence[Speaker | None]) -> None:
        """Note whom a pronoun in the next sentence may stand for."""
        if speakers:
            said.spoke = True
            main = [each for each, made in zip(speakers, found, strict=True) if not _aside(said.tokens, made)]
            if main:
                said.subject, said.ambiguous = main[-1], main[-1] is None
            return
        if said.tokens and said.tokens[0].kind == "word":
            opening = self._opening(said.tokens, self._read.index(said))
            if opening and (opening.person or not opening.name):
                said.subject = opening
            elif opening and opening.name in self._people.single:
                said.ambiguous = True  # it may be a person

    def _continue(self, at: int) -> None:
        """Give a quotation without a speaker of its own to whom another part of it, or what stands before, names."""
        said = self._read[at]
        own = {span for _, spans, _ in said.speeches for span in spans}
        outside = [token for token in said.tokens if token.kind == "word"]
        for token in said.tokens:
            if token.kind != "quotation" or token.span in own:
                continue
            speaker = self._groups.get(token.group)
            if speaker is None and token.group not in self._groups and not outside:
                speaker = self._before(at)
                self._groups[token.group] = speaker
            if speaker is not None:
                said.speeches.append((speaker, [token.span], True))
                if not outside:
                    said.subject = said.subject or speaker

    def _before(self, at: int) -> Speaker | None:
        """Who goes on speaking in a sentence that is all quotation."""
        said = self._read[at]
        together = [each for each in self._read if each.paragraph == said.paragraph]
        if not at or sum(len(each.text.split()) for other in together for each in other.tokens) < LEAST_QUOTED:
            return None
        earlier = self._read[at - 1]
        if earlier.paragraph == said.paragraph:
            bare = sum(each.kind == "word" for each in earlier.tokens) <= FEW and earlier.spoke
            return earlier.subject if bare else earlier.speeches[-1][0] if earlier.speeches else None
        whole = not any(each.kind == "word" for other in together for each in other.tokens)
        quoted = earlier.speeches and earlier.speeches[-1][2]
        introduced = earlier.tokens and earlier.tokens[-1].text == ":" and earlier.subject
        if introduced:
            return earlier.subject
        last = [each for each in self._read if each.paragraph == earlier.paragraph and each.speeches]
        one = {speaker for each in last for speaker, _, _ in each.speeches}
        ends = ENDS.search(together[-1].tokens[-1].text) or self._goes_on(together[-1].tokens[-1])
        return earlier.speeches[-1][0] if whole and quoted and ends and len(one) == 1 else None

    def _goes_on(self, token: Token) -> bool:
        """True for a quotation that the next paragraph goes on with."""
        return any(each.group == token.group and each.start > token.start for each in self._quotations)


def _merge(said: Said) -> Iterator[Speech]:
    """The speech in a sentence, all of one speaker together; quoted if any of it is."""
    for speaker in dict.fromkeys(speaker for speaker, _, _ in said.speeches if speaker):
        own = [each for each in said.speeches if each[0] == speaker]
        spoken = sorted({span for _, spans, _ in own for span in spans})
        if spoken:
            yield Speech(speaker, said.span, tuple(spoken), any(quoted for _, _, quoted in own))


def _owners(tokens: Sequence[Token], found: Sequence[Attribution]) -> dict[int, int]:
    """The attribution that each quotation of a sentence belongs to, by their numbers."""
    owners: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if token.kind != "quotation" or any(each.first <= at < each.last for each in found):
            continue
        behind = next(
            (
                n
                for n, each in enumerate(found)
                if each.follows and at < each.first and _touches(tokens, at, each.first)
            ),
            None,
        )
        earlier = [n for n, each in enumerate(found) if each.last <= at]
        if behind is not None:
            owners[at] = behind
        elif earlier:
            number = earlier[-1]
            while number and _is_within(tokens, found[number - 1], found[number]) and not _introduces(tokens, at):
                number -= 1  # "Ray said that the council had agreed it was “a shame”"
            owners[at] = number
        elif found and found[0].follows and not token.title:
            owners[at] = 0
    return owners


def _is_within(tokens: Sequence[Token], outer: Attribution, inner: Attribution) -> bool:
    """True if an attribution is part of what another one reports."""
    between = tokens[outer.last : inner.first]
    coordinated = any(each.low in WORDS.joins | WORDS.contrasts or each.text == ";" for each in between)
    return not outer.follows and bool(inner.subject.speaker or inner.subject.pronoun) and not coordinated


def _introduces(tokens: Sequence[Token], at: int) -> bool:
    """True if a quotation stands right behind a verb of speech, or a comma or colon."""
    return at > 0 and (tokens[at - 1].text in ",:" or read_verb(tokens, at - 1)[0] is not None)


def _aside(tokens: Sequence[Token], found: Attribution) -> bool:
    """True for an attribution between dashes or in brackets."""
    before = [each.text for each in tokens[: found.first] if each.text in "()—–"]
    after = [each.text for each in tokens[found.last :] if each.text in "()—–"]
    return bool(before and after) and (before[-1] == "(" or (before[-1] in "—–" and after[0] in "—–"))


def _touches(tokens: Sequence[Token], at: int, first: int) -> bool:
    return all(each.kind != "word" for each in tokens[at + 1 : first])


def _reported(tokens: Sequence[Token], found: Sequence[Attribution], number: int) -> Span | None:
    """The words that an attribution reports: those before it or behind it, up to the next attribution."""
    each = found[number]
    after = tokens[each.last : each.last + 2]
    breaks_off = len(after) > 1 and after[0].text == "," and after[1].low in WORDS.breaks | WORDS.joins
    if not each.follows and each.that is None and breaks_off:
        return None
    start, end = (0, each.first) if each.follows else (each.that or each.last, len(tokens))
    if not each.follows and number + 1 < len(found):
        end = min(end, found[number + 1].first)
    if each.follows and number:
        start = found[number - 1].last
    inside = list(tokens[start:end])
    while inside and ((inside[-1].kind == "mark" and inside[-1].text in ",;:.—–") or inside[-1].low in WORDS.joins):
        inside.pop()
    while inside and (inside[0].kind == "mark" or inside[0].low in NAMES.not_names):
        inside.pop(0)
    spoken = [token for token in inside if token.kind == "word"]
    if spoken and not each.follows and each.that is None and spoken[0].low in WORDS.adjuncts and len(spoken) <= ADJUNCT:
        return None  # "said in a statement"
    return (inside[0].start, inside[-1].end) if len(spoken) > 1 else None
