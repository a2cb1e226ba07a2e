"""The whole path with a chat model: a scripted server on loopback speaks OpenAI's and Ollama's protocol, and fails.

Whatever it says, nothing is shown that no article says, no mark is wrong, and an answer comes.
"""

import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from numbering import check_answer_numbers
from scripted import STATUSES, Server, number_of, numbered, served

from assistant import contract
from assistant.assistant import Assistant
from assistant.records import Answer, Turn, normalize_space
from assistant.settings import load_settings

QUESTION = "What tariff did Canada agree to on Chinese electric vehicles?"
SAYS = "that charge drops to 6.1%"
KEY = "sk-proj-verysecret1234567890"
PROTOCOLS = {"openai:m": "/v1", "ollama:m": ""}


def right(prompt: str) -> str:
    n, other = number_of(prompt, SAYS), number_of(prompt, "an initial 49,000 units")
    return (
        f"Under the January arrangement the charge drops to 6.1 percent [{n}].\n"
        f"It covers 49,000 units at first [{other}].\n"
    )


@pytest.fixture
def ask_with(assistant: Assistant) -> Iterator[Callable[..., Assistant]]:
    """Assistants over the shared index whose chat model is a scripted server."""
    made: list[Assistant] = []

    def make(server: Server, model: str = "openai:m", **more: object) -> Assistant:
        given = {"corpus": assistant.settings.corpus, "index": assistant.settings.index, "model_timeout": 20.0, **more}
        made.append(Assistant(load_settings(model=model, model_url=f"{server.url}{PROTOCOLS[model]}", **given)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def check(answer: Answer, assistant: Assistant) -> None:
    """What holds of every answer, whoever wrote it."""
    check_answer_numbers(answer)
    for citation in answer.citations:
        text = assistant.article(citation.article, citation.version).text
        assert text[citation.start : citation.end] == citation.quote
    assert all(sentence.support in ("quoted", "supported", "weak") for sentence in answer.sentences)
    assert all(sentence.citations for sentence in answer.sentences)
    assert (answer.status == "answered") == bool(answer.sentences)
    assert answer.complete


@pytest.mark.parametrize("model", PROTOCOLS)
def test_a_model_of_either_protocol_writes_and_its_sentences_are_cited(
    model: str, ask_with: Callable[..., Assistant]
) -> None:
    with served(right) as server:
        assistant = ask_with(server, model)
        answers = list(assistant.stream(QUESTION))
    first, *rest, last = answers
    assert (first.sentences, first.complete, bool(first.also_retrieved)) == ((), False, True)
    assert [len(each.sentences) for each in rest] == [1, 2]
    check(last, assistant)
    assert (last.writer, last.note) == (model, "")
    assert [sentence.support for sentence in last.sentences] == ["supported", "supported"]
    assert last.tokens == {"prompt": 300, "reply": 40}
    assert 0 < last.first_ms["evidence"] < last.first_ms["sentence"] <= last.timings_ms["total"]
    assert list(last.timings_ms) == ["question", "retrieve", "write", "verify", "total"]
    assert json.loads(contract.to_line(contract.of_answer(last)))["tokens"] == {"prompt": 300, "reply": 40}


# A stream of events has none where a client finds no line that begins one; Ollama's lines must all be JSON.
WRONG_JSON = {"openai:m": "no sentence", "ollama:m": "cannot be read"}
SILENT = ("hang", "stall")
SAID: dict[str, str | dict[str, str]] = {
    "a wrong key": "refuses the key", "no model": "no model of that name", "rate limit": "rate limit",
    "overflow": "longer than it can read", "500": "its server failed", "503": "its server failed",
    "hang": "did not answer in time", "stall": "did not answer in time", "wrong json": WRONG_JSON,
    "hang up": "cannot be reached",
}  # fmt: skip


@pytest.mark.parametrize("malady", SAID)
@pytest.mark.parametrize("model", PROTOCOLS)
def test_a_model_that_fails_is_one_clear_line_and_the_articles_answer_instead(
    malady: str, model: str, ask_with: Callable[..., Assistant], caplog: pytest.LogCaptureFixture
) -> None:
    with served(right, malady.removeprefix("a ")) as server, caplog.at_level(logging.DEBUG, "assistant"):
        assistant = ask_with(server, model, model_key=KEY, model_timeout=0.3 if malady in SILENT else 20.0)
        answer = assistant.ask(QUESTION)
        assert len(server.headers) == 1, "it is asked once"
    check(answer, assistant)
    assert (answer.writer, answer.status) == ("extractive", "answered")
    said = SAID[malady]
    assert (said if isinstance(said, str) else said[model]) in answer.note
    assert "\n" not in answer.note
    assert KEY not in f"{answer!r} {caplog.text}"
    assert all(sentence.support == "quoted" for sentence in answer.sentences)


def test_a_server_that_is_down_is_one_clear_line(ask_with: Callable[..., Assistant]) -> None:
    with served() as server:
        pass
    answer = ask_with(server).ask(QUESTION)
    assert "cannot be reached" in answer.note
    assert (answer.writer, answer.status) == ("extractive", "answered")


REPLIES: dict[str, Callable[[str, int], str]] = {
    "marks out of range": lambda p, n: f"The charge drops to 6.1% [{n}][999][0].",
    "a year as a mark": lambda p, n: f"The charge drops to 6.1% [2023] [{n}].",
    "a mark twice": lambda p, n: f"The charge drops to 6.1% [{n}][{n}].",
    "nested marks": lambda p, n: f"The charge drops to 6.1% [[{n}]].",
    "unicode brackets": lambda p, n: f"The charge drops to 6.1% 【{n}†source】.",
    "marks in code": lambda p, n: f"```\nThe charge drops to 6.1% `[{n}]`.\n```",
    "no marks": lambda p, n: "Under the arrangement reached in January, the charge drops to 6.1%.",
    "half a mark at the end": lambda p, n: f"The charge drops to 6.1% [{n}]. It covers 49,000 units [{n}",
    "a mark that names another sentence": lambda p, n: f"The charge drops to 6.1% [{n % len(numbered(p)) + 1}].",
    "ten thousand marks": lambda p, n: "The charge drops to 6.1%. " + f"[{n}]" * 10_000,
    "HTML": lambda p, n: f"<p onclick=alert(1)>The charge <b>drops</b> to 6.1% [{n}].</p><script>alert(2)</script>",
    "a line of chat first": lambda p, n: f"Here is the answer:\n\n- **The charge drops to 6.1%** [{n}].",
}


@pytest.mark.parametrize("malady", REPLIES)
def test_no_wrong_mark_is_shown_whatever_a_model_writes(malady: str, ask_with: Callable[..., Assistant]) -> None:
    with served(lambda prompt: REPLIES[malady](prompt, number_of(prompt, SAYS))) as server:
        assistant = ask_with(server)
        answer = assistant.ask(QUESTION)
    check(answer, assistant)
    assert answer.writer == "openai:m", answer.note
    for sentence in answer.sentences:
        assert "6.1%" in sentence.text or "49,000" in sentence.text
        assert not set("[]<>`") & set(sentence.text)
    assert all("6.1" in each.quote or "49,000" in each.quote for each in answer.citations)


@pytest.mark.parametrize("malady", ["endless", "slow drip", "cut off", "broken chunks"])
@pytest.mark.parametrize("model", PROTOCOLS)
def test_nothing_hangs(malady: str, model: str, ask_with: Callable[..., Assistant]) -> None:
    with served(lambda p: f"The charge drops to 6.1% [{number_of(p, SAYS)}].\n", malady) as server:
        assistant = ask_with(server, model)
        check(assistant.ask(QUESTION), assistant)
        assert malady != "endless" or not server.ended.is_set(), "the answer does not wait for the end of the reply"


def test_what_too_few_sentences_hold_of_is_not_shown(ask_with: Callable[..., Assistant]) -> None:
    with served("The tariff rises to 90% [1].\nMacron painted it in 1850 [2].\n") as server:
        answer = ask_with(server).ask(QUESTION)
    assert answer.writer == "extractive"
    assert "2 of 2 sentences of openai:m are not supported" in answer.note
    assert "90%" not in answer.text
    assert "Macron" not in answer.text


def test_an_unsupported_sentence_is_left_out_or_struck_by_setting(ask_with: Callable[..., Assistant]) -> None:
    def script(prompt: str) -> str:
        wrong = "It has 27 members and Macron leads it [1].\n"
        return f"{right(prompt)}{wrong}Canada lowers the charge to 6.1% [{number_of(prompt, SAYS)}].\n"

    with served(script) as server:
        hidden, shown = (ask_with(server, unsupported=how).ask(QUESTION) for how in ("hide", "show"))
    assert "Macron" not in hidden.text
    (dropped,) = hidden.dropped
    assert dropped.text == "It has 27 members and Macron leads it."
    assert dropped.why
    assert contract.of_answer(hidden)["dropped"] == [{"text": dropped.text, "why": dropped.why}]
    assert shown.dropped == ()
    assert "~~It has 27 members and Macron leads it.~~" in shown.text
    assert [each.support for each in shown.sentences].count("unsupported") == 1
    check_answer_numbers(shown)


def test_a_model_that_says_none_answers_is_a_refusal(ask_with: Callable[..., Assistant]) -> None:
    with served("NONE") as server:
        answer = ask_with(server).ask(QUESTION)
    assert (answer.status, answer.writer) == ("refused", "openai:m")
    assert answer.message


def test_a_question_the_corpus_does_not_answer_is_sent_to_no_model(ask_with: Callable[..., Assistant]) -> None:
    with served(right) as server:
        answer = ask_with(server).ask("Who painted the Mona Lisa?")
        assert answer.status == "refused"
        assert server.prompts == []


def test_stop_ends_a_writing_model_at_once(ask_with: Callable[..., Assistant]) -> None:
    with served(right, "stall") as server:
        assistant, stop = ask_with(server, model_timeout=30.0), threading.Event()

        def stop_once_stalled() -> None:
            server.stalled.wait()
            stop.set()

        answers = assistant.stream(QUESTION, stop=stop)
        seen = [next(answers), next(answers)]
        threading.Thread(target=stop_once_stalled).start()
        seen += list(answers)
        assert not server.ended.is_set(), "the answer does not wait for the end of the reply"
    assert seen[-1].complete
    assert "Stopped" in seen[-1].note
    assert 1 <= len(seen[-1].sentences) <= 2


def test_closing_the_stream_hangs_up_on_the_server(ask_with: Callable[..., Assistant]) -> None:
    with served(right, "endless") as server:
        server.script = lambda prompt: ""
        assistant = ask_with(server)
        answers = assistant.stream(QUESTION)
        next(answers)
        answers.close()
        assert server.prompts == []  # it was not even asked
        server.malady = "slow drip"
        server.script = lambda prompt: right(prompt) * 200
        answers = assistant.stream(QUESTION)
        next(answers), next(answers)
        answers.close()
        assert server.hung_up.wait(5)


def test_a_model_may_be_chosen_for_one_question(ask_with: Callable[..., Assistant]) -> None:
    with served(right) as server:
        assistant = ask_with(server)
        assert assistant.ask(QUESTION, model="extractive").writer == "extractive"
        assert server.prompts == []
        assert assistant.ask(QUESTION).writer == "openai:m"
        assert [offer.name for offer in assistant.models()][:2] == ["extractive", "openai:m"]


# Follow-ups

MEXICO = [Turn("user", "What does the partnership of Canada and Mexico cover?"), Turn("assistant", "Trade. [1]")]


@pytest.mark.parametrize(
    ("rewritten", "searched"),
    [
        ("Who announced the partnership of Canada and Mexico?", "Who announced the partnership of Canada and Mexico?"),
        ("Who announced the partnership with Brazil?", f"{MEXICO[0].content} And who announced it?"),
    ],
)
def test_a_follow_up_is_rewritten_by_the_model_unless_it_brings_what_nobody_said(
    rewritten: str, searched: str, ask_with: Callable[..., Assistant]
) -> None:
    with served(lambda prompt: rewritten if "Last question" in prompt else "NONE") as server:
        answer = ask_with(server).ask("And who announced it?", MEXICO)
        assert "[1]" not in server.prompts[0]
    assert answer.searched == searched


# Keys and tracing


def test_a_key_is_sent_to_the_server_named_and_to_no_other(
    ask_with: Callable[..., Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with served(right) as server:
        ask_with(server, "ollama:m").ask(QUESTION)
        assert not any(KEY in str(headers) for headers in server.headers)
        ask_with(server, "openai:m").ask(QUESTION)
        assert server.headers[-1]["authorization"] == f"Bearer {KEY}"


TRACED = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from assistant.settings import load_settings
load_settings()
FakeListChatModel(responses=["x"]).invoke("what is private")
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


@pytest.mark.parametrize("wanted", [False, True])
def test_nothing_is_traced_unless_the_setting_says_so(wanted: bool) -> None:
    with served() as server:
        environment = {
            **os.environ, "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_TRACING_V2": "true",
            "LANGSMITH_API_KEY": "k", "LANGSMITH_ENDPOINT": server.url,
            **({"ASSISTANT_TRACING": "1"} if wanted else {}),
        }  # fmt: skip
        root = str(Path(__file__).parents[2])
        subprocess.run(
            [sys.executable, "-c", TRACED, root], env=environment, check=True, timeout=60, capture_output=True
        )
        assert bool(server.headers) == wanted


# In LangChain's terms


def test_the_retriever_gives_documents_that_are_slices_of_their_article(assistant: Assistant) -> None:
    found = assistant.as_retriever(k=3).invoke("canola")
    assert len(found) == 3
    for document in found:
        metadata = document.metadata
        text = assistant.article(metadata["article"], metadata["version"]).text
        assert document.page_content == text[metadata["start"] : metadata["end"]]
        assert {"title", "date", "url", "source"} <= metadata.keys()


def test_the_runnable_answers_streams_and_composes(assistant: Assistant) -> None:
    runnable = assistant.as_runnable()
    answer = runnable.invoke(QUESTION)
    assert answer.sentences == assistant.ask(QUESTION).sentences
    *_, last = runnable.stream({"question": "And Mexico?", "history": [("human", "What is CUSMA?"), ("ai", "It …")]})
    assert last.complete
    assert last.searched.startswith("What is CUSMA?")
    assert (runnable | (lambda answer: answer.text)).invoke(QUESTION) == answer.text
    assert [each.status for each in runnable.batch([QUESTION, "Who painted the Mona Lisa?"])] == ["answered", "refused"]


def test_the_example_of_the_docs_runs(assistant: Assistant) -> None:
    examples = re.findall(r"```python\n(.*?)```", (REPOSITORY / "docs" / "models.md").read_text("utf-8"), re.DOTALL)
    (example,) = (each for each in examples if "as_retriever" in each)
    folders = {"corpus": assistant.settings.corpus, "index": assistant.settings.index}
    for name, folder in (("corpus", folders["corpus"]), (".assistant", folders["index"])):
        assert f'"{name}"' in example
        example = example.replace(f'"{name}"', repr(str(folder)))
    names: dict[str, object] = {}
    exec(example, names)
    documents, answer, last = names["documents"], names["answer"], names["last"]
    assert isinstance(documents, list)
    assert len(documents) == 3
    assert isinstance(answer, Answer)
    assert "$70 billion" in answer.text
    assert isinstance(last, Answer)
    assert last.complete
    assert last.searched.startswith(answer.question)
    named = names["assistant"]
    assert isinstance(named, Assistant)
    named.close()


# Every sentence of the articles, repeated


def test_a_model_that_repeats_sentences_quotes_them(ask_with: Callable[..., Assistant]) -> None:
    with served(lambda p: "\n".join(f"{text} [{number}]" for number, text in list(numbered(p).items())[:4])) as server:
        assistant = ask_with(server)
        answer = assistant.ask(QUESTION)
    check(answer, assistant)
    assert all(each.support == "quoted" for each in answer.sentences)
    quotes = {each.number: normalize_space(each.quote) for each in answer.citations}
    assert all(each.text == quotes[each.citations[0]] for each in answer.sentences)


def test_the_scripted_server_knows_every_malady() -> None:
    assert {"wrong key", *SAID} - {"a wrong key"} >= set(STATUSES)
