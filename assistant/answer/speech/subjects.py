"""The subject of a verb of speech: before it, behind it, or named before."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.speech.speakers import Speaker, Usage, find_runs, read_phrase
from assistant.answer.speech.tokens import Token
from assistant.answer.speech.verbs import WORDS, read_verb
from assistant.verify.tables import NAMES

FEW = 4  # words of a phrase before "and"
DASHES = "—–-"
ENDS_PHRASE = (WORDS.adjuncts - WORDS.role_links) | WORDS.that | WORDS.breaks | WORDS.finite  # behind a verb


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a verb of speech belongs to: somebody, a pronoun, or whoever was named before (neither)."""

    first: int  # token from which it stands
    last: int  # token behind it
    speaker: Speaker | None = None
    pronoun: str = ""


def _skip_back(tokens: Sequence[Token], verb: int) -> int | None:
    """The token before a verb, its adverbs and auxiliaries; None if it says that nothing is said."""
    at = verb - 1
    while at >= 0 and tokens[at].kind == "word":
        if tokens[at].low in WORDS.not_said:
            return None
        if not WORDS.adverbs.fullmatch(tokens[at].text) or (tokens[at].capital and at):
            break
        at -= 1
    return at


def subject_before(tokens: Sequence[Token], verb: int, usage: Usage) -> Subject | None:
    """The subject before a verb."""
    at = _skip_back(tokens, verb)
    if at is None or at < 0:
        return None
    token = tokens[at]
    if token.kind == "quotation" and not token.title:
        return None
    if token.kind == "mark":
        return _apposed(tokens, at, usage) if token.text in f",){DASHES}" else None
    if token.pronoun:
        is_passive = token.low != token.pronoun and token.pronoun not in WORDS.genders  # "it's said"
        return None if is_passive else Subject(at, at + 1, pronoun=token.pronoun)
    if token.low in WORDS.relative:
        end = at - 1 if at and tokens[at - 1].text == "," else at
        return _phrase(tokens, end, usage)
    if token.low in WORDS.joins | WORDS.contrasts and at and read_verb(tokens, verb)[0] in ("freely", "utters"):
        return Subject(at, verb)  # "and said": who was named before
    if not token.capital and token.low in WORDS.determiners | WORDS.prepositions | WORDS.breaks | WORDS.finite:
        return None
    subject = _phrase(tokens, at + 1, usage)
    if (
        subject
        and subject.first
        and tokens[subject.first - 1].text == ","
        and not _is_determined(tokens[subject.first])
    ):
        # "Jo Ray, a seller of oil, gas and coal said"
        whole = _apposed(tokens, at + 1, usage, determined=True)
        return whole or subject
    return subject


def _is_determined(token: Token) -> bool:
    return token.low in WORDS.determiners


def _phrase(tokens: Sequence[Token], end: int, usage: Usage) -> Subject | None:
    """The phrase for a speaker that ends before a token."""
    first = end
    while first > 0:
        token = tokens[first - 1]
        if token.kind == "mark" or (token.kind == "quotation" and not token.title):
            break
        is_name = token.capital and (first > 1 or (token.low in WORDS.finite and first < end and tokens[first].capital))
        if token.pronoun or (token.low in WORDS.breaks | WORDS.finite and not is_name):
            break
        if first < end and WORDS.freely.fullmatch(token.text) and not token.capital:
            break
        if token.low in WORDS.joins and not _joins_names(tokens, first - 1):
            break
        first -= 1
    if first == end:
        return None
    restricts = bool(first) and tokens[first - 1].low in WORDS.restrictive
    if first and tokens[first - 1].low in WORDS.asks:
        return None  # "what he said"
    while first < end - 1 and WORDS.adverbs.fullmatch(tokens[first].text) and not tokens[first].capital:
        first += 1
    first = _without_adverbial(tokens, first, end, usage)
    words = tokens[first:end]
    if not words:
        return None
    if not (words[0].capital or _is_determined(words[0])) and (restricts or not _stands_first(tokens, first)):
        return None
    speaker = _read(words, usage)
    return Subject(first, end, speaker) if speaker else None


def _stands_first(tokens: Sequence[Token], first: int) -> bool:
    """True if a clause begins at a token."""
    if not first:
        return True
    before = tokens[first - 1]
    return before.kind != "word" or before.low in WORDS.breaks | WORDS.joins or before.low in WORDS.prepositions


def _joins_names(tokens: Sequence[Token], at: int) -> bool:
    """True for "and" within a phrase for a speaker: after a name, or a few words behind the beginning of a clause."""
    if at + 1 < len(tokens) and at and tokens[at - 1].capital:
        return tokens[at + 1].capital or _is_determined(tokens[at + 1])
    first = at
    while first and tokens[first - 1].kind == "word" and at - first <= FEW:
        first -= 1
        if tokens[first].pronoun or tokens[first].low in WORDS.finite | WORDS.breaks or read_verb(tokens, first)[0]:
            return False
    return 0 < at - first <= FEW


def _without_adverbial(tokens: Sequence[Token], first: int, end: int, usage: Usage) -> int:
    """Where a phrase begins without words like "On Monday" or "In a statement" before it."""
    if tokens[first].low not in WORDS.prepositions:
        return first
    runs = [run for run in find_runs(tokens[first:end], usage) if run.last == end - first]
    if runs and not runs[-1].possessive:
        return first + runs[-1].first
    return next((at for at in range(end - 1, first, -1) if tokens[at].low in WORDS.determiners), end)


def _read(words: Sequence[Token], usage: Usage) -> Speaker | None:
    joins = [at for at, each in enumerate(words) if each.low in WORDS.joins]
    speaker = read_phrase(words, usage)
    if len(joins) == 1 and speaker:
        one, two = read_phrase(words[: joins[0]], usage), read_phrase(words[joins[0] + 1 :], usage)
        whole = [run for run in find_runs(words, usage) if run.first < joins[0] < run.last]
        if one and two and one.name and not whole:
            names = tuple(filter(None, (one.name, two.name)))
            return Speaker("", speaker.phrase, joint=True, others=names)
    return speaker


def _apposed(tokens: Sequence[Token], end: int, usage: Usage, *, determined: bool = False) -> Subject | None:
    """The subject before an apposition, a relative clause or brackets, which end before ``tokens[end]``.

    determined: only a name, and an apposition that begins with a determiner.
    """
    start = end
    while start > 0:
        token = tokens[start - 1]
        if (token.kind == "quotation" and not token.title) or token.text in ";:.":
            break
        start -= 1
    separators = [at for at in range(start, end) if tokens[at].text in f",(){DASHES}"]
    edges = [start, *(at + 1 for at in separators)]
    ends = [*separators, end]
    chunks = [(a, b) for a, b in zip(edges, ends, strict=True) if a < b]
    for number, (first, last) in enumerate(chunks[:-1]):
        rest = chunks[number + 1 :]
        first = first + 1 if tokens[first].low in WORDS.joins | WORDS.breaks else first
        if first >= last or not all(_is_apposition(tokens[a:b]) for a, b in rest):
            continue
        subject = _phrase(tokens, last, usage)
        if subject is None or subject.speaker is None or subject.first < first:
            continue
        if not (subject.first == first or subject.speaker.name):
            continue
        if determined and not (not number and " " in subject.speaker.name and _is_determined(tokens[rest[0][0]])):
            continue
        return Subject(subject.first, end + 1, _with_apposition(subject.speaker, tokens, rest, usage))
    if chunks and not determined:  # "The firm that makes it, Acme, said"
        first, last = chunks[-1]
        if [(run.first, run.last) for run in find_runs(tokens[first:last], usage)] == [(0, last - first)]:
            return _phrase(tokens, last, usage)
    return None


def _with_apposition(
    speaker: Speaker, tokens: Sequence[Token], rest: Sequence[tuple[int, int]], usage: Usage
) -> Speaker:
    """A speaker with what stands beside them: a name, "the chief executive, Tim Ray", or who they are."""
    first, last = rest[0]
    beside = read_phrase(tokens[first:last], usage)
    text = " ".join(each.text for each in tokens[first:last])
    in_brackets = tokens[first - 1].text == "("
    if (
        not speaker.name
        and beside
        and beside.name
        and not in_brackets
        and find_runs(tokens[first:last], usage)[0].first == 0
    ):
        return Speaker(beside.name, f"{speaker.phrase}, {text}", person=True, others=speaker.others)
    others = (*speaker.others, *(run.name for run in find_runs(tokens[first:last], usage)))
    return Speaker(speaker.name, f"{speaker.phrase}, {text}", speaker.person, others=others)


def _is_apposition(words: Sequence[Token]) -> bool:
    """False for words that are a clause of their own."""
    if words[0].low in WORDS.relative | {"whose", "which", "where"}:
        return True
    return not any(each.low in WORDS.finite and not each.capital for each in words) and not words[0].pronoun


def subject_after(tokens: Sequence[Token], verb: int, last: int, usage: Usage) -> Subject | None:
    """The subject behind a verb that follows what is said."""
    before = tokens[verb - 1] if verb else None
    if (
        before is None
        or (before.kind == "quotation" and before.title)
        or (before.kind == "mark" and before.text != ",")
    ):
        return None
    if before.kind == "word" or (before.text == "," and verb < 3):
        return None
    end = last
    while end < len(tokens):
        token = tokens[end]
        if token.kind == "mark" or (token.kind == "quotation" and not token.title) or token.low in NAMES.not_names:
            break
        if not token.capital and token.low in (ENDS_PHRASE | WORDS.adjuncts if end == last else ENDS_PHRASE):
            break
        end += 1
    if end == last:
        return None
    stops = end == len(tokens) or tokens[end].kind != "word" or tokens[end].low in WORDS.adjuncts | NAMES.not_names
    if tokens[last].pronoun:
        return Subject(last, last + 1, pronoun=tokens[last].pronoun) if end == last + 1 and stops else None
    words = tokens[last:end]
    speaker = _read(words, usage) or _shortened(words, usage)
    if before.text == "," and speaker and not (speaker.name or end >= len(tokens) - 1):
        return None  # "Jo Ray, the mayor, said two of them"
    if not speaker or not stops or any(read_verb(tokens, at)[0] for at in range(last, end)):
        return None
    if not (speaker.name or words[0].low in WORDS.determiners or words[0].capital or end >= len(tokens) - 1):
        return None
    if end + 1 < len(tokens) and tokens[end].text == ",":
        stop = next((at for at in range(end + 1, len(tokens)) if tokens[at].kind != "word"), len(tokens))
        if stop > end + 1 and _is_apposition(tokens[end + 1 : stop]) and not read_verb(tokens, end + 1)[0]:
            speaker = _with_apposition(speaker, tokens, [(end + 1, stop)], usage)
            end = stop
    return Subject(last, end, speaker)


def _shortened(words: Sequence[Token], usage: Usage) -> Speaker | None:
    """The name with which a phrase begins, if words that say where somebody is from follow it."""
    runs = find_runs(words, usage)
    last = runs[0].last if runs else len(words)
    return read_phrase(words[:last], usage) if last < len(words) and words[last].low in WORDS.prepositions else None


def subject_of_participle(tokens: Sequence[Token], verb: int) -> Subject | None:
    """Whoever was named before: ", adding that"."""
    at = verb - 1
    return Subject(verb, verb) if at > 0 and tokens[at].text == "," else None
