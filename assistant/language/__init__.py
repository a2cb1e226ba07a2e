"""All that depends on a language: its tables, one package or file a language, and what reads text by them."""

from collections.abc import Mapping

from assistant.language.base import Language
from assistant.language.en import ENGLISH

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (ENGLISH,)}
DEFAULT = ENGLISH  # of a question, and of an article that does not name its language


def language_of(code: str | None) -> Language:
    """The language with a code; the default one where that is None or not known."""
    return LANGUAGES.get(code or "", DEFAULT)
