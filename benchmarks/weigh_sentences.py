"""Measure weights of retrieval and of sentence choice over question sets.

    python benchmarks/weigh_sentences.py DATA/aeb_html_news DATA/squad2_wiki DATA/clapnq_wiki DATA/mtrag_un

Each folder has ``articles/`` and ``questions.jsonl``; see benchmarks/fit_confidence.py for the sets and licences.

For every share of the dense arm: hits@1 by article. For every weighing of a sentence's parts: how often the sentence
that would be shown first stands in a gold span, or holds it. A weighing is chosen by its mean over the other sets, and
its figure on the set left out is printed beside it: that is what an unseen set may expect.
"""

import argparse
import itertools
import json
import random
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from assistant.answer import rank, retrieve
from assistant.answer.assess import assess
from assistant.answer.run import read_question
from assistant.assistant import Assistant
from assistant.records import normalize_space
from assistant.settings import load_settings

DENSE_SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
COSINES, COVERAGES, PASSAGES, KINDS = (1.0, 2.0, 3.0), (0.5, 1.0), (0.25, 0.5, 1.0), (0.0, 0.2)
READINGS = (0.0, 0.03, 0.06, 0.1, 0.15)


@dataclass(frozen=True)
class Asked:
    """A question with its scored sentences, and which of them are in the gold text."""

    parts: list[tuple[float, float, float, float, float]]  # cosine, coverage, passage, fits, reading
    gold: list[bool]


def read_questions(folder: Path, limit: int | None) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").split("\n") if line]
    answerable = [line for line in lines if line["answerable"]]
    random.Random(2).shuffle(answerable)
    return answerable[:limit]


def hits_at_1(assistant: Assistant, questions: list[dict], share: float) -> float:  # type: ignore[type-arg]
    retrieve.DENSE_SHARE = share
    hits = [
        assistant.search(line.get("standalone") or line["question"], 1).hits[0].article
        in {each["article"] for each in line["evidence"]}
        for line in questions
    ]
    return statistics.fmean(hits)


def score(assistant: Assistant, line: dict) -> Asked:  # type: ignore[type-arg]
    question = line.get("standalone") or line["question"]
    scored = assess(read_question(question, (), None, assistant.parts), assistant.parts).scored
    gold = [(each["article"], normalize_space(each["text"])) for each in line["evidence"]]

    def is_gold(each: rank.Scored) -> bool:
        text, article = normalize_space(each.quotable.text), each.quotable.evidence.article
        return any(article == name and (text in span or span in text) for name, span in gold)

    parts = [(s.cosine, s.coverage, s.passage, float(s.fits), max(s.reading, rank.UNREAD)) for s in scored]
    return Asked(parts, [is_gold(s) for s in scored])


def first_is_gold(asked: list[Asked], weights: tuple[float, ...]) -> float:
    hits = []
    for each in asked:
        scores = [sum(w * part for w, part in zip(weights, parts, strict=True)) for parts in each.parts]
        hits.append(bool(scores) and each.gold[scores.index(max(scores))])
    return statistics.fmean(hits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--indexes", type=Path, help="keep and reuse indexes below this folder")
    parser.add_argument("--limit", type=int, help="questions of each set, drawn at random")
    options = parser.parse_args()
    root = options.indexes or Path(tempfile.mkdtemp(prefix="weigh-"))
    asked: dict[str, list[Asked]] = {}
    chosen = retrieve.DENSE_SHARE
    for folder in options.folders:
        assistant = Assistant(load_settings(corpus=folder / "articles", index=root / folder.name))
        assistant.sync()
        questions = read_questions(folder, options.limit)
        shares = {share: round(hits_at_1(assistant, questions, share), 3) for share in DENSE_SHARES}
        print(f"{folder.name}: hits@1 by share of the dense arm {shares}", flush=True)
        retrieve.DENSE_SHARE = chosen
        asked[folder.name] = [score(assistant, line) for line in track(questions, folder.name)]
    grid = list(itertools.product(COSINES, COVERAGES, PASSAGES, KINDS, READINGS))
    table = {weights: {name: first_is_gold(rows, weights) for name, rows in asked.items()} for weights in grid}
    now = (rank.COSINE, rank.COVERAGE, rank.PASSAGE, rank.ANSWER_TYPE, rank.READING)
    table.setdefault(now, {name: first_is_gold(rows, now) for name, rows in asked.items()})
    for name in asked:
        others = {w: statistics.fmean(v for n, v in row.items() if n != name) for w, row in table.items()}
        best = max(others, key=lambda w: others[w])
        print(f"left out {name}: chosen {best}, there {table[best][name]:.3f}; now {table[now][name]:.3f}")
    for weights, row in sorted(table.items(), key=lambda item: -statistics.fmean(item[1].values()))[:5]:
        print(weights, {name: round(value, 3) for name, value in row.items()})


if __name__ == "__main__":
    main()
