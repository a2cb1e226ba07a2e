"""Words that are added to English questions, to see whether they are still answered."""

from assistant.language.base import Variants

VARIANTS = Variants(
    times=(
        "in {month} {year}",
        "in {year}",
        "in {third} {month} {year}",
        "in the {half} half of {year}",
        "during the week of {monday}",
        "in the week to {after}",
        "in the days up to {after}",
        "shortly before {after}",
        "around {near}",
        "on or about {near}",
        "between {before} and {after}",
        "since {before}",
        "before {after}",
        "(as of {after})",
    ),
    seen=(
        ("this week", "week", 0, 0),
        ("last week", "week", 1, 1),
        ("this month", "month", 0, 0),
        ("last month", "month", 1, 1),
        ("this year", "year", 0, 0),
        ("last year", "year", 1, 1),
        ("two days ago", "day", 2, 2),
        ("a few days ago", "day", 2, 5),
        ("the other day", "day", 2, 6),
        ("over the past week", "day", 1, 6),
        ("over the past few weeks", "day", 1, 20),
        ("lately", "day", 1, 20),
    ),
    days=("{day} {month} {year}", "{month} {day}, {year}", "{iso}"),
    thirds=("early", "mid", "late"),
    month="in {month} {year}",
    syllables=tuple("bra del fen gor hul jas kel lom mir nop ost pel quin rov sul tor ulm vek wim yar zed".split()),
)
