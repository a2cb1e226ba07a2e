"""A chat model's reply, piece by piece -> its sentences, each whole, with the numbers of its marks.

Nothing comes out that later pieces could change: half a mark, an unfinished sentence, and what a mark may still follow
are held back. However a reply is cut into pieces, the sentences are the same.
"""

import html
import re

from assistant.answer.question import clean
from assistant.language import DEFAULT
from assistant.records import DraftSentence, normalize_space

SENTENCE_CHARS = 2000  # a longer sentence, and everything after it, is dropped
AHEAD_CHARS = 200  # read behind a sentence's end
REPLY_CHARS = 20_000  # nothing after that is read
NONE = "NONE"  # what a model replies if nothing answers

BRACKETS = str.maketrans("【［〔⟦〖】］〕⟧〗", "[[[[[]]]]]")
_NUMBER = r"(?:(?:S|[Ss]ource|[Ss]entence|[Rr]ef|#|\^)?\s?\d{1,6}(?:†[^\[\],]{0,20})?)"
_LIST = rf"\s?{_NUMBER}(?:\s?(?:[,;–-]|and)?\s?{_NUMBER}){{0,40}}\s?"
MARK = rf"\[(?:{_LIST}|(?:\s?[,;]?\s?\[{_LIST}\]){{1,20}}\s?|{_LIST}\[{_LIST}\]\s?)\]"
MARKS = re.compile(rf"\s*{MARK}")
BOUNDARY = re.compile(
    rf"(?P<line>\n)"
    rf"|(?P<end>[.!?…]++[\"'”’»)*_]*+)(?P<after>(?:[^\S\n]*{MARK}[.]?)*+)(?=\s)"
    rf"|(?P<bare>(?:[^\S\n]*{MARK})++)(?=[^\S\n]+[\"“']?[A-Z])"
)
MARKS_ONLY = re.compile(rf"(?:\s*{MARK})+[^\S\n]*(?=\n)")
MAY_BE_MARKS = re.compile(rf"\s*(?:{MARK}\s*)*(?:\[[^\]\n]{{0,{AHEAD_CHARS}}})?\Z")
HALF_MARK = re.compile(r"\[[^\]]{0,40}\Z")
WORDS_BEFORE_A_MARK = 5  # fewer, and what follows a mark goes on with them
TAG = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]{0,300}>", re.DOTALL | re.IGNORECASE
)
ORNAMENT = re.compile(r"^\s*(?:[-*•>#]+\s+|\d{1,3}[.)]\s+)+|\*\*|__|`+")
THINKING = ("<think>", "</think>")  # what models that reason aloud put before their reply


class ReplyReader:
    """Takes the pieces of a reply and returns its sentences as they become whole."""

    def __init__(self) -> None:
        self._held = ""
        self._read = 0
        self._begun = self._over = False
        self.none = False  # the model says that nothing answers

    @property
    def over(self) -> bool:
        """True once nothing more is read, whatever else comes."""
        return self._over

    def feed(self, piece: str) -> list[DraftSentence]:
        """The sentences that are whole now and were not before."""
        room = REPLY_CHARS - self._read
        self._read += len(piece)
        text = piece[: max(room, 0)].translate(BRACKETS)
        blank = self._held[-1:].isspace() or any(map(str.isspace, text))  # without one no sentence is sure to end
        self._held += text
        found = self._take(final=False) if blank or len(self._held) >= SENTENCE_CHARS + AHEAD_CHARS else []
        if self._read > REPLY_CHARS:
            self._over, self._held = True, ""
        return found

    def close(self) -> list[DraftSentence]:
        """The sentences left when a reply has ended; an unfinished one is dropped."""
        found = self._take(final=True)
        rest, self._held, self._over = self._held, "", True
        return found + self._finish(HALF_MARK.sub("", rest))

    def _take(self, *, final: bool) -> list[DraftSentence]:
        """Take the whole sentences out of what is held back. final: the reply has ended."""
        if self._over or not self._begin(final):
            return []
        found: list[DraftSentence] = []
        while True:
            self._held = self._held.lstrip()
            seen = self._held[: SENTENCE_CHARS + AHEAD_CHARS]
            whole = final and len(seen) == len(self._held)
            end = find_end(seen, final=whole)
            if end is None or end > SENTENCE_CHARS:
                if len(self._held) >= SENTENCE_CHARS + AHEAD_CHARS:
                    if len(MARKS.sub("", seen)) <= AHEAD_CHARS:  # a sentence, and marks without end
                        found += self._finish(HALF_MARK.sub("", seen))
                    self._over, self._held = True, ""
                return found
            found += self._finish(self._held[:end])
            self._held = self._held[end:]

    def _begin(self, final: bool) -> bool:
        """Skip a model's reasoning before its reply. False until it has ended."""
        if self._begun:
            return True
        opening, closing = THINKING
        start = self._held.lstrip()
        if start.startswith(opening):
            _, closed, rest = start.partition(closing)
            self._held = rest if closed else "" if final else start
            self._begun = bool(closed) or final
        else:
            self._begun = final or not opening.startswith(start[: len(opening)])
        return self._begun

    def _finish(self, raw: str) -> list[DraftSentence]:
        """A sentence without its marks; none for "NONE", a lead-in ("Here is the answer:") or half a sentence."""
        sentence = read_sentence(raw)
        if sentence.text.strip(".!* ").upper() == NONE:
            self.none = True
            return []
        ends = re.search(r"[.!?…][\"'”’»)]*$", sentence.text)
        if (
            not any(map(str.isalnum, sentence.text))
            or sentence.text.endswith(":")
            or DEFAULT.sentences.unfinished.search(sentence.text)
        ):
            return []
        return [sentence] if ends or sentence.marks else []


def find_end(text: str, *, final: bool) -> int | None:
    """Where the first sentence of a text ends, its marks included; None if that is not yet known."""
    for match in BOUNDARY.finditer(text):
        if match["line"]:
            end = _end_of_line(text, match.end(), final)
        elif match["bare"]:
            end = match.end() if len(text[: match.start()].split()) >= WORDS_BEFORE_A_MARK else -1
        else:
            end = _end_of_sentence(text, match, final)
        if end is None or end >= 0:
            return end
    return None


def _end_of_line(text: str, start: int, final: bool) -> int | None:
    """Where the line before ``start`` ends, with a following line of nothing but marks; None if not yet known."""
    if marks := MARKS_ONLY.match(text, start):
        return marks.end()
    undecided = not final and MAY_BE_MARKS.match(text, start)
    return None if undecided else start


def _end_of_sentence(text: str, match: re.Match[str], final: bool) -> int | None:
    """Where the sentence ends whose full stop was found; -1 if it goes on after it, None if not yet known."""
    rest = text[match.end() :]
    following = rest.lstrip()[:1]
    if "\n" in rest[: len(rest) - len(rest.lstrip())]:
        return -1  # the line's end is the sentence's
    if not following:
        return -1 if final else None
    if following == "[" and not final and MAY_BE_MARKS.match(text, match.end()):
        return None
    if following.islower() or (
        match["end"][0] == "." and not match["after"] and DEFAULT.sentences.short.search(text[: match.start()])
    ):
        return -1
    return match.end()


def read_sentence(raw: str) -> DraftSentence:
    """The words of a sentence without marks and ornament, and the numbers of its marks in order, repeated ones too."""
    marks = tuple(
        int(number) for mark in MARKS.findall(raw) for number in re.findall(r"\d+", re.sub(r"†[^\],]*", "", mark))
    )
    text = html.unescape(TAG.sub(" ", MARKS.sub("", raw)))
    text = normalize_space(ORNAMENT.sub("", clean_lines(text)))
    return DraftSentence(re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", text), marks)


def clean_lines(text: str) -> str:
    """Without control characters; see ``clean``."""
    return "\n".join(clean(line) for line in text.splitlines())
