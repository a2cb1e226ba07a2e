"""The tables of the checks. They are those of the default language; claims about articles in others are unchecked."""

from assistant.language import DEFAULT, find_language

assert DEFAULT.checks, "the default language needs the tables of the checks"
CLAIMS, NAMES, SPEECH, SYNONYMS = (
    DEFAULT.checks.claims,
    DEFAULT.checks.names,
    DEFAULT.checks.speech,
    DEFAULT.checks.synonyms,
)


def is_checked(code: str | None) -> bool:
    """True if sentences of articles in a language are checked. code: ISO 639; None stands for the default language."""
    language = find_language(code)
    return language is not None and language.checks is DEFAULT.checks
