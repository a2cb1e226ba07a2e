"""How fast are passages encoded, in one run beside sentence-transformers as it comes?

    python benchmarks/encoder.py DATA [--passages 256] [--rounds 3]

DATA has articles/. Printed: passages/s of sentence-transformers (fp32, batches of 32), then of `Encoder` with batches
of so many tokens, the ratio, and the least cosine between the vectors of the two. The median of the rounds; loading is
not counted.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.documents import read_article
from assistant.index import encode
from assistant.index.chunk import chunk
from assistant.index.encode import Encoder
from assistant.settings import load_settings

SIZES = (512, 1024, 2048, 4096)


def timed(encode: Callable[[], Any], count: int) -> tuple[float, Any]:
    """Texts a second, and what was made."""
    began = time.perf_counter()
    made = encode()
    return count / (time.perf_counter() - began), made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--passages", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    settings = load_settings()
    encoder = Encoder(settings.encoder)
    passages = []
    for file in sorted((given.data / "articles").iterdir()):
        article = read_article(file.name, file.read_bytes())
        passages += chunk(article, encoder.count, settings.passage_tokens, encoder.limit)
        if len(passages) >= given.passages:
            break
    texts = [each.embedded_text for each in passages[: given.passages]]
    spans = [each.embedded_sentences for each in passages[: given.passages]]
    plain = encoder.loaded()
    encoder.encode_passages(texts[:16], spans[:16])
    rates: dict[str, list[float]] = {}
    worst = 1.0
    for _ in range(given.rounds):
        encode.use_threads(None)
        rate, expected = timed(lambda: plain.encode(texts, batch_size=32, normalize_embeddings=True), len(texts))
        rates.setdefault("sentence-transformers", []).append(rate)
        for size in SIZES:
            encode.BATCH_TOKENS = size
            rate, encoded = timed(lambda: encoder.encode_passages(texts, spans), len(texts))
            rates.setdefault(f"{size} tokens", []).append(rate)
            worst = min(worst, float(np.min(np.sum(np.stack([e.passage for e in encoded]) * expected, axis=1))))
    base = statistics.median(rates["sentence-transformers"])
    for name, some in rates.items():
        print(f"{name:<22} {statistics.median(some):7.1f} passages/s  x{statistics.median(some) / base:.2f}")
    print(f"least cosine {worst:.5f}")


if __name__ == "__main__":
    main()
