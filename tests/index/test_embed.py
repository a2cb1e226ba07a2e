"""Texts -> unit vectors: of passages, and of the sentences in them from the same pass."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import EncoderError
from assistant.index import encode
from assistant.index.encode import Encoder

TEXTS = [
    "Talks begin\nThe Daily, 1 March 2026\n"
    "Canada and India met in Ottawa. Lentils are a large export. A storm closed the port.",
    "Ottawa. 加拿大。 👍 ﬁne naïve “quotes” e\u0301.",
    "One.",
    "No sentence at all",
    " ".join(["word"] * 240),
]


def spans_of(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of the texts above: what ends in a full stop, headers left out."""
    found, at = [], text.rfind("\n") + 1
    for piece in text[at:].split(". "):
        found.append((at, at + len(piece)))
        at += len(piece) + 2
    return tuple(found) if "." in text else ()


SPANS = [spans_of(text) for text in TEXTS]


def alike(vectors: np.ndarray, others: np.ndarray) -> bool:
    """The same vectors, but for the rounding of bf16, where passages are encoded in it."""
    return vectors.shape == others.shape and bool(np.all(np.sum(vectors * others, axis=-1) > 0.9995))


def norms(vectors: np.ndarray) -> np.ndarray:
    lengths: np.ndarray = np.linalg.norm(vectors, axis=-1)
    return lengths


def test_every_vector_is_of_unit_length_and_every_sentence_has_one(encoder: Encoder, small_encoder: str) -> None:
    for one, dimensions in ((encoder, 384), (Encoder(small_encoder), 32)):
        encoded = one.encode_passages(TEXTS, SPANS)
        assert [each.sentences.shape for each in encoded] == [(len(spans), dimensions) for spans in SPANS]
        for each in encoded:
            assert each.passage.shape == (dimensions,)
            assert norms(each.passage) == pytest.approx(1, abs=1e-5)
            assert norms(each.sentences) == pytest.approx(1, abs=1e-5)
            assert each.passage.dtype == each.sentences.dtype == np.float32
        assert norms(one.encode_question("Who met?")) == pytest.approx(1, abs=1e-5)


def test_the_vector_of_a_passage_is_that_of_its_library(encoder: Encoder, small_encoder: str) -> None:
    for one in (encoder, Encoder(small_encoder)):
        expected = one.loaded().encode(TEXTS, normalize_embeddings=True)
        encoded = one.encode_passages(TEXTS, SPANS)
        assert alike(np.stack([each.passage for each in encoded]), expected)


def test_a_text_is_encoded_alike_alone_and_among_others(encoder: Encoder) -> None:
    for text, spans, together in zip(TEXTS, SPANS, encoder.encode_passages(TEXTS, SPANS), strict=True):
        (alone,) = encoder.encode_passages([text], [spans])
        assert len(alone.sentences) == len(spans)
        assert alike(alone.passage, together.passage)
        assert alike(alone.sentences, together.sentences)


def test_a_sentence_is_the_mean_of_its_own_tokens(encoder: Encoder) -> None:
    model = encoder.loaded()
    for text, spans in zip(TEXTS, SPANS, strict=True):
        (tokens,) = model.encode([text], output_value="token_embeddings")
        made = model.tokenizer(text)
        (encoded,) = encoder.encode_passages([text], [spans])
        for (start, end), vector in zip(spans, encoded.sentences, strict=True):
            held = {made.char_to_token(at) for at in range(start, end)} - {None}
            mean = np.mean([tokens[token].numpy() for token in sorted(held)], axis=0)
            assert alike(vector, mean / norms(mean))


def test_a_sentence_is_closest_to_the_question_about_it(encoder: Encoder) -> None:
    (encoded,) = encoder.encode_passages(TEXTS[:1], SPANS[:1])
    for place, question in enumerate(
        ("Where did Canada and India meet?", "What is exported?", "Why is the port closed?")
    ):
        assert int(np.argmax(encoded.sentences @ encoder.encode_question(question))) == place


def test_an_encoder_that_pools_otherwise_encodes_sentences_by_themselves(small_encoder: str) -> None:
    one = Encoder(small_encoder)
    (encoded,) = one.encode_passages(TEXTS[:1], SPANS[:1])
    alone = one.loaded().encode([TEXTS[0][slice(*span)] for span in SPANS[0]], normalize_embeddings=True)
    assert alike(encoded.sentences, alone)


@given(st.lists(st.integers(1, 256), max_size=80))
def test_batches_hold_every_text_once_longest_first_and_few_tokens(sizes: list[int]) -> None:
    made = list(encode.batches(sizes))
    assert sorted(number for batch in made for number in batch) == list(range(len(sizes)))
    padded = [[sizes[batch[0]]] * len(batch) for batch in made]
    assert all(sum(each) <= encode.BATCH_TOKENS for each in padded)
    assert [sizes[number] for batch in made for number in batch] == sorted(sizes, reverse=True)


def test_passages_wait_while_a_question_is_looked_into(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "GIVE_WAY_SECONDS", 60.0)
    with encoder.asking():
        encoding = encoder.start_passages(TEXTS, SPANS)
        with pytest.raises(TimeoutError):
            encoding.batches[0][1].result(timeout=0.3)
    assert len(encoding.result()) == len(TEXTS)


def test_questions_without_end_do_not_stop_a_sync(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "GIVE_WAY_SECONDS", 0.01)
    with encoder.asking():
        assert len(encoder.encode_passages(TEXTS, SPANS)) == len(TEXTS)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
@settings(max_examples=30)
def test_tokens_are_counted_as_the_encoder_will_cut_them(encoder: Encoder, texts: list[str]) -> None:
    ids = encoder.loaded().tokenizer(texts, truncation=True)["input_ids"]
    assert [min(count, encoder.limit) + 2 for count in encoder.count(texts)] == [len(each) for each in ids]


def test_the_limit_leaves_room_for_special_tokens(encoder: Encoder, small_encoder: str) -> None:
    assert (encoder.limit, Encoder(small_encoder).limit) == (254, 126)


def test_two_encoders_have_two_identities_and_naming_them_loads_nothing(
    small_encoder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "load_model", lambda name: pytest.fail(f"{name} was loaded"))
    (tmp_path / "config.json").write_text("{}")
    names = ["all-MiniLM-L6-v2", small_encoder, str(tmp_path), "someone/some-encoder"]
    encoders = [Encoder(name) for name in names]
    before = [each.identity for each in encoders]
    assert len(set(before)) == 4
    (tmp_path / "config.json").write_text('{"changed": 1}')
    assert encoders[2].identity != before[2]
    assert encoders[0].identity == before[0]


def test_weights_that_are_not_the_expected_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="not the ones expected"):
        encode.packaged_folder()
    monkeypatch.setattr(encode, "PACKAGE", "no_such_package")
    with pytest.raises(EncoderError, match="pip install"):
        encode.packaged_folder()


def test_a_folder_that_holds_no_encoder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="ASSISTANT_ENCODER") as error:
        Encoder(str(tmp_path)).count(["x"])
    assert "\n" not in str(error.value)
