"""All that depends on a language: its tables, one package or file a language, and what reads text by them."""

from collections.abc import Mapping

from assistant.language.base import Language
from assistant.language.en import ENGLISH

DEFAULT = ENGLISH  # of a question, and of an article that does not name its language
LANGUAGES: Mapping[str, Language] = {
    code: language for language in (ENGLISH,) for code in (language.code, *language.aliases)
}


def is_known(code: str | None) -> bool:
    """True for the code of a language that has tables; None stands for the default language."""
    return code is None or code in LANGUAGES


def plain_code(code: str | None) -> str:
    """The code of an article's language in its shortest form; that of the default language for None."""
    if code is None:
        return DEFAULT.code
    return LANGUAGES[code].code if code in LANGUAGES else code
