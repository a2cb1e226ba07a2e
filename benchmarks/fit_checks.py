"""Fit the bounds of ``assistant/verify/checks.json``: how much of a sentence its source must have to support it.

    python -m benchmarks.fit_checks [FOLDER ...] [--seed 0] [--write]

Each folder holds articles; the sample corpus always counts, with the sentences of tests/planted_by_hand.jsonl. Right
are the right paraphrases of ``plant_sentences``, each beside the sentence it was made from, and those written by hand.
Wrong are its wrong sentences, and the right ones beside the two sentences found for them that are closest and are not
their own. The figures in the file were made with
    sample          the briefs in corpus/, and the sentences written by hand over them (this repository's licence)
    aeb_html_news   news pages of scrapinghub/article-extraction-benchmark (MIT)
    clapnq_wiki     80 articles of primeqa/clapnq (Apache-2.0)
of which the last two are not in this repository.

Method: a grid. Of the bounds at which no more than ``PASSED`` of the wrong are supported, those that support most of
the right, planted and by hand weighted alike; of equals those
that support fewest of the wrong, and of these the lowest. Below the weak bounds, which are a little
less than the least of the right have, a sentence is not shown at all. Fitted on every other article; "held_out" are the
rest.
"""

import argparse
import itertools
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.progress import track

from assistant.assistant import Assistant
from assistant.settings import load_settings
from assistant.verify.context import Source
from assistant.verify.direction import content_stems
from assistant.verify.judge import Bounds, coverage, judge
from assistant.verify.verifier import Verifier
from benchmarks.plant_sentences import (
    PASSAGES,
    REPOSITORY,
    RIGHT,
    Planted,
    plant,
    read_by_hand,
    sentences_of,
    with_originals,
)

OUT = REPOSITORY / "assistant" / "verify" / "checks.json"
HAND = REPOSITORY / "tests" / "planted_by_hand.jsonl"
MARGIN = 0.15  # of weak bounds, for right ones further off than any seen
PASSED = 0.03  # of the wrong ones
BESIDE, SAME = 2, 0.8  # other sentences of each right one; one with this share of its words may say the same
CORE, WITH_COSINE, COSINES = (0.4, 0.5, 0.6, 0.7, 0.8), (0.3, 0.4, 0.5, 0.6), (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
COVERED = (0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class Pair:
    """A sentence, a source, and whether the source says it."""

    group: str  # "planted", "by hand", "wrong"
    claim: str
    source: Source
    cosine: float
    fitted: bool

    def supported(self, bounds: Bounds) -> bool:
        return judge(self.claim, self.source, lambda: self.cosine, bounds).support == "supported"


def read_pairs(folder: Path, seed: int, each: int, *, by_hand: bool) -> Iterator[Pair]:
    """The pairs of one folder."""
    with tempfile.TemporaryDirectory() as index:
        assistant = Assistant(load_settings(corpus=folder, index=Path(index)))
        assistant.sync()
        originals = sentences_of(assistant)
        halves = {
            article: at % 2 == 0 for at, article in enumerate(sorted({sentence.article for sentence in originals}))
        }
        written = [("planted", planted) for planted in plant(originals, seed, each)]
        if by_hand:
            written += [("by hand", planted) for planted in read_by_hand(HAND, originals)]
        for group, planted in track(written, description=folder.name):
            if planted.kind not in ("elsewhere", "joined"):  # groups are judged part by part
                yield from pairs_of(assistant, group, planted, halves[planted.originals[0].article])
        assistant.close()


def pairs_of(assistant: Assistant, group: str, planted: Planted, fitted: bool) -> Iterator[Pair]:
    quotables = with_originals(assistant.search(planted.text, PASSAGES).hits, planted)
    verifier = Verifier(quotables, assistant.article)
    cited = {(original.article, original.span) for original in planted.originals}
    own = [each for each in quotables if (each.evidence.article, each.span) in cited]
    beside = sorted(
        (each for each in quotables if each not in own),
        key=lambda each: -len(content_stems(planted.text) & content_stems(each.text)),
    )
    beside = [each for each in beside if not may_say_the_same(planted.text, each.text)]
    right = planted.kind in RIGHT
    vector = assistant.encoder.encode_question(planted.text)
    for sources, is_right in [(own, right), *(([each], False) for each in beside[: BESIDE if right else 0])]:
        source = verifier._source(sources)
        cosine = float(vector @ assistant.encoder.encode_question(source.text))
        yield Pair(group if is_right else "wrong", planted.text, source, cosine, fitted)


def may_say_the_same(claim: str, other: str) -> bool:
    """True if one of two sentences has most of the other's words."""
    both = content_stems(claim) & content_stems(other)
    return len(both) >= SAME * min(len(content_stems(claim)), len(content_stems(other)))


def shares(pairs: Sequence[Pair], bounds: Bounds) -> dict[str, float]:
    """Of each group, the share that is supported."""
    judged: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        judged[pair.group].append(pair.supported(bounds))
    return {group: round(float(np.mean(each)), 3) for group, each in sorted(judged.items())}


def fit(pairs: Sequence[Pair]) -> Bounds:
    right = [pair for pair in pairs if pair.group != "wrong"]
    weak = np.min([[coverage(pair.claim, pair.source), pair.cosine] for pair in right], axis=0) - MARGIN
    weak = np.floor(100 * weak) / 100
    least = Bounds(0.0, 0.0, -1.0, 0.0, *map(float, weak))
    open_ones = [pair for pair in pairs if pair.supported(least)]  # the others nothing lets pass
    closed = {group: sum(pair.group == group and pair not in open_ones for pair in pairs) for group in ("wrong",)}
    counts = {group: sum(pair.group == group for pair in pairs) for group in ("planted", "by hand", "wrong")}
    best: tuple[float, int, float] = (-1.0, 0, 0.0)
    chosen = least
    for core, with_cosine, cosine, covered in track(list(itertools.product(CORE, WITH_COSINE, COSINES, COVERED))):
        bounds = Bounds(core, min(with_cosine, core), cosine, covered, *map(float, weak))
        passed = dict.fromkeys(counts, 0)
        for pair in open_ones:
            passed[pair.group] += pair.supported(bounds)
        if passed["wrong"] <= PASSED * counts["wrong"]:
            score = passed["planted"] / counts["planted"] + passed["by hand"] / counts["by hand"]
            rank = (round(score, 3), -passed["wrong"], -(core + with_cosine + cosine + covered))
            if rank > best:
                best, chosen = rank, bounds
    print(f"{len(pairs)} pairs; {closed['wrong']} of {counts['wrong']} wrong ones pass no bounds")
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=20, help="sentences of each kind of each folder")
    parser.add_argument("--write", action="store_true", help=f"write {OUT.relative_to(REPOSITORY)}")
    asked = parser.parse_args()
    pairs = list(read_pairs(REPOSITORY / "corpus", asked.seed, asked.each, by_hand=True))
    for folder in asked.folders:
        pairs += read_pairs(folder, asked.seed, asked.each, by_hand=False)
    fitted, held = [pair for pair in pairs if pair.fitted], [pair for pair in pairs if not pair.fitted]
    bounds = fit(fitted)
    fitted_bounds = {
        "made_by": "benchmarks/fit_checks.py",
        "bounds": asdict(bounds),
        "supported": {"fitted_on": shares(fitted, bounds), "held_out": shares(held, bounds)},
    }
    print(json.dumps(fitted_bounds, indent=2))
    if asked.write:
        OUT.write_text(json.dumps(fitted_bounds, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
