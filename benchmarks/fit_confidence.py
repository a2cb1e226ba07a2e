"""Fit the weights of ``assistant/answer/confidence.json``: when is the evidence enough to answer from?

    python benchmarks/fit_confidence.py DATA/aeb_html_news DATA/squad2_wiki DATA/clapnq_wiki DATA/mtrag_un [--write]

Each folder has ``articles/`` and ``questions.jsonl`` (question, answerable, and history where it is a follow-up).
The figures in the file were made with questions over
    aeb_html_news  news pages of scrapinghub/article-extraction-benchmark (MIT), questions written for this product
    squad2_wiki    SQuAD 2.0, development part (CC BY-SA 4.0)
    clapnq_wiki    primeqa/clapnq (Apache-2.0)
    mtrag_un       IBM/mt-rag-benchmark (Apache-2.0)
none of which is in this repository, and
    sample         the briefs in corpus/, and tests/questions.jsonl, which words its questions unlike the briefs do

Method: two logistic regressions (scikit-learn, L2, standardised features, sets and classes weighted alike) on
``Features``, one over questions that stand alone and one over follow-ups, as they are asked. The threshold is the
highest at which no more than ``FALSE_REFUSAL`` of the answerable questions of any fitted set are refused. The figures
of each set are of a fit that never saw that set; where no other set has both classes of its kind, there are none.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from assistant.answer.assess import assess
from assistant.answer.decide import Features, kind_of_model
from assistant.answer.run import read_question
from assistant.assistant import Assistant
from assistant.contract import read_history
from assistant.settings import load_settings

# Of answerable questions refused, in the worst fitted set. Follow-ups are fitted on one set, so they get more room.
FALSE_REFUSAL = {"alone": 0.09, "follow-up": 0.062}
LEAST = 20  # questions of each class in a set that is fitted on
REPOSITORY = Path(__file__).parents[1]
OUT = REPOSITORY / "assistant" / "answer" / "confidence.json"


@dataclass(frozen=True)
class Labelled:
    """The features of one set's questions of one kind, shape (questions, features), and which can be answered."""

    name: str
    features: NDArray[np.float64]
    answerable: NDArray[np.bool_]

    @property
    def has_both(self) -> bool:
        return bool(min(self.answerable.sum(), (~self.answerable).sum()) >= LEAST)


def read_set(name: str, corpus: Path, questions: Path, index: Path, limit: int | None) -> dict[str, Labelled]:
    """By kind of model."""
    assistant = Assistant(load_settings(corpus=corpus, index=index))
    assistant.sync()
    lines = [json.loads(line) for line in questions.read_text(encoding="utf-8").split("\n") if line]
    random.Random(1).shuffle(lines)
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    labels: dict[str, list[bool]] = defaultdict(list)
    for line in track(lines[:limit], name):
        query = read_question(line["question"], read_history(line.get("history") or ()), None, assistant.parts)
        kind, features = kind_of_model(query), assess(query, assistant.parts).features
        if features is not None:
            rows[kind].append(astuple(features))
            labels[kind].append(bool(line["answerable"]))
    return {kind: Labelled(name, np.array(rows[kind]), np.array(labels[kind])) for kind in rows}


def fit(sets: list[Labelled], false_refusal: float) -> tuple[NDArray[np.float64], float, float]:
    """Weights on the features as they are, intercept, threshold."""
    features = np.concatenate([each.features for each in sets])
    answerable = np.concatenate([each.answerable for each in sets])
    weight = np.concatenate(
        [np.where(each.answerable, 1 / each.answerable.sum(), 1 / (~each.answerable).sum()) for each in sets]
    )
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=0.3, max_iter=1000)
    model.fit(scaler.transform(features), answerable, sample_weight=weight * len(answerable) / weight.sum())
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    threshold = min(
        float(np.quantile(probability(each.features[each.answerable], weights, intercept), false_refusal))
        for each in sets
    )
    return weights, intercept, threshold


def probability(features: NDArray[np.float64], weights: NDArray[np.float64], intercept: float) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1 / (1 + np.exp(-(features @ weights + intercept)))
    return result


def measure(held_out: Labelled, weights: NDArray[np.float64], intercept: float, threshold: float) -> dict[str, float]:
    p = probability(held_out.features, weights, intercept)
    at_tenth = float(np.quantile(p[held_out.answerable], 0.10))
    return {
        "false_refusal": round(float((p[held_out.answerable] < threshold).mean()), 3),
        "refused": round(float((p[~held_out.answerable] < threshold).mean()), 3),
        "refused_at_false_refusal_0.10": round(float((p[~held_out.answerable] < at_tenth).mean()), 3),
        "auc": round(float(roc_auc_score(held_out.answerable, p)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--indexes", type=Path, help="keep and reuse indexes below this folder")
    parser.add_argument("--limit", type=int, help="questions of each set, drawn at random")
    parser.add_argument("--write", action="store_true", help=f"write {OUT.name}")
    options = parser.parse_args()
    root = options.indexes or Path(tempfile.mkdtemp(prefix="fit-"))
    files = {folder.name: (folder / "articles", folder / "questions.jsonl") for folder in options.folders}
    files["sample"] = REPOSITORY / "corpus", REPOSITORY / "tests" / "questions.jsonl"
    read = [read_set(name, *each, root / name, options.limit) for name, each in files.items()]
    models = {}
    for kind in FALSE_REFUSAL:
        sets = [each[kind] for each in read if kind in each and each[kind].has_both]
        if not sets:
            continue
        held_out = {
            each.name: measure(each, *fit([other for other in sets if other is not each], FALSE_REFUSAL[kind]))
            for each in sets
            if len(sets) > 1
        }
        weights, intercept, threshold = fit(sets, FALSE_REFUSAL[kind])
        models[kind] = {
            "weights": {field.name: round(float(w), 4) for field, w in zip(fields(Features), weights, strict=True)},
            "intercept": round(intercept, 4),
            "threshold": round(threshold, 4),
            "fitted_on": {each.name: measure(each, weights, intercept, threshold) for each in sets},
            "held_out": held_out,
        }
    fitted = {"made_by": "benchmarks/fit_confidence.py", "models": models}
    print(json.dumps(fitted, indent=2))
    if options.write:
        OUT.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
