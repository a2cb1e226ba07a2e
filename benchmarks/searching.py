"""How long a search and an answer take, beside LangChain's similarity_search over the same passages in the same run.

    python benchmarks/searching.py INDEX QUESTIONS [--count 150] [--rounds 2] [--stages]

INDEX is an index folder, such as ``growth.py --work WORK`` leaves in WORK/index; QUESTIONS a file of questions, one
JSON object with "question" a line. LangChain's Chroma gets the texts and vectors of the index as they are, and encodes
questions with the same encoder. Each question is asked of both in turn, in the one order and in the other. Printed are
the median and the 95th percentile in milliseconds, the medians' ratio, and resident memory. LangChain's package is not
installed for development; it needs nothing that is not:

    pip install --no-deps --target FOLDER langchain-chroma==1.1.0; PYTHONPATH=.:FOLDER python benchmarks/searching.py …
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.assistant import Assistant
from assistant.settings import load_settings
from benchmarks.growth import resident_mb

HITS = 10
BATCH = 2000  # passages added to Chroma at once
WARM = 10  # questions that are asked before the clock runs


class Known(Embeddings):
    """The vectors of an index for its own passages; questions are encoded."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.vectors: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.vectors[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._assistant.encoder.encode_question(text).tolist()
        return vector


def langchain(assistant: Assistant, folder: str) -> Any:
    """LangChain's Chroma, as it is without settings, with the passages of an index."""
    from langchain_chroma import Chroma

    known = Known(assistant)
    store = Chroma(collection_name="passages", embedding_function=known, persist_directory=folder)
    catalog = assistant.parts.catalog
    for ids, vectors in catalog.all_vectors(BATCH):
        passages = [evidence for evidence, _ in catalog.evidence(ids).values()]
        known.vectors = {each.text: vector for each, vector in zip(passages, vectors.tolist(), strict=True)}
        store.add_texts([each.text for each in passages], [{"article": each.article} for each in passages])
    return store


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def describe(times: Sequence[float]) -> str:
    return f"{np.percentile(times, 50):.1f} / {np.percentile(times, 95):.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--count", type=int, default=150, help="questions, by chance")
    parser.add_argument("--rounds", type=int, default=2, help="times that each is searched for")
    parser.add_argument("--stages", action="store_true", help="print the median of each stage of an answer too")
    given = parser.parse_args()
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    questions = [each["question"] for each in map(json.loads, lines) if not each.get("history")]
    questions = random.Random(1).sample(questions, min(given.count, len(questions)))
    assistant = Assistant(load_settings(index=given.index))
    print(f"{assistant.parts.catalog.passage_count():,} passages, {len(questions)} questions")
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = langchain(assistant, folder)
        sides: list[tuple[list[float], Callable[[str], object]]] = [
            (ours, lambda question: assistant.search(question, HITS)),
            (theirs, lambda question: store.similarity_search(question, k=HITS)),
        ]
        for question in questions[:WARM]:
            for _, search in sides:
                search(question)
        for number in range(given.rounds):
            for at, question in enumerate(questions):
                for times, search in sides if (at + number) % 2 else sides[::-1]:
                    times.append(milliseconds(lambda ask=search, question=question: ask(question)))  # type: ignore[misc]
    print(f"search: {describe(ours)}; LangChain: {describe(theirs)}", end="; ")
    print(f"ratio {statistics.median(ours) / statistics.median(theirs):.2f}")
    for question in questions[:WARM]:
        assistant.ask(question)
    answers = [assistant.ask(question) for question in questions]
    print(f"ask: {describe([each.timings_ms['total'] for each in answers])}; memory {resident_mb():.0f} MB")
    if given.stages:
        for stage in answers[0].timings_ms:
            print(f"  {stage}: {describe([each.timings_ms.get(stage, 0.0) for each in answers])}")
    assistant.close()


if __name__ == "__main__":
    main()
