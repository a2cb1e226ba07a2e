"""Simulated users at the page's real endpoints while it indexes: no error, quick answers, memory flat.

``python -m tests.soak_load --seconds 300 --users 20 --articles 500`` asks as gradio_client does, each user with some
seconds of reading between two questions, during one run after another over as many new articles.
"""

import argparse
import json
import random
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent))

READING = (5.0, 20.0)  # seconds between two questions of one user
WARM = 0.4  # share of the time after which memory must be flat
GROWTH = 1.10  # of memory from then to the end, at most
P95_MS = 3000
QUESTIONS = (
    "What tariff did Canada agree to on Chinese electric vehicles?",
    "How much trade with India is the goal for 2030?",
    "Why is Canada looking for new trade partners?",
    "Who won the 2022 World Cup?",
    "What did the council of Avonmore decide about its harbour?",
)
ARTICLE = """# Council of {town}, sitting {number}

The council of {town} met on a Tuesday and heard {count} petitions about the harbour.

It decided to dredge the harbour at a cost of {count},000 crowns, said the clerk. {filler}
"""
TOWNS = "Avonmore Bellport Carrick Dunmore Eastwick Fairhaven Glenrock Harwich".split()


def memory_mb(pid: int) -> float:
    """What a process has in memory, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def write_articles(corpus: Path, count: int, again: int) -> None:
    """New articles, or other words in all of them."""
    for number in range(count):
        town = TOWNS[number % len(TOWNS)]
        filler = f"Sentence {again} of sitting {number} is about little else than weather and bread. " * 6
        article = ARTICLE.format(town=town, number=number, count=number + again, filler=filler)
        (corpus / f"{number:04}-{town.lower()}.md").write_text(article, encoding="utf-8")


def use(url: str, until: float, dice: random.Random, took: dict[str, list[float]], wrong: list[str]) -> None:
    """One user: asks, opens what is cited, sometimes searches, and reads."""
    from gradio_client import Client

    client = Client(url, verbose=False, analytics_enabled=False)

    def timed(name: str, *arguments: object) -> dict[str, object]:
        begun = time.perf_counter()
        reply: dict[str, object] = client.predict(*arguments, api_name=f"/{name}")
        took[name].append(1000 * (time.perf_counter() - begun))
        return reply

    try:
        while time.monotonic() < until:
            time.sleep(dice.uniform(*READING))
            answer = timed("ask", dice.choice(QUESTIONS))
            for citation in answer["citations"][:1]:  # type: ignore[index]
                article = timed("article", citation["article"], citation["version"])
                if article["text"][citation["start"] : citation["end"]] != citation["quote"]:  # type: ignore[index]
                    wrong.append(f"{citation} does not stand in its article")
            if dice.random() < 0.3:
                timed("search", "harbour dredging")
    except Exception as error:
        wrong.append(repr(error)[:300])
    finally:
        client.close()


def load(folder: Path, seconds: float, users: int, articles: int) -> dict[str, object]:
    """Figures of a run. Raises AssertionError naming what is wrong."""
    import serving

    shutil.copytree(ROOT / "corpus", folder / "corpus")
    process, url = serving.start(folder, folder / "stderr")
    took: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []
    sizes: list[float] = []
    try:
        from gradio_client import Client

        Client(url, verbose=False, analytics_enabled=False).predict(QUESTIONS[0], api_name="/ask")
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=use, args=(url, until, random.Random(number), took, wrong))
            for number in range(users)
        ]
        for thread in threads:
            thread.start()
        again = 0
        indexed: set[int] = set()
        while time.monotonic() < until:
            if again not in indexed:
                write_articles(folder / "corpus", articles, again)
                indexed.add(again)
            time.sleep(2)
            sizes.append(memory_mb(process.pid))
            health = json.loads(serving_get(f"{url}/health"))
            if health["articles"] >= articles and not health["indexing"]:
                again += 1
        for thread in threads:
            thread.join()
    finally:
        serving.end(process, signal.SIGINT)
    log = (folder / "stderr").read_text()
    warm = sizes[int(len(sizes) * WARM) :]
    p95 = {name: statistics.quantiles(each, n=20)[-1] for name, each in took.items() if len(each) > 1}
    figures = {
        "questions": len(took["ask"]),
        "p50_ms": {name: round(statistics.median(each)) for name, each in took.items()},
        "p95_ms": {name: round(each) for name, each in p95.items()},
        "most_ms": {name: round(max(each)) for name, each in took.items()},
        "runs_of_the_index": again,
        "memory_mb": [round(warm[0]), round(max(warm)), round(warm[-1])],
        "wrong": wrong[:5],
    }
    print(json.dumps(figures), flush=True)
    assert not wrong, wrong[:5]
    assert "Traceback" not in log, log[:2000]
    assert p95["ask"] <= P95_MS, f"p95 {p95['ask']:.0f} ms"
    assert statistics.mean(warm[-5:]) <= GROWTH * statistics.mean(warm[:5]), warm
    return figures


def serving_get(url: str) -> str:
    """The body of a page."""
    import urllib.request

    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--articles", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assistant-load-") as folder:
        load(Path(folder), given.seconds, given.users, given.articles)


if __name__ == "__main__":
    main()
