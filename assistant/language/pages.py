"""Words of web pages, PDFs and bylines, in the languages the reader of documents knows."""

import re

from assistant.language.en import ENGLISH

# English, French, German, Spanish, Italian, Portuguese and Dutch names of the months.
MONTHS = {name: number for number, month in enumerate(ENGLISH.months, 1) for name in (month, month[:3])} | {
    name: number
    for number, names in enumerate(
        (
            "janvier januar jänner enero ene gennaio gen janeiro januari",
            "febr février fevr févr februar febrero febbraio fevereiro fev februari",
            "mars märz marzo março maart mrt",
            "avril avr abril abr aprile",
            "mai mayo maggio mag maio mei",
            "juin juni junio giugno giu junho",
            "juillet juil juli julio luglio lug julho",
            "août aout agosto ago augustus",
            "septembreiembre settembre set setembro",
            "octobre oktober okt octubre ottobre ott outubro out",
            "novembre noviembre novembro",
            "décembre déc dezember dez diciembre dic dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_FORMS = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?{_MONTH},?\s+(?:de[l]?\s+)?(?P<year>\d{{4}})",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    r"(?P<year>\d{4})(?P<separator>[-/.])(?P<number>\d{1,2})(?P=separator)(?P<day>\d{1,2})",
    r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})",
)
DAYS = [re.compile(rf"(?<![\w.]){form}(?!\d)", re.IGNORECASE) for form in _FORMS]
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_PUBLISHED = (
    r"(?:(?:(?:first|originally) )?(?:published|posted|released|date|issued)(?: on)?"
    r"|publié le|veröffentlicht(?: am)?|publicado(?: el)?)"
)
_TIME = (
    r"(?:,?\s*(?:at|um|à|a las|[|·•–—-])?\s*\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr)?"
    r"\s*(?:[A-Z]{2,5}|[+-]\d{2}:?\d{2})?)?"
)
DAY = "\0"  # stands for a date that was found
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
# Lines that are about a picture or the page, or ask for something; they stand inside articles, by themselves.
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
