"""The reader: what it says is where it says, and another one can be named."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assistant.answer import rerank
from assistant.answer.question import Query
from assistant.answer.read import ADAPTER, ANSWER_TOKENS, Reader, Reading, Window
from assistant.answer.rerank import Reranker
from assistant.answer.retrieve import Retrieval, SentenceVectors, retrieve
from assistant.assistant import Assistant
from assistant.errors import ReaderError
from assistant.index.encode import Encoder, packaged_folder
from assistant.records import DraftSentence
from assistant.settings import load_settings
from assistant.verify.entail import Entailer
from assistant.verify.sources import number_sentences
from assistant.verify.verifier import Verifier

TEXT = "Ottawa cut the tariff on 30 January. It falls to 6.1 percent for 49,000 cars a year. Beijing welcomed the step."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def save_tokenizer(folder: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(packaged_folder() / name, folder)


logits = arrays(np.float32, 40, elements=st.floats(-9, 9, width=16))


@given(logits, logits, st.integers(0, 40), st.integers(0, 40))
def test_the_best_answer_is_the_one_brute_force_finds(
    starts: np.ndarray, ends: np.ndarray, first: int, last: int
) -> None:
    places = np.array([(5 * n, 5 * n + 4) for n in range(40)])
    within = (5 * min(first, last), 5 * max(first, last))
    spans = [
        (float(starts[i] + ends[j]), (int(places[i, 0]), int(places[j, 1])))
        for i in range(40)
        for j in range(i, min(40, i + ANSWER_TOKENS + 1))
        if within[0] <= places[i, 0] and places[j, 1] <= within[1]
    ]
    best = Reading(places, starts, ends).best(within)
    assert (best is None) == (not spans)
    if best:
        assert best[1] == pytest.approx(max(spans)[0])
        assert any(span == best[0] and score == pytest.approx(best[1]) for score, span in spans)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did Ottawa cut the tariff?", "30 January"),
        ("How many cars a year does it apply to?", "49,000"),
        ("Who welcomed the step?", "Beijing"),
    ],
)
@pytest.mark.parametrize("header", ["", "Tariffs on cars | Desk | 1 February 2026"])
def test_it_finds_the_words_that_answer(reader: Reader, question: str, answer: str, header: str) -> None:
    (reading,) = reader.read([Window(question, header, TEXT)])
    found = reading.best((0, len(TEXT)))
    assert found
    (start, end), odds = found
    assert answer in TEXT[start:end]
    assert end - start < 40
    assert odds > 0


def test_what_is_not_said_has_lower_odds(reader: Reader) -> None:
    questions = ["How many cars a year are covered?", "Who is the mayor of Tokyo?", "How many lentils did Peru buy?"]
    readings = reader.read([Window(question, "", TEXT) for question in questions])
    odds = [best[1] for reading in readings if (best := reading.best((0, len(TEXT))))]
    assert odds[0] > max(odds[1:])
    assert max(odds[1:]) < 0


def test_windows_are_read_the_same_alone_and_together(reader: Reader) -> None:
    windows = [Window("Who?", "", TEXT), Window("How much did it fall?", "A title", TEXT * 3), Window("Why?", "", "x")]
    together = reader.read(windows)
    for window, reading in zip(windows, together, strict=True):
        (alone,) = reader.read([window])
        assert (alone.places == reading.places).all()
        assert np.allclose(alone.starts, reading.starts, atol=1e-3)
        assert np.allclose(alone.ends, reading.ends, atol=1e-3)


@given(st.text(max_size=60), st.text(max_size=30), st.text(min_size=1, max_size=200))
def test_every_token_lies_in_the_text_and_in_order(reader: Reader, question: str, header: str, text: str) -> None:
    (reading,) = reader.read([Window(question, header, text)])
    assert len(reading.places) == len(reading.starts) == len(reading.ends)
    assert all(0 <= start < end <= len(text) for start, end in reading.places)
    assert (np.diff(reading.places[:, 0]) >= 0).all()


def test_a_text_longer_than_the_model_takes_is_read_as_far_as_it_can(reader: Reader) -> None:
    assert reader.read([Window("canola " * 2000, "", "canola " * 2000)])[0].places[-1][1] < 14_000
    assert reader.read([]) == []


def test_another_reader_can_be_named(reader: Reader, tmp_path: Path) -> None:
    reader.model.save_pretrained(tmp_path / "other")
    save_tokenizer(tmp_path / "other")
    window = Window("Who welcomed the step?", "", TEXT)
    (one,), (other,) = reader.read([window]), Reader(str(tmp_path / "other")).read([window])
    assert np.allclose(one.starts, other.starts, atol=1e-4)


@pytest.mark.parametrize("name", ["/no/such/folder", "nobody/nothing"])
def test_a_reader_that_cannot_be_loaded_is_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # else it tries again and again
    with pytest.raises(ReaderError, match="ASSISTANT_READER") as raised:
        Reader(name).read([Window("Who?", "", TEXT)])
    assert "\n" not in str(raised.value)


def test_the_weights_say_what_they_were_made_from() -> None:
    from safetensors import safe_open

    with safe_open(ADAPTER, "np") as file:
        said = file.metadata()
    assert "SQuAD 1.1" in said["trained on"]
    assert "f1" in said["held out"]


# A cross-encoder, where one is named


@pytest.fixture(scope="module")
def cross_encoder(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a cross-encoder with random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("cross-encoder")
    config = BertConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, num_labels=1
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    save_tokenizer(folder)
    return str(folder)


def test_a_cross_encoder_orders_what_it_reaches_and_the_rest_follows(assistant: Assistant, cross_encoder: str) -> None:
    with assistant.parts.index.opened() as index:
        assert index
        found = retrieve(Query("canola tariff"), 30, index, assistant.encoder.encode_question)
    all_of_it = Reranker(cross_encoder, budget_ms=1e6).rerank("canola tariff", found).evidence
    first_batch = Reranker(cross_encoder, budget_ms=1e-6).rerank("canola tariff", found).evidence
    for ranked in (all_of_it, first_batch):
        assert {each.passage_id for each in ranked} == {each.passage_id for each in found.evidence}
        assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
        assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    old = [each.passage_id for each in found.evidence]
    assert [each.passage_id for each in all_of_it] != old
    assert [each.passage_id for each in first_batch[rerank.BATCH :]] == old[rerank.BATCH :]
    assert {each.passage_id for each in first_batch[: rerank.BATCH]} == set(old[: rerank.BATCH])


def test_a_cross_encoder_that_cannot_be_loaded_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ReaderError, match="ASSISTANT_RERANKER") as raised:
        Reranker("/no/such/folder", 100).rerank("Who?", Retrieval((), {}))
    assert "\n" not in str(raised.value)


def test_settings_name_the_reader_and_the_cross_encoder(
    make: Callable[..., Assistant], assistant: Assistant, cross_encoder: str
) -> None:
    folder = assistant.settings.index
    question = "What tariff did Canada agree to on Chinese electric vehicles?"
    plain = assistant.search(question, k=20).hits
    unread = make(index=folder, reader="none")
    assert unread.parts.reader is None
    assert {each.passage_id for each in unread.search(question, k=20).hits} == {each.passage_id for each in plain}
    crossed = make(index=folder, reranker=cross_encoder, reranker_ms=1e9)
    with crossed.parts.index.opened() as index:
        assert index
        pool = retrieve(Query(question), 20, index, crossed.encoder.encode_question)
    expected = [each.passage_id for each in Reranker(cross_encoder, 1e6).rerank(question, pool).evidence]
    assert expected != [each.passage_id for each in plain]
    assert [each.passage_id for each in crossed.search(question, k=20).hits] == expected, "it has the last word"


def test_without_a_reader_questions_are_still_answered_and_refused(
    make: Callable[..., Assistant], assistant: Assistant
) -> None:
    unread = make(index=assistant.settings.index, reader="none")
    assert unread.ask("What tariff did Canada agree to on Chinese electric vehicles?").status == "answered"
    assert unread.ask("Who won the 1998 chess olympiad in Elista?").status == "refused"


@pytest.fixture(scope="module")
def entailment(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Folders of models that judge any two texts alike, by the label named."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    labels = ("contradiction", "entailment", "neutral")

    def make_one(certain: str) -> str:
        folder = tmp_path_factory.mktemp(certain)
        names = dict(enumerate(labels)) if certain in labels else dict(enumerate(("one", "two", "three")))
        config = BertConfig(
            vocab_size=30522,
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            id2label=names,
            label2id={name: number for number, name in names.items()},
        )
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.weight.zero_()
            model.classifier.bias.copy_(torch.tensor([4.0 * (name == certain) for name in names.values()]))
        model.save_pretrained(folder)
        encoder.loaded().tokenizer.save_pretrained(folder)
        return str(folder)

    return make_one


@pytest.mark.parametrize(
    ("label", "support"), [("entailment", "supported"), ("neutral", "weak"), ("contradiction", "unsupported")]
)
def test_a_model_of_entailment_lowers_what_the_checks_let_pass(
    label: str, support: str, entailment: Callable[[str], str], assistant: Assistant, make: Callable[..., Assistant]
) -> None:
    judging = make(index=assistant.settings.index, nli=entailment(label))
    assert judging.parts.entailer
    judged = judging.parts.entailer.judge("Ottawa cut the tariff.", "The tariff was cut.")
    assert (judged.follows > 0.9, judged.contradicts > 0.9) == (label == "entailment", label == "contradiction")
    (quotable,) = [
        each
        for each in number_sentences(judging.search("canola").hits)
        if "Its canola will gain improved access to China" in each.text
    ]
    vectors = SentenceVectors(judging.store.catalog(), judging.encoder)
    verifier = Verifier([quotable], judging.article, vectors, judging.parts.entailer.judge)
    written = DraftSentence("Canadian canola gains improved access to China.", (quotable.number,))
    assert verifier.check(written).support == support


def test_a_model_that_judges_no_entailment_is_one_line(entailment: Callable[[str], str]) -> None:
    with pytest.raises(ReaderError, match=r"ASSISTANT_NLI.*leave it out"):
        Entailer(entailment("none of them")).judge("It rose.", "It fell.")


@pytest.mark.parametrize(
    ("named", "offline"),
    [({}, True), ({"reader": "none"}, True), ({"reader": "some/hub-id"}, False), ({"encoder": "some/hub-id"}, False)],
)
def test_the_hub_is_asked_only_where_a_model_of_it_is_named(
    named: dict[str, str], offline: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "")  # put back afterwards
    monkeypatch.delenv("HF_HUB_OFFLINE")
    load_settings(**named)
    assert os.environ.get("HF_HUB_OFFLINE") == ("1" if offline else None)
    load_settings(reranker=str(tmp_path))
    assert os.environ["HF_HUB_OFFLINE"] == "1", "a folder is here"
