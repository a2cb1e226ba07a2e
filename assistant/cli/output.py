"""What the commands print for people, as lines of text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant import contract, terminal
from assistant.records import names_of_copies

if TYPE_CHECKING:
    from assistant.answer.explanation import Closest, Explanation
    from assistant.records import Answer, Article, Evidence, Scope, SearchResult
    from assistant.reports import Diagnosis, Failure, IndexStatus, Skipped, SyncReport

LEAST_EFFECT = 0.005  # of a feature that is printed
CELL = 60  # letters of a cell of a table
LISTED = 5  # files that are named; more are counted


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on one line, and flush. JSON escapes control characters."""
    print(contract.to_line(value), flush=True)


def print_report(report: "SyncReport") -> None:
    """Print what ``index`` did, and to stderr what it could not read."""
    terminal.write_line(
        f"{report.articles} articles, {report.passages} passages: {report.added} added, {report.changed} changed, "
        f"{report.moved} moved, {report.removed} removed, {report.unchanged} unchanged; "
        f"{report.embedded} passages embedded in {report.seconds:.1f} s"
    )
    for line in _unread(report.failed, report.skipped):
        terminal.write_line(line, error=True)


def print_status(status: "IndexStatus") -> None:
    """Print what the index holds, and what could not be read."""
    when = status.last_sync.astimezone().strftime("%Y-%m-%d %H:%M") if status.last_sync else "never finished"
    terminal.write_line(
        f"{status.articles} articles, {status.passages} passages; encoder {status.encoder}; last indexed {when}"
    )
    terminal.write_line(f"files: {status.articles} indexed, {len(status.failed)} failed, {len(status.skipped)} skipped")
    for line in _unread(status.failed, status.skipped):
        terminal.write_line(line)


def _unread(failed: "Iterable[Failure]", skipped: "Iterable[Skipped]") -> list[str]:
    """A line for each failed or skipped file; many skipped for one reason are counted in one line."""
    from assistant.reports import count_reasons

    lines = []
    for failure in failed:
        since = f" (since {failure.since.astimezone():%Y-%m-%d %H:%M})" if failure.since else ""
        lines.append(f"failed  {failure.path}: {failure.reason}{since}")
    for reason, paths in count_reasons(skipped):
        names = paths if len(paths) <= LISTED else [f"{len(paths):,} files"]
        lines += [f"skipped  {name}: {reason}" for name in names]
    return lines


def describe_round(report: "SyncReport") -> str:
    """What a round of ``watch`` changed, in one line."""
    reasons = {failure.path: f": {failure.reason}" for failure in report.failed}
    parts = []
    for name in ("added", "changed", "moved", "removed", "failed"):
        paths = [f"{path}{reasons.get(path, '')}" for path, outcome in report.outcomes if outcome == name]
        if paths:
            more = ", ..." if len(paths) > LISTED else ""
            parts.append(f"{len(paths)} {name} ({', '.join(paths[:LISTED])}{more})")
    changes = ", ".join(parts) or "nothing changed"
    return f"{changes}; {report.articles} articles, {report.passages} passages"


def print_article(article: "Article") -> None:
    """Print the metadata of an article in one line, and its text."""
    date = f"{article.date.isoformat()} (from its {article.date_origin})" if article.date else "no date"
    terminal.write_line(" · ".join(filter(None, [article.title, article.source, article.author, date, article.url])))
    terminal.write(f"\n{article.text.strip()}")


def print_search(result: "SearchResult") -> None:
    """Print the passages found, best first, with the beginning of their texts."""
    _print_scope(result.scope)
    for hit in result.hits:
        terminal.write_line(f"{hit.rank:>3}  {hit.score:.2f}  {_describe(hit)}")
        terminal.write_line(f"     {' '.join(hit.text.split())[:300]}")
    if not result.hits:
        terminal.write_line("Nothing found.")


def print_answer(answer: "Answer") -> None:
    """Print an answer with its citations, or a refusal with the closest passages."""
    if answer.kind == "fact" and answer.searched != answer.question:
        terminal.write_line(f"(searched as: {answer.searched})")
        terminal.write_line("")
    _print_scope(answer.scope)
    _print_words(answer)
    if answer.note:
        terminal.write_line("")
        terminal.write_line(f"({answer.note})")
    for citation in answer.citations:
        where = ", ".join(filter(None, [citation.source, contract.of_date(citation.date), _page(citation.page)]))
        terminal.write_line("")
        terminal.write_line(f"[{citation.number}] {citation.title}{f' ({where})' if where else ''}")
        terminal.write_line(f"    {citation.article}")
        if citation.also_in:
            terminal.write_line(f"    also in {names_of_copies(citation.also_in)}")
    if answer.status != "answered" and answer.also_retrieved:
        terminal.write("\nClosest passages:")
        for evidence in answer.also_retrieved[:3]:
            terminal.write_line(f"  - {_describe(evidence)}")


def _print_words(answer: "Answer") -> None:
    """Print what an answer says: in a paragraph, or in lines if it has sides, days or speakers; then its tables."""
    from assistant.web.conversations import blocks, marks, more_rows, tables_of, words_of
    from assistant.web.results import ROWS, lines_of

    apart = (
        answer.columns or answer.result or answer.kind == "timeline" or any(each.speaker for each in answer.sentences)
    )
    if answer.status != "answered" or not apart:
        terminal.write(answer.text)
        return
    for line in lines_of(answer):
        terminal.write_line(line)
    for block in blocks(answer, [" ".join([*words_of(each), *marks(each)]) for each in answer.sentences]):
        terminal.write(f"\n{block}")
    for head, rows in tables_of(answer):
        terminal.write_line("")
        for line in [*align([head, *rows[:ROWS]]), *more_rows(len(rows), ROWS)]:
            terminal.write_line(line)


def align(rows: "Sequence[Sequence[str]]") -> list[str]:
    """Rows of cells as lines with aligned columns, without those that have only a head. Long cells are cut."""
    cut = [[" ".join(cell.split()) for cell in row] for row in rows]
    cut = [[cell if len(cell) <= CELL else f"{cell[: CELL - 1]}…" for cell in row] for row in cut]
    columns = [column for column in zip(*cut, strict=True) if any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in zip(*columns, strict=True)
    ]


def print_explanation(explanation: "Explanation") -> None:
    """Print why a question is answered or refused."""
    terminal.write("\nWhy:")
    for line in _why(explanation):
        terminal.write_line(f"  {line}")
    terminal.write("\nClosest articles:" if explanation.closest else "\nNo article came close.")
    for closest in explanation.closest:
        days = "" if closest.in_period is None else "of these days" if closest.in_period else "of other days"
        terminal.write_line(f"  {closest.rank:>2}  {_describe(closest)}")
        ranks = f"by meaning {closest.dense_rank or '-'}, by words {closest.lexical_rank or '-'}"
        place = f"rank {ranks}; score {closest.score:.2f}, cosine {closest.cosine:.2f}"
        terminal.write_line(f"      {'; '.join(filter(None, [place, days]))}")
    if explanation.influences and not explanation.by_coverage:
        terminal.write(f"\nWhat counted, added to {explanation.base:.2f} (log-odds), what pulls down most first:")
        for influence in explanation.influences:
            enough = "" if influence.enough is None else f"; {influence.enough:.2f} alone would be just enough"
            if abs(influence.effect) >= LEAST_EFFECT:
                terminal.write_line(
                    f"  {influence.effect:+.2f}  {influence.feature} {influence.value:.2f}: {influence.meaning}{enough}"
                )


def _why(explanation: "Explanation") -> "Iterable[str]":
    """The decision, and what was missing."""
    if explanation.kind != "fact":
        yield f"The question is of the kind {explanation.kind}; what follows holds for a question for a fact."
    if explanation.probability is None:
        yield "Nothing was found."
    elif explanation.by_coverage:
        names = "names" if explanation.is_enough else "does not name"
        yield f"The question asks about its subject as a whole, and the best passage {names} all of that."
    else:
        yield (
            f"The passages answer it with probability {explanation.probability:.2f}; "
            f"{explanation.threshold:.2f} is needed."
        )
    if explanation.period:
        yield " ".join(filter(None, [f"The question names {explanation.period}.", explanation.period_note]))
    yield from explanation.reasons


def _describe(evidence: "Evidence | Closest") -> str:
    page = _page(getattr(evidence, "page", None))
    parts = [evidence.title, evidence.source, contract.of_date(evidence.date), evidence.article, page]
    return " · ".join(filter(None, parts))


def _page(number: int | None) -> str:
    return f"page {number}" if number else ""


def _print_scope(scope: "Scope | None") -> None:
    if scope:
        terminal.write_line(f"({' '.join(filter(None, [f'{scope.label}.', scope.note]))})")
        terminal.write_line("")


def print_diagnosis(diagnosis: "Diagnosis") -> None:
    """Print the result of each check, then what was repaired and pruned."""
    for check in diagnosis.checks:
        for number, line in enumerate([finding.text for finding in check.found] or ["ok"]):
            terminal.write_line(f"{'' if number else check.name:<13} {line}")
    for line in diagnosis.repaired:
        terminal.write_line(f"repaired      {line}")
    if diagnosis.pruned is not None:
        terminal.write_line(
            f"pruned        {diagnosis.pruned} texts of replaced and removed articles, {diagnosis.freed / 1e6:.1f} MB"
        )
    if not diagnosis.way_out:
        terminal.write_line(
            f"{diagnosis.articles} articles, {diagnosis.passages} passages, checked in {diagnosis.seconds:.1f} s"
        )


def describe_remedy(diagnosis: "Diagnosis", repaired: bool) -> str:
    """What to do about an index that is not healthy."""
    names = ", ".join(check.name for check in diagnosis.checks if not check.ok)
    if not repaired:
        return f"The index is not whole ({names}): run `assistant doctor --repair`."
    return (
        f"Not everything could be repaired ({names}): move the index folder away, run `assistant index`, and put the "
        "conversations folder back that was in it."
    )
