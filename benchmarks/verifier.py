"""What the verifier costs an answer, in processor milliseconds: other programs do not count.

    python -m benchmarks.verifier [FOLDER] [--answers 100] [--seed 0]

An answer has five sentences, as a chat model is asked for, of which one in ten is wrong: the others tell, in other
words, what sentences found for it say, and cite them; they are made by ``plant_sentences``, or are two sentences in
one. Each answer has a verifier of its own, as in the program. Printed are the median, the 95th percentile and the
longest, and how many sentences are encoded an answer. What is loaded once is loaded before.

Sample corpus: p50 15 to 19 ms, p95 31 to 38 ms, 0.2 sentences encoded; 88 longer news pages: p50 32 ms, p95 65 ms.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer.retrieve import SentenceVectors
from assistant.answer.write.generative import choose
from assistant.assistant import Assistant
from assistant.records import DraftSentence, Quotable
from assistant.settings import load_settings
from assistant.verify.verifier import Verifier
from benchmarks.plant_sentences import (
    REPOSITORY,
    Original,
    changed_number,
    flipped,
    other_format,
    paraphrase,
    sentences_of,
)

SENTENCES = 5  # of an answer
WRONG = 0.1  # of them
POOL = 20  # passages found for a question


class Counted(SentenceVectors):
    """Counts what it encodes."""

    encoded = 0

    def encode(self, text: str) -> NDArray[np.float32]:
        self.encoded += 1
        return super().encode(text)


def retell(original: Original, others: Sequence[Original], rng: random.Random) -> tuple[str, tuple[Original, ...]]:
    """A sentence as a model would write it, and what it rests on: in other words, with another in one, or wrong."""
    makers = (changed_number, flipped) if rng.random() < WRONG else (other_format, paraphrase)
    if text := next(filter(None, (make(original, rng) for make in makers)), None):
        return text, (original,)
    other = rng.choice(others)
    return f"{original.text.rstrip('.')}, and {other.text}", (original, other)


def write(quotables: Sequence[Quotable], by_place: dict[object, Original], rng: random.Random) -> list[DraftSentence]:
    """Five sentences that retell five of those found."""
    numbers = {(each.evidence.article, each.span): each.number for each in quotables}
    known = [by_place[place] for place in numbers if place in by_place]
    drafts = [retell(original, known, rng) for original in rng.sample(known, min(SENTENCES, len(known)))]
    return [
        DraftSentence(text, tuple(numbers[each.article, each.span] for each in original)) for text, original in drafts
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=REPOSITORY / "corpus")
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    rng, spent, encoded = random.Random(asked.seed), [], 0
    with tempfile.TemporaryDirectory() as index:
        assistant = Assistant(load_settings(corpus=asked.folder, index=Path(index)))
        assistant.sync()
        originals = sentences_of(assistant)
        by_place: dict[object, Original] = {(each.article, each.span): each for each in originals}
        for seed in rng.choices(originals, k=asked.answers):
            quotables = choose(assistant.search(seed.text, POOL).hits, set())
            written = write(quotables, by_place, rng)
            vectors = Counted(assistant.store.catalog(), assistant.encoder)
            began = time.process_time()
            verifier = Verifier(quotables, lru_cache(maxsize=None)(assistant.article), vectors)
            for sentence in written:
                verifier.check(sentence)
            spent.append(1000 * (time.process_time() - began))
            encoded += vectors.encoded
        assistant.close()
    median, most = np.percentile(spent, [50, 95])
    print(f"{len(spent)} answers, processor milliseconds: p50 {median:.0f}, p95 {most:.0f}, longest {max(spent):.0f}")
    print(f"{encoded / len(spent):.2f} sentences encoded an answer")


if __name__ == "__main__":
    main()
