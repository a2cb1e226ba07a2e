"""All that depends on a language: the tables of each, in a module of its own, and the readers that use them."""

from collections.abc import Mapping

from assistant.language.base import Language
from assistant.language.en import ENGLISH


def by_code(*languages: Language) -> Mapping[str, Language]:
    """Languages by their codes, aliases among them."""
    return {code: language for language in languages for code in (language.code, *language.aliases)}


DEFAULT = ENGLISH  # of a question, and of an article that does not name its language
LANGUAGES: Mapping[str, Language] = by_code(
    ENGLISH,
)


def find_language(code: str | None) -> Language | None:
    """The language of a code; the default one for None, which stands for a text that does not name its language."""
    return DEFAULT if code is None else LANGUAGES.get(code)


def plain_code(code: str | None) -> str:
    """The code of an article's language in its shortest form; that of the default language for None."""
    language = find_language(code)
    return language.code if language else str(code)
