"""Plant right and wrong sentences over a folder of articles, and count how the verifier judges each.

    python -m benchmarks.plant_sentences [FOLDER] [--seed 0] [--each 20] [--hand FILE] [--show]

Every planted sentence is made from one sentence of an article by a rule that is named by its kind, of ten kinds: right
paraphrases (reordered, shortened, other words), right ones with numbers and dates written otherwise, changed numbers,
changed units, swapped or replaced names, wrong speakers, flipped directions and negations, invented quotes, opinions
stated as facts, and sentences of another article that nothing retrieved tells. Five more are what careless models do:
what one sentence says joined to whom another is about, a condition left out, "some" made "all", another's name for
"he", and "because" for "and". Each is checked as a model's sentence would be: among the sentences that a search for
it finds, under the mark of the one it was made from.

"Moved" is a true sentence whose mark was wrong and was replaced by that of a sentence that tells it. Printed are a
confusion table, the share of wrong sentences not shown as supported, the share of right ones that are supported, and
the verifier's processor milliseconds for five sentences. The same seed plants the same sentences.

Measured with seed 606, which nothing was mended by; "wrong" are those not shown as supported, "right" those supported:

    the sample corpus                              184 planted, wrong 1.000, right 1.000
    88 files of news pages of many outlets         300 planted, wrong 1.000, right 0.983
    80 encyclopaedia articles, of another kind     255 planted, wrong 0.995, right 1.000

With seeds 29, 101, 202, 303, 404 and 505 the first two had 0.985 to 1.000 and 0.917 to 1.000. Before anything was
mended by it, seed 11 had 0.984 and 1.000, 0.956 and 0.933, 0.980 and 0.850.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from assistant.answer.retrieve import SentenceVectors
from assistant.assistant import Assistant
from assistant.language import DEFAULT
from assistant.language.numbers import read_quantities
from assistant.language.written import find_dates
from assistant.records import DraftSentence, Evidence, Quotable, Sentence, Span, normalize_space
from assistant.settings import load_settings
from assistant.verify.direction import content_stems
from assistant.verify.sources import number_sentences
from assistant.verify.verifier import Verifier

REPOSITORY = Path(__file__).parents[1]
RIGHT = ("paraphrase", "format")
KINDS = (*RIGHT, "number", "unit", "names", "speaker", "direction", "quote", "opinion", "elsewhere")
CARELESS = ("joined", "condition", "scope", "pronoun", "cause", "careless")  # the last by hand: a small model's own
SHORTEST, LONGEST = 6, 45  # words of a sentence that is planted from
PASSAGES = 8  # a search finds, whose sentences are numbered


@dataclass(frozen=True)
class Original:
    """A sentence of an article that others are made from, and where it stands."""

    article: str
    span: Span
    text: str
    before: str
    title: str
    evidence: Evidence  # the passage it stands in


@dataclass(frozen=True)
class Planted:
    """A sentence that a model might have written, and the sentences it was made from, which it cites."""

    kind: str
    text: str
    originals: tuple[Original, ...]


# Sentences -> right ones

SAME = (
    (r"\bsaid\b", "stated"), (r"\bbig\b", "large"), (r"\blarge\b", "big"), (r"\bbegan\b", "started"),
    (r"\bstarted\b", "began"), (r"\babout\b(?= \d)", "around"), (r"\bis expected to\b", "is due to"),
    (r"\bis scheduled to\b", "is set to"), (r"\bplans to\b", "intends to"), (r"\bhelped to\b", "helped"),
    (r"\bwants\b", "would like"), (r"\bmany\b", "a lot of"), (r"\bmore than\b(?= [\d$£€])", "over"),
    (r"\bbecause of\b", "owing to"), (r", but\b", ", yet"), (r"\bshould\b", "ought to"),
    (r"\bpeople\b", "persons"), (r"\bchildren\b", "kids"), (r"\bbuy\b", "purchase"), (r"\bhowever\b", "though"),
    (r"\bshowed\b", "revealed"), (r"\bused\b(?! to)", "employed"), (r"\bhuge\b", "enormous"), (r"\bdo not\b", "don't"),
    (r"\bdid not\b", "didn't"), (r"\bis not\b", "isn't"), (r"\bwas not\b", "wasn't"), (r"\bcannot\b", "can't"),
    (r"\bwill\b(?! not)", "is going to"), (r"\btold\b", "informed"),
)  # fmt: skip


def other_words(original: Original, rng: random.Random) -> str | None:
    """With other words, outside quotation marks, within which each must stay."""
    parts, changed = re.split(r"([“\"][^“”\"]*[”\"]?)", original.text), 0
    for pattern, word in rng.sample(SAME, len(SAME)):
        for at in range(0, len(parts), 2):
            parts[at], count = re.subn(pattern, word, parts[at], count=1)
            changed += count
    return "".join(parts) if changed else None


def moved_to_the_end(original: Original, rng: random.Random) -> str | None:
    """ "In May, X did Y." -> "X did Y in May." """
    match = re.fullmatch(
        r"((?:In|On|At|After|Before|During|Since|By|For|With|Under|From) [^,\"“”;]{3,60}), ([^\"“”;]+?)\.",
        original.text,
    )
    if not match or "," in match[2] or re.match(r"(?:and|but|who|which|\d)\b", match[2]):
        return None
    first = match[2][0].upper() + match[2][1:]
    return f"{first} {match[1][0].lower()}{match[1][1:]}."


def shortened(original: Original, rng: random.Random) -> str | None:
    """Without what stands between two commas, or behind the last one."""
    if re.search(r"[\"“”]", original.text):
        return None
    aside = re.search(r"(?<=\w), (?:who|which|where|a |an |the )[^,\"“”]{5,80},(?= \w)", original.text)
    if aside:
        return original.text[: aside.start()] + original.text[aside.end() :]
    tail = re.search(r"(?<=\w), (?:which|while|with|including|after|as) [^,\"“”]{5,120}\.$", original.text)
    if tail and len(original.text[: tail.start()].split()) >= SHORTEST:
        return original.text[: tail.start()] + "."
    return None


def named(original: Original, rng: random.Random) -> str | None:
    """ "He said" -> the name that stands in the sentence before, if it has but one."""
    match = re.match(r"(?:He|She) (?=\w)", original.text)
    last = re.split(r"(?<=[.!?])\s+|\n+", original.before.rstrip())[-1]
    subject = re.match(
        r"(?:Mr\.? |Mrs\.? |Ms\.? |Prime Minister |President )?([A-Z][a-z]+(?: [A-Z][a-z]+)+) (?=[a-z])", last
    )
    only = subject and not re.search(r"\b[A-Z][a-z]+", last[subject.end() :])
    return f"{subject[1]} {original.text[match.end() :]}" if match and subject and only else None


def speaker_first(original: Original, rng: random.Random) -> str | None:
    """ "X is so, Y said." -> "Y said X is so.", and "According to Y, X is so." """
    match = re.fullmatch(
        r"([A-Z][^\"“”,]{15,140}), ((?:the |an? )?[\w .'’-]{3,40}?) (said|says)(?: on \w+| in a statement)?\.",
        original.text,
    )
    if not match:
        return None
    first = (
        match[1]
        if match[1].split()[0][0].isupper() and re.match(r"[A-Z]\w+ [A-Z]", match[1])
        else match[1][0].lower() + match[1][1:]
    )
    who = match[2][0].upper() + match[2][1:]
    return rng.choice([f"{who} {match[3]} that {first}.", f"According to {match[2]}, {first}."])


def with_a_lead_in(original: Original, rng: random.Random) -> str | None:
    """What models like to put first, and dropping what they like to drop."""
    text = re.sub(
        r"^(?:But|And|However,|Meanwhile,|Still,|So|Yet|Also,|In addition,|Moreover,) (\w)",
        lambda m: m[1].upper(),
        original.text,
    )
    return text if text != original.text else None


PARAPHRASES = (other_words, moved_to_the_end, shortened, named, speaker_first, with_a_lead_in)


def paraphrase(original: Original, rng: random.Random) -> str | None:
    for rule in rng.sample(PARAPHRASES, len(PARAPHRASES)):
        if (text := rule(original, rng)) and text != original.text:
            further = other_words(
                Original(original.article, original.span, text, original.before, original.title, original.evidence), rng
            )
            return further or text
    return None


SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
MONTHS = "January February March April May June July August September October November December".split()
FORMATS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(\d) ?per ?cent\b|(\d)%", lambda m: f"{m[1]}%" if m[1] else f"{m[2]} percent"),
    (r"\$(\d[\d.,]*) (million|billion)\b", lambda m: f"{m[1]} {m[2]} dollars"),
    (r"\b(\d+(?:\.\d+)?) (million|billion)\b", lambda m: f"{m[1]}{'m' if m[2] == 'million' else 'bn'}"),
    (r"(?<![\d,.$£€])\b(\d{1,3}),000\b(?!,)", lambda m: f"{m[1]} thousand"),
    (r"(?<![\d.,$£€])\b([2-9]|1[0-2])\b(?![\d.,:%]|(?:st|nd|rd|th|am|pm))(?= [a-z]{3,})", lambda m: SMALL[int(m[1])]),
    (rf"\b({'|'.join(SMALL[2:])})\b(?= [a-z]{{3,}})", lambda m: str(SMALL.index(m[1]))),
    (rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})\b(?!,? \d{{4}}|\d)", lambda m: f"{m[2]} {m[1][:3]}"),
    (rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b", lambda m: f"{m[2]} {m[1]}"),
    (r"(?<![\d,.])\b(\d{1,3}),(\d{3})\b(?![,\d])", lambda m: f"{m[1]}{m[2]}"),
)


def other_format(original: Original, rng: random.Random) -> str | None:
    if re.search(r"[“”\"]", original.text):
        return None
    for pattern, write in rng.sample(FORMATS, len(FORMATS)):
        text, count = re.subn(pattern, write, original.text, count=1)
        if count and text != original.text:
            return (
                other_words(
                    Original(original.article, original.span, text, original.before, original.title, original.evidence),
                    rng,
                )
                or text
            )
    return None


# Sentences -> wrong ones


def changed_number(original: Original, rng: random.Random) -> str | None:
    days = find_dates(original.text)
    found = [each.span for each in read_quantities(original.text, [day.span for day in days])]
    found += [day.span for day in days if re.search(r"\d", original.text[slice(*day.span)])]
    rng.shuffle(found)
    for start, end in found:
        digits = re.search(r"\d+", original.text[start:end])
        if digits:
            value = int(digits[0])
            other = str(value + rng.choice([1, 2, 3, 7])) if value < 3000 else str(value * 2)
            at = start + digits.start()
            return original.text[:at] + other + original.text[start + digits.end() :]
        word = original.text[start:end].lower().split("-")[0].split()[0]
        if word in SMALL[2:]:
            text = original.text[:start] + SMALL[(SMALL.index(word) + 3) % 11 + 2] + original.text[start + len(word) :]
            return text[0].upper() + text[1:]
    return None


UNITS = (
    (r"\bmillion\b", "billion"), (r"\bbillion\b", "million"), (r"\bper ?cent\b|%", " percentage points"),
    (r"\$(?=\d)", "€"), (r"£(?=\d)", "$"), (r"€(?=\d)", "$"), (r"\bmiles?\b", "kilometres"), (r"\byears?\b", "months"),
    (r"\bmonths?\b", "weeks"), (r"\bweeks?\b", "days"), (r"\bdays?\b", "hours"), (r"\bhours?\b", "minutes"),
    (r"\bminutes?\b", "hours"), (r"\bthousand\b", "million"), (r"\bdollars\b", "euros"), (r"\bpounds\b", "dollars"),
    (r"\bkilometers?\b|\bkm\b", "miles"), (r"\bfeet\b", "metres"), (r"\btons?\b|\btonnes?\b", "kilograms"),
)  # fmt: skip


def changed_unit(original: Original, rng: random.Random) -> str | None:
    for pattern, other in rng.sample(UNITS, len(UNITS)):
        match = re.search(
            rf"(?<=\d)[ -]?(?:{pattern})|(?:{pattern})(?=\d)|(?<=\d (?:million|billion) )(?:{pattern})", original.text
        )
        if not match:
            match = re.search(
                rf"\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty) (?:{pattern})", original.text
            )
            if match:
                head = match[0].split()[0]
                return f"{original.text[: match.start()]}{head} {other}{original.text[match.end() :]}"
            continue
        blank = (
            " " if match[0][0] in " -" or (other[0].isalpha() and original.text[match.start() - 1].isdigit()) else ""
        )
        return original.text[: match.start()] + blank + other.strip() + original.text[match.end() :]
    return None


NAMES = re.compile(r"(?<![.!?\"“] )(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b(?!['’]s)")
NO_NAMES = {"Its", *MONTHS, *(word.capitalize() for word in DEFAULT.grammar.stop_words)} | set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday President Prime Minister Mr Mrs Ms Dr The This I".split()
)


def names_of(text: str) -> list[re.Match[str]]:
    return [match for match in NAMES.finditer(text) if not set(match[0].split()) & NO_NAMES]


def make_swaps(pool: Sequence[str]) -> Callable[[Original, random.Random], str | None]:
    """pool: names of the corpus, one of which may replace a name."""

    pool_words = {word for name in pool for word in name.split()}

    def swapped(original: Original, rng: random.Random) -> str | None:
        names = names_of(original.text)
        if not names:
            return None
        roles = re.fullmatch(
            r"((?:[A-Z][a-z]+)(?: [A-Z][a-z]+){0,2})((?: [a-z]+){1,4} )((?:[A-Z][a-z]+)(?: [A-Z][a-z]+){0,2})\b(.*)",
            original.text,
        )
        if (
            roles
            and not {*roles[1].split(), *roles[3].split()} & NO_NAMES
            and roles[1].split()[0] in pool_words
            and roles[3].split()[0] in pool_words
            and not re.search(r"\b(?:and|with|or|by|of|between|is|was|are|were)\b", roles[2])
            and rng.random() < 0.7
        ):
            return f"{roles[3].strip()}{roles[2]}{roles[1].strip()}{roles[4]}"
        chosen = rng.choice(names)
        others = [
            name
            for name in pool
            if name not in original.text
            and not set(name.split()) & set(f"{original.text} {original.before} {original.title}".split())
        ]
        if not others:
            return None
        return original.text[: chosen.start()] + rng.choice(others) + original.text[chosen.end() :]

    return swapped


SPEAKERS = (
    "officials",
    "critics",
    "police",
    "economists",
    "the mayor",
    "residents",
    "the company",
    "the ministry",
    "campaigners",
    "Angela Merkel",
)
SAID = r"(?P<verb>said|says|told \w+|warned|argued|added|claimed|believes?|called|described|insisted|tweeted)\b"


def wrong_speaker(original: Original, rng: random.Random) -> str | None:
    other = rng.choice(
        [
            each
            for each in SPEAKERS
            if each.split()[-1].lower() not in f"{original.before} {original.text} {original.title}".lower()
        ]
        or [""]
    )
    if not other:
        return None
    post = re.search(
        r"[,”\"] (?P<who>[^,\"“”]{2,50}?) (?:said|says|added)\.?$|[,”\"] (?:said|says) (?P<who2>[^,\"“”]{2,50}?)\.?$",
        original.text,
    )
    if post:
        who = "who" if post["who"] else "who2"
        return original.text[: post.start(who)] + other + original.text[post.end(who) :]
    pre = re.match(rf"(?P<who>[A-Z][^,\"“”;:]{{1,60}}?) (?:has |have |had |also )?{SAID}", original.text)
    if pre and len(pre["who"].split()) <= 6 and not re.search(r"\b(?:that|which|who|was|is|were|and)\b", pre["who"]):
        return other[0].upper() + other[1:] + original.text[pre.end("who") :]
    return None


TURNS = (
    (r"\b(rose|increased|grew|climbed|jumped|soared)\b", "fell"), (r"\b(fell|dropped|declined|decreased|plunged)\b",
    "rose"),
    (r"\b(increase|rise|growth)\b", "decrease"), (r"\b(decline|decrease|drop)\b", "increase"), (r"\bmore than\b",
    "less than"),
    (r"\bless than\b", "more than"), (r"\bhigher\b", "lower"), (r"\blower\b", "higher"), (r"\bwon\b", "lost"),
    (r"\blost\b", "won"),
    (r"\b(supports?|supported)\b", "opposed"), (r"\bopposed\b", "supported"), (r"\bbefore\b", "after"), (r"\bafter\b",
    "before"),
    (r"\bdid not (\w+)", r"did \1"), (r"\bis not\b", "is"), (r"\bwas not\b", "was"), (r"\bwill not\b", "will"),
    (r"\bcannot\b", "can"),
    (r"\b(is|was|are|were|will|can|could|has|have)\b(?! (?:not|no|never)\b|n['’]t)", r"\1 not"), (r"\bnever\b",
    "always"),
    (r"\bopened\b", "closed"), (r"\baccepted\b", "rejected"), (r"\brejected\b", "accepted"), (r"\ballowed\b", "banned"),
    (r"\bimproved\b", "worsened"), (r"\bstarts?\b", "ends"), (r"\bbest\b", "worst"), (r"\bdo not\b", "do"),
    (r"n['’]t\b", ""),
)  # fmt: skip


def flipped(original: Original, rng: random.Random) -> str | None:
    for pattern, other in rng.sample(TURNS, len(TURNS)):
        text, count = re.subn(pattern, other, original.text, count=1)
        if count:
            return normalize_space(text)
    return None


INVENTED = (
    "we had no other choice",
    "nobody saw this coming",
    "this is only the beginning",
    "a disaster waiting to happen",
    "we will never give up",
    "it was the best day of my life",
)


def invented_quote(original: Original, rng: random.Random) -> str | None:
    inside = re.search(r"[“\"]([^“”\"]{12,})[”\"]", original.text)
    if inside:
        said = inside[1].split()
        at = rng.randrange(len(said))
        changed = " ".join([*said[:at], rng.choice(["never", "always", "hardly", "really"]), *said[at:]])
        return original.text[: inside.start(1)] + changed + original.text[inside.end(1) :]
    who = re.match(rf"(?P<who>[A-Z][^,\"“”;:]{{1,50}}?) {SAID}", original.text)
    if who and len(who["who"].split()) <= 5:
        return f'{who["who"]} said: "{rng.choice(INVENTED).capitalize()}."'
    return f'{original.text.rstrip(".")}, calling it "{rng.choice(INVENTED)}".' if original.text.endswith(".") else None


def stated_as_fact(original: Original, rng: random.Random) -> str | None:
    pre = re.fullmatch(
        r"(?P<who>[A-Z][^,\"“”;:]{1,60}?) (?:has |have |had |also )?(?:said|says?|warn(?:ed|s)?|argue[ds]?"
        r"|claim(?:ed|s)?|believes?|insisted|add)(?: that)? (?P<what>(?:the|a|an|his|her|their|its|there|it|he|she"
        r"|they|we|[A-Z])\b[^\"“”]{15,})",
        original.text,
    )
    if pre and len(pre["who"].split()) <= 7:
        return pre["what"][0].upper() + pre["what"][1:]
    post = re.fullmatch(
        r"(?P<what>[A-Z][^\"“”]{20,}), (?:the |an? )?[\w .'’-]{2,40}? (?:said|says|added|warned|argued)\.",
        original.text,
    ) or re.fullmatch(r"(?P<what>[A-Z][^\"“”]{20,}), according to [^,\"“”]+\.", original.text)
    if post:
        return post["what"] + "."
    called = re.fullmatch(
        r"[A-Z][\w ]{2,50}? (?:calls?|called|considers?|considered) ((?:the )?[\w ]+?) ([a-z]+)\.", original.text
    )
    if called and not re.search(r"\b(?:that|be|been|is|are|to)\b", original.text[: called.start(1)]):
        return f"{called[1][0].upper()}{called[1][1:]} is {called[2]}."
    may = re.sub(r"\b(?:could|may|might) (?:be|have)\b", "is", original.text, count=1)
    return may if may != original.text and not re.search(r"\b(?:could|may|might|possib|perhaps)\w*", may) else None


# What careless models do beside that: join, clip, widen, and mistake who "he" is

SUBJECT = re.compile(
    r"(?P<who>(?:The )?[A-Z][\w'’]+(?: [A-Z][\w'’]+){0,3}) "
    r"(?P<does>(?:is|was|has|had|will|were|are|[a-z]{3,}ed) [^\"“”]{15,})"
)


def without_condition(original: Original, rng: random.Random) -> str | None:
    if re.search(r"[\"“”]|\b(?:as|even|what|see|know|ask|asked|wonder) if\b", original.text):
        return None
    first = re.fullmatch(r"(?:If|Unless) [^,]{8,90}, (?P<what>[^,]{20,})\.", original.text)
    last = re.fullmatch(r"(?P<what>[^,]{25,}?),? (?:if|unless|provided that) .{8,}\.", original.text)
    if match := first or last:
        return f"{match['what'][0].upper()}{match['what'][1:]}."
    text, count = re.subn(
        r"\b(?:allegedly|reportedly|possibly|probably|supposedly|may|might|could) ", "", original.text, count=1
    )
    if not count:
        text, count = re.subn(r"\b(?:plans|hopes|wants|intends) to (\w+)\b", r"\1s", original.text, count=1)
    return text if count and not re.search(r"\b(?:may|might|could|if|would|likely|perhaps)\b", text) else None


WIDER = (
    (r"\b(?:some|many|most|several)(?: of the| of)? (?=[a-z])", "all "),
    (r"\b(?:often|sometimes|usually|generally)\b", "always"),
    (r"\b(?:a few|dozens of|hundreds of|thousands of)\b", "all"), (r"\b(?:partly|largely|mostly|mainly)\b", "entirely"),
    (r"\brarely\b|\bseldom\b", "never"),
)  # fmt: skip


def widened(original: Original, rng: random.Random) -> str | None:
    if re.search(r"[\"“”]", original.text):
        return None
    for pattern, other in rng.sample(WIDER, len(WIDER)):
        text, count = re.subn(pattern, other, original.text, count=1)
        if count:
            return text
    return None


def misbound(original: Original, rng: random.Random) -> str | None:
    """ "He did" -> somebody who stands before, and not in the sentence before, which names another."""
    match = re.match(r"(?:He|She) (?=\w)", original.text)
    *earlier, last = re.split(r"(?<=[.!?])\s+|\n+", original.before.rstrip())
    near = names_of(f"x {last}")
    others = [name[0] for name in names_of(" ".join(f"x {each}" for each in earlier)) if len(name[0].split()) == 2]
    others = [name for name in others if not set(name.split()) & set(f"{last} {original.text}".split())]
    if not match or len({name[0] for name in near if len(name[0].split()) == 2}) != 1 or not others:
        return None
    return f"{rng.choice(others)} {original.text[match.end() :]}"


def explained(original: Original, rng: random.Random) -> str | None:
    """ "A, and B" -> "A because B"."""
    if re.search(r"[\"“”]|\b(?:because|due|so|since|thanks|reason\w*|caus\w*|led|result\w*)\b", original.text):
        return None
    text, count = re.subn(
        r",? and (?=(?:he|she|it|they) )|, and (?=the \w+|his|her|its|their)",
        rng.choice([" because ", " as a result of which "]),
        original.text,
        count=1,
    )
    return text if count else None


def join(originals: Sequence[Original], rng: random.Random, wanted: int) -> Iterator[Planted]:
    """What one sentence says of somebody, said of whom the sentence before is about."""
    pairs = [(a, b) for a, b in pairwise(originals) if a.article == b.article and b.span[0] - a.span[1] < 3]
    for first, second in rng.sample(pairs, len(pairs)):
        ours, theirs = SUBJECT.fullmatch(first.text), SUBJECT.fullmatch(second.text)
        if wanted == 0:
            return
        names = [{*match["who"].split()} - {"The"} if match else set() for match in (ours, theirs)]
        if any(name & NO_NAMES or not name for name in names) or names[0] & names[1]:
            continue
        if ours and theirs:
            yield Planted("joined", f"{ours['who']} {theirs['does']}", (first, second))
            wanted -= 1


def plant(originals: Sequence[Original], seed: int, each: int) -> list[Planted]:
    """At most so many sentences of each kind, from sentences all over the articles."""
    rng = random.Random(seed)
    originals = [sentence for sentence in originals if SHORTEST <= len(sentence.text.split()) <= LONGEST]
    pool = sorted(
        {match[0] for sentence in originals for match in names_of(sentence.text) if len(match[0].split()) <= 2}
    )
    makers: dict[str, Callable[[Original, random.Random], str | None]] = {
        "paraphrase": paraphrase,
        "format": other_format,
        "number": changed_number,
        "unit": changed_unit,
        "names": make_swaps(pool),
        "speaker": wrong_speaker,
        "direction": flipped,
        "quote": invented_quote,
        "opinion": stated_as_fact,
        "condition": without_condition,
        "scope": widened,
        "pronoun": misbound,
        "cause": explained,
    }
    planted: list[Planted] = []
    for kind, make in makers.items():
        wanted = each * (2 if kind == "paraphrase" else 1)
        for sentence in rng.sample(list(originals), len(originals)):
            if wanted == 0:
                break
            text = make(sentence, rng)
            if text and normalize_space(text) != sentence.text:
                planted.append(Planted(kind, normalize_space(text), (sentence,)))
                wanted -= 1
    wanted = each
    for sentence in rng.sample(list(originals), len(originals)):
        other = rng.choice(originals)
        if wanted and sentence.article != other.article and is_said_once(sentence, originals):
            planted.append(Planted("elsewhere", sentence.text, (other, sentence)))
            wanted -= 1
    return [*planted, *join(originals, rng, each)]


def is_said_once(sentence: Original, originals: Sequence[Original]) -> bool:
    """True if no other article has a sentence with half of its content words, which might say the same."""
    own = content_stems(sentence.text)
    return len(own) > 3 and not any(
        2 * len(own & content_stems(other.text)) >= len(own) for other in originals if other.article != sentence.article
    )


# Planted sentences -> how they are judged


def sentences_of(assistant: Assistant) -> list[Original]:
    """The sentences of every article that may be cited and are whole, by the index's own cut."""
    found = []
    catalog = assistant.store.catalog()
    ids = catalog.passage_days()[0].tolist()
    for at in range(0, len(ids), 400):
        for evidence, _ in catalog.evidence(ids[at : at + 400]).values():
            text = assistant.article(evidence.article, evidence.version).text
            for span in evidence.sentences:
                original = normalize_space(evidence.quote(span))
                if re.match(r"[A-Z\"“]", original) and re.search(r"[.!?][\"”]?$", original):
                    found.append(
                        Original(
                            evidence.article,
                            span,
                            original,
                            text[max(0, span[0] - 400) : span[0]],
                            evidence.title,
                            evidence,
                        )
                    )
    return sorted(
        {(each.article, each.span): each for each in found}.values(), key=lambda each: (each.article, each.span)
    )


def judge_planted(assistant: Assistant, planted: Planted) -> tuple[Sentence, Verifier, float]:
    """The sentence as the verifier leaves it, and the seconds that took."""
    hits = assistant.search(planted.originals[0].text if planted.kind == "elsewhere" else planted.text, PASSAGES).hits
    if planted.kind == "elsewhere":
        hits = tuple(hit for hit in hits if len(planted.originals) == 1 or hit.article != planted.originals[-1].article)
    quotables = with_originals(hits, planted)
    cited = planted.originals[:1] if planted.kind == "elsewhere" else planted.originals
    marks = tuple(
        each.number
        for each in quotables
        for original in cited
        if (each.evidence.article, each.span) == (original.article, original.span)
    )
    verifier = Verifier(quotables, assistant.article, SentenceVectors(assistant.store.catalog(), assistant.encoder))
    began = time.process_time()  # of the processor, all threads: other programs do not count
    checked = verifier.check(DraftSentence(planted.text, marks))
    return checked, verifier, time.process_time() - began


def with_originals(hits: Sequence[Evidence], planted: Planted) -> list[Quotable]:
    """The sentences of what was found; that a sentence was made from is among them."""
    cited = planted.originals[:1] if planted.kind == "elsewhere" else planted.originals
    passages = list(hits)
    for original in cited:
        if not any(each.article == original.article and original.span in each.sentences for each in passages):
            passages.append(original.evidence)
    return number_sentences(passages)


def read_by_hand(file: Path, originals: Sequence[Original]) -> Iterator[Planted]:
    """The sentences of a file of lines {"kind", "cites": [words of the sentences cited], "text"}."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        cited = tuple(next(each for each in originals if normalize_space(words) in each.text) for words in row["cites"])
        yield Planted(row["kind"], row["text"], cited)


def measure(assistant: Assistant, planted: Sequence[Planted], show: bool = False) -> dict[str, Counter[str]]:
    """How many of each kind are judged how; and what went wrong, if asked for."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    for each in planted:
        checked, verifier, spent = judge_planted(assistant, each)
        support: str = "supported" if checked.support == "quoted" and each.kind in RIGHT else checked.support
        if each.kind == "elsewhere" and support != "unsupported" and len(each.originals) == 1:
            cited = {(citation.article, (citation.start, citation.end)) for citation in verifier.citations}
            support = support if (each.originals[0].article, each.originals[0].span) in cited else "moved"
        table[each.kind][support] += 1
        seconds.append(spent)
        if show and (each.kind in RIGHT) != (support in ("supported", "quoted")):
            print(f"{each.kind:<11} {support:<11} {'; '.join(verifier.why):<50} {each.text}")
            print(f"{'':<24} {each.originals[0].text}")
            for citation in verifier.citations:
                if support == "supported" and normalize_space(citation.quote) != each.originals[0].text:
                    print(f"{'':<20} -> {normalize_space(citation.quote)}")
    if seconds:
        means = [1000 * 5 * statistics.fmean(seconds), 1000 * 5 * sorted(seconds)[int(0.95 * len(seconds))]]
        print(f"verifier, processor milliseconds for five sentences: mean {means[0]:.0f}, p95 {means[1]:.0f}")
    return table


def shares(table: dict[str, Counter[str]]) -> tuple[float, float]:
    """Of the wrong sentences, those not shown as supported; of the right ones, those supported."""
    wrong = sum((table[kind] for kind in table if kind not in RIGHT), Counter[str]())
    right = sum((table[kind] for kind in table if kind in RIGHT), Counter[str]())
    passed = wrong["supported"] + wrong["quoted"]
    return 1 - passed / max(1, wrong.total()), (right["supported"] + right["quoted"]) / max(1, right.total())


def print_table(name: str, table: dict[str, Counter[str]]) -> None:
    columns = ("quoted", "supported", "weak", "unsupported", "moved")
    print(f"\n{name}\n{'':<12}" + "".join(f"{column:>13}" for column in columns))
    for kind in (*KINDS, *CARELESS):
        if table.get(kind):
            print(f"{kind:<12}" + "".join(f"{table[kind][column]:>13}" for column in columns))
    wrong, right = shares(table)
    count = sum(each.total() for each in table.values())
    print(f"{count} planted; wrong ones not shown as supported: {wrong:.3f}; right ones supported: {right:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=REPOSITORY / "corpus")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=20, help="sentences of each kind; twice as many paraphrases")
    parser.add_argument("--hand", type=Path, help="a file of sentences written by hand over the same folder")
    parser.add_argument("--show", action="store_true", help="print what is judged wrongly")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as index:
        assistant = Assistant(load_settings(corpus=asked.folder, index=Path(index)))
        assistant.sync()
        originals = sentences_of(assistant)
        if asked.hand:
            print_table(f"{asked.hand}", measure(assistant, list(read_by_hand(asked.hand, originals)), asked.show))
        print_table(
            f"{asked.folder}, seed {asked.seed}",
            measure(assistant, plant(originals, asked.seed, asked.each), asked.show),
        )
        assistant.close()


if __name__ == "__main__":
    main()
