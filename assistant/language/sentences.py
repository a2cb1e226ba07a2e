"""Where the sentences of a text end, by the rule of its language."""

from assistant.language import LANGUAGES


def find_ends(text: str, code: str) -> list[int]:
    """The offsets at which sentences end, the white space behind them included; the last is the end of the text.

    code: ISO 639. A language without a rule of its own is split by sentencex, which takes any code.
    """
    language = LANGUAGES.get(code)
    if language and language.sentences.split:
        return sorted({*language.sentences.split(text), len(text)} - {0})
    from sentencex import get_sentence_boundaries

    return [boundary["end_index"] for boundary in get_sentence_boundaries(code, text)]
