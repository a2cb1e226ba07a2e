"""Spreadsheets of questions: whatever an editor's program writes is read as it was meant, or refused with its row."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from command import Run, check_failure
from command import run as run
from hypothesis import given
from hypothesis import strategies as st

from assistant import evaluation
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.evaluation import Question

NAMES = {
    "question": ["question", "Question", " QUESTIONS "],
    "answer": ["answer", "Right answer", "ANSWERS"],
    "article": ["article", "File", "source  file"],
    "answerable": ["answerable", "Answerable?"],
}
# What people write: words and signs, the delimiters and quotes of CSV among them, and none that Windows-1252 lacks.
TEXT = st.text(st.sampled_from("abcé€’ ,;\t\"'?%0"), min_size=1, max_size=15).map(lambda text: f"x{text}y")
WORDS = TEXT.map(lambda text: " ".join(text.split()))
KNOWN = st.builds(
    lambda question, answers, articles: ("", question, answers, articles, True),
    WORDS, st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=2),
)  # fmt: skip
ABSENT: st.SearchStrategy[tuple[str, str, list[str], list[str], bool]] = st.builds(
    lambda question, how: (how, question, [], [], False), WORDS, st.sampled_from(["no", "words", "both"])
)


def cells(asked: tuple[str, str, list[str], list[str], bool], joined: str) -> dict[str, str]:
    how, question, answers, articles, answerable = asked
    return {
        "question": question,
        "answer": joined.join(answers) if answerable or how == "no" else "Not in the corpus.",
        "article": joined.join(articles),
        "answerable": ("Yes" if answers[0] < "xn" else "") if answerable else ("" if how == "words" else "NO"),
    }


def write_csv(file: Path, rows: Sequence[Sequence[str]], delimiter: str, encoding: str, quoting: Any) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)
    file.write_bytes(out.getvalue().encode(encoding))


def write_xlsx(file: Path, rows: Sequence[Sequence[Any]], **formats: str) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for place, form in formats.items():
        book.active[place].number_format = form
    book.save(file)


def read(file: Path) -> tuple[list[Question], list[str]]:
    notices: list[str] = []
    return evaluation.read_questions(file, notices.append), notices


@given(
    st.lists(KNOWN | ABSENT, min_size=1, max_size=5),
    st.permutations(list(NAMES)),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.sampled_from([",", ";", "\t", "xlsx"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["|", " | ", "\n"]),
    st.integers(0, 2),
)
def test_a_sheet_is_read_as_it_was_meant(
    tmp_path_factory: pytest.TempPathFactory,
    asked: list[Any],
    order: list[str],
    spelling: list[int],
    form: str,
    encoding: str,
    quoting: int,
    joined: str,
    blank: int,
) -> None:
    head = [NAMES[name][at % len(NAMES[name])] for name, at in zip(order, spelling, strict=True)]
    rows = [*[[""] * 4] * blank, head, *([cells(each, joined)[name] for name in order] for each in asked)]
    file = tmp_path_factory.mktemp("sheet") / ("q.xlsx" if form == "xlsx" else "q.csv")
    if form == "xlsx":
        write_xlsx(file, rows)
    else:
        write_csv(file, rows, form, encoding, quoting)
    expected = [
        Question(str(blank + number), question, answerable, tuple(answers), tuple((path, "") for path in articles))
        for number, (_, question, answers, articles, answerable) in enumerate(asked, start=2)
    ]
    assert read(file) == (expected, [])


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), st.sampled_from([",", ";", "\t", "xlsx"]))
def test_without_names_the_columns_are_question_and_answer(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], form: str
) -> None:
    file = tmp_path_factory.mktemp("sheet") / ("q.xlsx" if form == "xlsx" else "q.csv")
    if form == "xlsx":
        write_xlsx(file, pairs)
    else:
        write_csv(file, pairs, form, "utf-8", csv.QUOTE_ALL)
    assert [(each.id, each.question, each.answers) for each in read(file)[0]] == [
        (str(number), question, (answer,)) for number, (question, answer) in enumerate(pairs, start=1)
    ]


BAD = {  # the text of a file, the row its error names, and a word that says what to do
    "no answer": ("question;answer\nWho?;Ann\nWhen?;\n", 3, "not in the corpus"),
    "no answer and no names": ("Who?;Ann\nWhen?;\n", 2, "not in the corpus"),
    "no question": ("question;answer\n;Ann\n", 2, "empty the row"),
    "no question after a blank row": ("question;answer\n;\n;Ann\n", 3, "empty the row"),
    "neither yes nor no": ("question;answer;answerable\nWho?;Ann;perhaps\n", 2, "yes or no"),
    "absent and answerable": ("question;answer;answerable\nWho?;not in the corpus;yes\n", 2, "change one"),
    "refused with an answer": ("question;answer;answerable\nWho?;Ann;no\n", 2, "empty that"),
    "refused with an article": ("question;answer;article\nWho?;not in the corpus;a.md\n", 2, "empty that"),
    "a cell too many": ("question,answer\nWho, if any?,Ann\n", 2, "quotes"),
    "a column without a name": ("question;answer;\nWho?;Ann;because\n", 2, "name it"),
    "names and no question": ("\nQuery;answer\nWho?;Ann\n", 2, "call that column"),
    "a column twice": ("question;answer;right answer\nWho?;Ann;Bob\n", 1, "keep one"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_row_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, case: str) -> None:
    text, row, advice = BAD[case]
    (tmp_path / "q.csv").write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=rf"Row {row} of .*q\.csv.*{advice}") as raised:
        read(tmp_path / "q.csv")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["q.csv", "q.tsv", "q.xlsx", "q.xls", "q.ods"])
@pytest.mark.parametrize(
    "content", [None, b"", b"\n\n", b"question;answer\n", b'"Who?";"Ann', b"\x81\x8d", b"PK\x03\x04"]
)
def test_a_file_that_is_no_sheet_of_questions_is_an_error_of_one_line(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(QuestionError, match=r"q\.") as raised:
        read(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_a_column_that_is_not_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("note;question;desk;answer\nx;Who?;y;Ann\n", encoding="utf-8")
    (question,), (notice,) = read(tmp_path / "q.csv")
    assert (question.question, question.answers) == ("Who?", ("Ann",))
    assert notice.endswith("not used: note, desk.")


NUMBERS = [
    (6, "6", "General"),
    (6.1, "6.1", "General"),
    (6.0, "6", "0"),
    (0.1 + 0.2, "0.3", "0.00"),
    (1200, "1200", "#,##0"),
]


@pytest.mark.parametrize(("value", "text", "form"), NUMBERS)
def test_a_number_of_a_workbook_is_an_answer_as_it_is_shown(tmp_path: Path, value: float, text: str, form: str) -> None:
    write_xlsx(tmp_path / "q.xlsx", [["question", "answer"], ["How many?", value]], B2=form)
    assert read(tmp_path / "q.xlsx")[0][0].answers == (text,)


SHOWN_OTHERWISE = [(0.061, "0.0%"), (1200, "$#,##0"), (dt.date(2026, 5, 4), "yyyy-mm-dd"), ("#REF!", "General")]


@pytest.mark.parametrize(("value", "form"), SHOWN_OTHERWISE, ids=str)
def test_a_cell_that_is_shown_otherwise_than_it_is_kept_is_refused(tmp_path: Path, value: Any, form: str) -> None:
    write_xlsx(tmp_path / "q.xlsx", [["question", "answer"], ["Who?", "Ann"], ["How much?", value]], B3=form)
    with pytest.raises(QuestionError, match=r"Row 3 .* in B"):
        read(tmp_path / "q.xlsx")


def test_questions_on_two_sheets_of_a_workbook_are_not_half_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Who?", "Ann"])
    book.create_sheet("Empty")
    book.save(tmp_path / "q.xlsx")
    assert len(read(tmp_path / "q.xlsx")[0]) == 1
    book["Empty"].append(["When?", "Today"])
    book.save(tmp_path / "q.xlsx")
    with pytest.raises(QuestionError, match="several sheets"):
        read(tmp_path / "q.xlsx")


def test_a_sheet_is_measured_on_the_command_line(assistant: Assistant, run: Run, tmp_path: Path) -> None:
    where = ("--corpus", assistant.settings.corpus, "--index", assistant.settings.index)
    file = tmp_path / "desk.csv"
    rows = [
        ["Question", "Right answer", "File", "Why"],
        ["What tariff did Canada agree to on Chinese electric vehicles?", "6.1%", "2026-01-30-ev-tariff-canola.md", ""],
        ["Which Mexican leader announced the partnership with Mark Carney?", "Claudia Sheinbaum|Sheinbaum", "", ""],
        ["Who painted the Mona Lisa?", "not in the corpus", "", "far off"],
    ]
    write_csv(file, rows, ";", "cp1252", csv.QUOTE_MINIMAL)
    result = run("eval", file, "--json", *where)
    assert result.json["questions"] == 3
    assert result.json["figures"]["hits@1"]["cases"] == 1, "only one row names its article"
    assert result.json["figures"]["answer@3"]["cases"] == 2
    assert "evidence" not in result.json["figures"], "no row has the words of its article"
    assert result.err.count("\n") == 1
    assert "Why" in result.err

    rows[2][2] = "2026-01-30.md"
    write_csv(file, rows, ";", "utf-8", csv.QUOTE_MINIMAL)
    failed = run("eval", file, "--json", *where)
    assert failed.code == 1
    assert "Row 3" in failed.err.splitlines()[-1]
    rows[0][3] = ""
    write_csv(file, [row[:3] for row in rows], ";", "utf-8", csv.QUOTE_MINIMAL)
    check_failure(run("eval", file, *where), "Row 3", "2026-01-30.md")
