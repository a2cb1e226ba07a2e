"""Words of web pages, PDF files and bylines, in the languages that documents are read in."""

import re
from collections.abc import Mapping
from functools import cache

from assistant.language import DEFAULT
from assistant.language.base import Language

# French, German, Spanish, Italian, Portuguese and Dutch names of the months. Pages in these languages can be dated
# though the languages have no tables.
_MONTHS = (
    "janvier januar jänner enero ene gennaio gen janeiro januari",
    "febr février fevr févr februar febrero febbraio fevereiro fev februari",
    "mars märz marzo março maart mrt",
    "avril avr abril abr aprile",
    "mai mayo maggio mag maio mei",
    "juin juni junio giugno giu junho",
    "juillet juil juli julio luglio lug julho",
    "août aout agosto ago augustus",
    "septembre septiembre settembre set setembro",
    "octobre oktober okt octubre ottobre ott outubro out",
    "novembre noviembre novembro",
    "décembre déc dezember dez diciembre dic dicembre dezembro",
)


@cache
def page_months(language: Language = DEFAULT) -> Mapping[str, int]:
    """Names of months in lower case, whole and shortened, as bylines write them -> their numbers."""
    names = {name: number for number, month in enumerate(DEFAULT.calendar.months, 1) for name in (month, month[:3])}
    names |= {name: number for number, others in enumerate(_MONTHS, 1) for name in others.split()}
    return names | {name: number for number, name in enumerate(language.calendar.months, 1)}


@cache
def page_forms(language: Language = DEFAULT) -> tuple[re.Pattern[str], ...]:
    """Patterns of whole dates, with the groups day, month or number (of a month), and year."""
    month = rf"(?P<month>{'|'.join(sorted(page_months(language), key=len, reverse=True))})\.?"
    forms = (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?{month},?\s+(?:de[l]?\s+)?(?P<year>\d{{4}})",
        rf"{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        r"(?P<year>\d{4})(?P<separator>[-/.])(?P<number>\d{1,2})(?P=separator)(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})",
    )
    return tuple(re.compile(rf"(?<![\w.]){form}(?!\d)", re.IGNORECASE) for form in forms)


WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_PUBLISHED = (
    r"(?:(?:(?:first|originally) )?(?:published|posted|released|date|issued)(?: on)?"
    r"|publié le|veröffentlicht(?: am)?|publicado(?: el)?)"
)
_TIME = (
    r"(?:,?\s*(?:at|um|à|a las|[|·•–—-])?\s*\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr)?"
    r"\s*(?:[A-Z]{2,5}|[+-]\d{2}:?\d{2})?)?"
)
DAY = "\0"  # the placeholder of a date that was found
BYLINE = re.compile(
    rf"(?:(?:by|von|par|por|di)\s[^.!?]{{2,60}}?[\s,|·•–—-]+)?(?:{_PUBLISHED}[:\s]+)?{WEEKDAY}{DAY}{_TIME}"
    r"(?:\s*[|·•–—,].{0,60})?",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ .’'-]{2,30}(?:,\s[\w. ]{2,20})?(?:,|\s[–—-])\s"
    rf"{WEEKDAY}{DAY}\s*(?:\([^)]{{2,30}}\)\s*)?[–—-]"
)
LEADS_ELSEWHERE = re.compile(
    r"(?:(?:read|see|watch|listen|learn|find out)(?: more| also| next)?|more(?: on this| from [^:]{1,30})?|"
    r"related(?: \w+){0,2}|also (?:read|see)|lire aussi|à lire|lesen sie auch|mehr(?: zum thema)?|leer más|lea también)"
    r"\s*[:>»→|]",
    re.IGNORECASE,
)
# Lines inside an article that are about a picture or the page.
ASIDE = re.compile(
    r"\W{0,3}(?:(?:photo(?:graph)?s?|image|picture|video|illustration|credit|foto|crédit|bild)"
    r"(?: (?:credit|by))?\s*[:/©]"
    r"|last (?:modified|updated)\s*:|updated\s*:|advertisement\b|skip advertisement\b)",
    re.IGNORECASE,
)
ASKS = re.compile(r"\b(?:sign up|subscribe|newsletter)\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|pg\.?|seite|página|pagina|s\.)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|von|de|sur|di|-)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
CAPTION = re.compile(r"caption|cutline|(?:photo|image|img|media|picture)[\s_-]?credit", re.IGNORECASE)
