"""Make a question set of stories that come again, so that only the day tells which article answers.

    python benchmarks/recurring_stories.py OUT [--seed 0]

OUT gets ``articles/`` and ``questions.jsonl`` in the format that ``assistant eval`` and the benchmarks read. Each
story (a flower show, a quarterly result, a marathon) is reported ``TIMES_REPORTED`` times, in other months or years,
with other figures and names, in the same words. A question names the day of one report in one of many forms ("in the
week ending 9 May 2023", "last month"), and only that report holds its answer. Articles and questions are made here
from templates. The weight of time (``PERIOD_SHARE`` in ``answer/retrieve.py``) and words such as "a fortnight ago" were
added while measuring on seed 0.
"""

import argparse
import datetime as dt
import json
import random
from pathlib import Path

TIMES_REPORTED = 4
DAY = dt.timedelta(days=1)
# Stories: a title, a text, and questions with what answers each. {n} is a number, {who} a name, both of one report.
STORIES = """\
Flower show opens in {place}
The {place} flower show drew {n} visitors over its three days. {who} won the prize for the best garden. The
organisers spoke of a success despite the rain.
? n How many visitors did the {place} flower show draw
? who Who won the best garden at the {place} flower show

{place} marathon ends in sunshine
{who} won the {place} marathon. The police counted {n} runners at the start. Streets in the centre were open
again by the evening.
? who Who won the {place} marathon
? n How many runners started in the {place} marathon

Storm hits the coast near {place}
A storm damaged {n} houses near {place}. {who}, who leads the fire brigade, said that nobody was hurt. The
ferry stayed in port.
? n How many houses did the storm near {place} damage
? who Who led the fire brigade near {place} in the storm

{place} council votes on its budget
The council of {place} passed a budget with a deficit of {n} thousand crowns. Treasurer {who} called it the
best that could be had. The vote was close.
? n What deficit did the council of {place} pass
? who Which treasurer presented the budget of {place}

{place} Motors reports its sales
{place} Motors sold {n} cars in the quarter. Chief executive {who} said that orders were good. The shares
hardly moved.
? n How many cars did {place} Motors sell
? who Who was chief executive of {place} Motors

Strike stops the buses of {place}
A strike of bus drivers in {place} left {n} passengers without a ride. Union leader {who} asked for better
shifts. The company offered talks.
? n How many passengers were hit by the bus strike in {place}
? who Which union leader spoke at the {place} bus strike

Chess open of {place} decided
{who} won the chess open of {place} after nine rounds. {n} players took part. The prize was given out in the
town hall.
? who Who won the chess open of {place}
? n How many players took part in the chess open of {place}

Trial catch of herring off {place}
The research ship caught {n} herring off {place}. Biologist {who} said that the stock could bear a small
quota. Fishermen were doubtful.
? n How many herring did the research ship catch off {place}
? who Which biologist spoke about the herring off {place}
"""
PLACES = ("Alderby", "Brackenfell", "Corvenna", "Dunmarrow", "Eastwick", "Farleigh")
FIRST = "Anna Boris Clara David Elena Farid Greta Hugo Irene Jonas Karin Louis Mona Nils Olga Pavel".split()
LAST = "Abbot Brandt Castell Dorn Eklund Fabre Gruber Hollis Ivarsson Janda Keller Lind Marek Novak Orsini".split()
MONTHS = [dt.date(2000, month, 1).strftime("%B") for month in range(1, 13)]


def phrase(day: dt.date, rng: random.Random, apart: int) -> tuple[str, dt.date | None]:
    """Words about time that are true of a report of ``day``, and the day they are said on, if that matters.

    apart: days between two reports of one story; the words must not fit two of them.
    """
    written = rng.choice([f"{day.day} {MONTHS[day.month - 1]} {day.year}", day.isoformat()])
    end = day + rng.randint(1, 5) * DAY
    forms = [
        (f"on {written}", None),
        (f"in {MONTHS[day.month - 1]} {day.year}", None),
        (f"in the week ending {end.day} {MONTHS[end.month - 1]} {end.year}", None),
        (f"a few days before {end.day} {MONTHS[end.month - 1]} {end.year}", None),
        (f"around {written}", None),
        ("this week", day + (6 - day.weekday()) * DAY),
        ("the other day", day + 2 * DAY),
        ("last month", dt.date(day.year + day.month // 12, day.month % 12 + 1, rng.randint(1, 28))),
        ("a fortnight ago", day + 14 * DAY),
    ]
    if apart > 300:
        forms += [
            (f"in {day.year}", None),
            ("last year", dt.date(day.year + 1, rng.randint(1, 12), rng.randint(1, 28))),
        ]
    return rng.choice(forms)


def read_stories() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Title, text, and questions with what answers them: "n" or "who"."""
    stories = []
    for block in STORIES.strip().split("\n\n"):
        title, *lines = block.split("\n")
        asked = [(line.split(" ", 2)[2], line.split(" ", 2)[1]) for line in lines if line.startswith("? ")]
        stories.append((title, " ".join(line for line in lines if not line.startswith("? ")), asked))
    return stories


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    articles = options.out / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    questions = []
    for number, (title, text, asked) in enumerate(read_stories()):
        for place in rng.sample(PLACES, 4):
            apart = rng.choice((35, 92, 365))
            first = dt.date(2022, 1, 5) + rng.randint(0, 200) * DAY
            who = rng.sample([f"{a} {b}" for a in FIRST for b in LAST], TIMES_REPORTED)
            figures = rng.sample(range(120, 9000), TIMES_REPORTED)
            for time in range(TIMES_REPORTED):
                day = first + time * apart * DAY
                parts = {"place": place, "n": str(figures[time]), "who": who[time]}
                name = f"{number}-{place.lower()}-{time}.md"
                body = text.format(**parts)
                head = f"---\ntitle: {title.format(**parts)}\ndate: {day}\nsource: The {rng.choice(PLACES)} Post\n---\n"
                (articles / name).write_text(f"{head}\n{body}\n", encoding="utf-8")
                words, today = phrase(day, rng, apart)
                question, answer = rng.choice(asked)
                questions.append(
                    {
                        "id": name,
                        "question": f"{question.format(**parts)} {words}?",
                        "answerable": True,
                        "answers": [parts[answer]],
                        "evidence": [{"article": name, "text": body}],
                        **({"today": today.isoformat()} if today else {}),
                    }
                )
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in questions)
    (options.out / "questions.jsonl").write_text(lines, encoding="utf-8")
    print(f"{options.out}: {len(questions)} questions over {len(list(articles.iterdir()))} articles")


if __name__ == "__main__":
    main()
