"""What somebody says about something, who says some words, and whether somebody says them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer.answer_run import ALSO_RETRIEVED, AnswerRun
from assistant.answer.assess import untrusted_places
from assistant.answer.followups import named_terms
from assistant.answer.frames import Frame
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.fact import NONE_OF_THESE_DAYS, NONE_OF_THESE_SOURCES
from assistant.answer.parts import Parts
from assistant.answer.quotes import EVERYTHING, Quote, Spoken, find_quotes, find_speakers, is_speaker
from assistant.answer.refuse import QUOTED_CHARS
from assistant.answer.results import sentence_of, within
from assistant.language import DEFAULT
from assistant.language.instructions import is_suspicious
from assistant.language.tokens import words
from assistant.records import Answer, Citation, Sentence, normalize_space
from assistant.verify.sources import make_lead


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """The sentences in which somebody speaks. Whom no article has speak, and what nobody says, is for a fact.

    If nothing of the days and sources asked for has them, all articles are searched, and that is said.
    """
    if not frame.slots:
        frame = replace(frame, slots=slots_in(run.query.text))
    with parts.encoder.asking():
        spoken, message = find(frame, parts)
        note = ""
        if not spoken.quotes and frame.limits != EVERYTHING:
            spoken, message = find(replace(frame, limits=EVERYTHING), parts)
            note = NONE_OF_THESE_DAYS if frame.limits.period else NONE_OF_THESE_SOURCES
    run.clock.lap("retrieve")
    shown = trusted(spoken.quotes, parts)
    if shown:
        cited = {quote.evidence.passage_id for quote in shown}
        rest = [evidence for evidence in spoken.nearest if evidence.passage_id not in cited]
        also = tuple(rest[:ALSO_RETRIEVED])
        answered = run.told(frame, message, None, *cite(shown, parts), also_retrieved=also)
        yield replace(answered, scope=replace(answered.scope, note=note)) if answered.scope else answered
    elif spoken.sentences:
        yield refused(frame, run, spoken, message)
    else:
        run.kind = fact.FACT.name
        yield from fact.FACT.answer(frame, run, parts)


def slots_in(question: str) -> dict[str, str]:
    """The parts of a question in no form of this kind: its longest name, and the other words as a topic."""
    named = named_terms(f" {question}")
    who = named.groups[0][0].text if named else ""
    others = [word for word in words(question.replace(who, " ")) if word.lower() not in DEFAULT.grammar.stop_words]
    return {"who": who, "about": " ".join(others)}


def find(frame: Frame, parts: Parts) -> tuple[Spoken, str]:
    """What is said, and a message that says whose words they are."""
    who, about, said = (frame.slots.get(name, "") for name in ("who", "about", "said"))
    if said:
        quotes, exact = find_speakers(said, parts.catalog, frame.limits)
        own = tuple(quote for quote in quotes if exact and (not who or is_speaker(who, quote.speech.speaker)))
        if own or (quotes and frame.act == "who said so"):
            return Spoken(own or quotes, len(quotes)), words_of(own or quotes, exact=exact, asked=who)
    if not who:
        return Spoken((), 0), ""
    spoken = find_quotes(who, about or said, parts.catalog, parts.encoder.encode_question, frame.limits)
    shown = speakers_of(spoken.quotes) if spoken.quotes else ""
    if said:
        others = f"; {words_of(quotes, exact=True, asked='')[:-1]}" if quotes and exact else ""
        return spoken, f"No article quotes {who} with these words{others}.{f' {shown} on this:' if shown else ''}"
    topic = f" on “{about}”" if about else ""
    if shown:
        return spoken, f"{shown}{topic and f',{topic}'}:"
    return spoken, f"No article quotes {who}{topic}{within(frame.limits)}."


def words_of(quotes: Sequence[Quote], *, exact: bool, asked: str) -> str:
    """Whose words they are that are asked for."""
    if not exact:
        return "No article quotes anybody with exactly these words. Close to them:"
    return f"{'Yes: ' if asked else ''}{speakers_of(quotes)} {'are' if len(names_of(quotes)) > 1 else 'is'} quoted so:"


def names_of(quotes: Sequence[Quote]) -> list[str]:
    """Who speaks, each once."""
    return list(dict.fromkeys(quote.speech.speaker.label for quote in quotes))


def speakers_of(quotes: Sequence[Quote]) -> str:
    """Who speaks, in words."""
    names = names_of(quotes)
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return listed[0].upper() + listed[1:]


def trusted(quotes: Sequence[Quote], parts: Parts) -> list[Quote]:
    """The quotes without those that are instructions to a model, or stand beside some."""
    suspicious = {quote.evidence for quote in quotes if is_suspicious(quote.evidence)}
    places = untrusted_places(suspicious, parts)
    return [quote for quote in quotes if (quote.evidence.passage_id, quote.speech.sentence) not in places]


def cite(quotes: Sequence[Quote], parts: Parts) -> tuple[list[Sentence], list[Citation]]:
    """The quotes as sentences, each with its speaker and its citation; the words that are spoken are emphasised."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    led = ""
    for number, quote in enumerate(quotes, start=1):
        evidence, speech = quote.evidence, quote.speech
        lead = make_lead(evidence)
        article = parts.article(evidence.article, evidence.version)
        shown = lead if lead != led else ""
        sentence, citation = sentence_of(article, speech.sentence, speech.spoken, number, shown)
        sentences.append(replace(sentence, speaker=speech.speaker.label))
        citations.append(citation)
        led = lead
    return sentences, citations


def refused(frame: Frame, run: AnswerRun, spoken: Spoken, reason: str) -> Answer:
    """A refusal: the articles quote somebody, but not on this."""
    closest, quoted = spoken.nearest[0], normalize_space(spoken.closest)
    if len(quoted) > QUOTED_CHARS:
        quoted = quoted[:QUOTED_CHARS].rsplit(" ", 1)[0] + " …"
    named = ", ".join(f"“{name}”" for name in (closest.title, closest.source) if name)
    message = f"Not in the corpus. Searched for “{run.query.searched}”. {reason} Closest, in {named}: “{quoted}”"
    return run.told(frame, message, status="refused", also_retrieved=spoken.nearest[:ALSO_RETRIEVED])


QUOTES = Kind("quotes", frozenset({"quotes", "did say", "who said", "who said so"}), answer, default="quotes")
