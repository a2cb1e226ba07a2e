"""English words of numbers, scales, units and bounds."""

import re

from assistant.language.base import Numbers

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
CARDINALS = {word: float(n) for n, word in enumerate(ONES)} | {word: 10.0 * n for n, word in enumerate(TENS, start=2)}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "mln": 1e6, "billion": 1e9,
    "bn": 1e9, "b": 1e9, "bln": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
SCALES |= {f"{word}s": SCALES[word] for word in ("hundred", "thousand", "million", "billion", "trillion", "dozen")}
SIGNS = {"$": "$", "us$": "$", "c$": "$", "a$": "$", "ca$": "$", "hk$": "HK$", "€": "€", "£": "£", "¥": "¥", "₹": "₹"}
# Words of units -> the unit they are counted in, and how many of it they are.
UNITS: dict[str, tuple[str, float]] = {
    "%": ("%", 1), "percent": ("%", 1), "pct": ("%", 1), "pp": ("points", 1),
    "dollar": ("$", 1), "usd": ("$", 1), "cad": ("$", 1), "aud": ("$", 1), "euro": ("€", 1), "eur": ("€", 1),
    "pound": ("£", 1), "gbp": ("£", 1), "sterling": ("£", 1), "yen": ("¥", 1), "jpy": ("¥", 1), "yuan": ("yuan", 1),
    "renminbi": ("yuan", 1), "rupee": ("₹", 1), "inr": ("₹", 1), "franc": ("franc", 1), "ruble": ("ruble", 1),
    "rouble": ("ruble", 1), "peso": ("peso", 1), "krona": ("krona", 1), "shekel": ("shekel", 1), "pence": ("penny", 1),
    "second": ("s", 1), "minute": ("s", 60), "hour": ("s", 3600), "day": ("s", 86400), "week": ("s", 604800),
    "fortnight": ("s", 1209600), "month": ("month", 1), "year": ("month", 12), "yr": ("month", 12),
    "decade": ("month", 120), "century": ("month", 1200), "centurie": ("month", 1200),
    "metre": ("m", 1), "meter": ("m", 1), "km": ("m", 1000), "kilometre": ("m", 1000), "kilometer": ("m", 1000),
    "cm": ("m", 0.01), "centimetre": ("m", 0.01), "centimeter": ("m", 0.01), "mm": ("m", 0.001),
    "mile": ("m", 1609.344), "foot": ("m", 0.3048), "feet": ("m", 0.3048), "ft": ("m", 0.3048),
    "inch": ("m", 0.0254), "inche": ("m", 0.0254), "yard": ("m", 0.9144),
    "kg": ("kg", 1), "kilo": ("kg", 1), "kilogram": ("kg", 1), "gram": ("kg", 0.001), "tonne": ("kg", 1000),
    "ton": ("kg", 907.2), "lb": ("kg", 0.4536), "ounce": ("kg", 0.02835),
    "litre": ("l", 1), "liter": ("l", 1), "gallon": ("l", 3.785), "barrel": ("barrel", 1),
    "acre": ("m2", 4046.9), "hectare": ("m2", 10000), "degree": ("°", 1), "°": ("°", 1), "°c": ("°", 1), "°f": ("°F",
    1),
    "mph": ("mph", 1), "kph": ("mph", 0.6214), "kw": ("W", 1e3), "mw": ("W", 1e6), "gw": ("W", 1e9),
    "kilowatt": ("W", 1e3), "megawatt": ("W", 1e6), "gigawatt": ("W", 1e9), "kwh": ("Wh", 1e3), "mwh": ("Wh", 1e6),
    "gb": ("byte", 1e9), "mb": ("byte", 1e6), "tb": ("byte", 1e12), "gigabyte": ("byte", 1e9), "megabyte": ("byte",
    1e6),
    "times": ("times", 1), "fold": ("times", 1),
}  # fmt: skip
MULTIPLES = {
    "twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "twofold": 2.0, "triple": 3.0,
    "tripled": 3.0, "threefold": 3.0, "quadruple": 4.0, "quadrupled": 4.0, "halve": 0.5, "halved": 0.5, "halves": 0.5,
}  # fmt: skip
NUMBERS = Numbers(
    ordinals=ORDINALS,
    cardinals=CARDINALS,
    scales=SCALES,
    signs=SIGNS,
    units=UNITS,
    articles=frozenset({"a", "an"}),
    half=frozenset({"half"}),
    of=frozenset({"of"}),
    after_half=frozenset({"of", "the"}),
    and_a_half=("and", "a", "half"),
    not_alone=frozenset({"one", "a", "an", "half"}),
    unit_pairs={
        ("per", "cent"): ("%", 1),
        ("percentage", "point"): ("points", 1),
        ("percentage", "points"): ("points", 1),
        ("basis", "point"): ("points", 0.01),
        ("basis", "points"): ("points", 0.01),
    },
    unit_adjectives={"us": "", "american": "", "canadian": "", "metric": "", "square": "square "},
    multiples=MULTIPLES,
    fractions={"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10},
    bounds={
        "over": re.compile(
            r"(?:more than|over|above|at least|exceed\w*|upwards? of|in excess of|topp\w+|greater than)\W*\S?$", re.I
        ),
        "under": re.compile(
            r"(?:less than|under|below|at most|nearly|almost|up to|close to|fewer than|just short of)\W*\S?$", re.I
        ),
        "about": re.compile(r"(?:about|around|roughly|approximately|some|an estimated|circa|c\.|~|or so)\W*\S?$", re.I),
    },
    token=re.compile(
        r"(?:US|CA|HK|C|A)?[$€£¥₹]|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|°[CF]?|%|[^\W\d_]+", re.IGNORECASE
    ),
    joined=re.compile(
        r"\s*(?:to|and|or|-|–|—|through|from|then|against|vs\.?|versus|,)\s*(?:(?:just|only|about|the|a|an)\s*)?"
    ),
)
