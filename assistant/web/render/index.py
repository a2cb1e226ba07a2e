"""The state of the index, its last run and its health, as HTML."""

from collections.abc import Sequence

from assistant.progress import describe_pace
from assistant.reports import Diagnosis, IndexStatus, SyncReport
from assistant.web import text
from assistant.web.indexing import Run
from assistant.web.render.markup import attribute, boolean, escape, isolated, time_html

LINES_UNFOLDED = 8  # a longer report of a run is folded


def state_html(facts: Sequence[str], run: Run) -> str:
    """The state of the index in one line, with a progress bar during a run."""
    line = " · ".join(fact for fact in facts if fact)
    if not run.running:
        problem = f" {escape(run.error)}" if run.error else ""
        return f'<p class="state">{escape(line)}{problem}</p>'
    pace = describe_pace(run.done, run.total, run.passages, run.seconds)
    now = text.INDEXING_PROGRESS.format(done=run.done, total=run.total) if run.total else text.INDEXING
    now = f"{now} ({pace})" if pace else now
    value = f' value="{run.done}" max="{run.total}"' if run.total else ""
    doing = text.STOPPING if run.stopping else now
    bar = f'<progress{value} aria-label="{text.INDEXING}"></progress>'
    return f'<p class="state">{escape(line)} {bar} {doing} <span class="what">{isolated(run.what)}</span></p>'


def run_html(run: Run) -> str:
    """The report or the error of the last run."""
    if run.error:
        return lines_html([text.RUN_HEADING + run.error])
    return report_html(run.report) if run.report else ""


def report_html(report: SyncReport) -> str:
    """What a run of the index did with each file; a long list is folded."""
    counts = [f"{getattr(report, name):,} {name}" for name in text.RUN_COUNTS if getattr(report, name)]
    failed = [text.RUN_FAILED.format(count=len(report.failed))] if report.failed else []
    did = ", ".join(counts + failed) or text.NOTHING_TO_DO
    summary = f"{text.RUN_HEADING}{did} ({text.SECONDS.format(seconds=report.seconds)})"
    reasons = {failure.path: f": {failure.reason}" for failure in report.failed}
    items = [
        f'<li data-outcome="{attribute(outcome)}"><span class="outcome">{escape(outcome)}</span> {isolated(path)}'
        f"{escape(reasons.get(path, ''))}</li>"
        for path, outcome in report.outcomes
    ]
    if not items:
        return f'<p class="run">{escape(summary)}</p>'
    is_open = " open" if len(items) <= LINES_UNFOLDED else ""
    return f'<details class="run"{is_open}><summary>{escape(summary)}</summary><ul>{"".join(items)}</ul></details>'


def lines_html(messages: Sequence[str]) -> str:
    """Messages, one a line."""
    return "".join(f'<p class="line">{escape(message)}</p>' for message in messages)


def health_html(status: IndexStatus | None, diagnosis: Diagnosis | None = None) -> str:
    """The size of the index, and the result of a check."""
    facts = {
        "articles": f"{status.articles:,}" if status else "0",
        "passages": f"{status.passages:,}" if status else "0",
        "encoder": isolated(status.encoder or "") if status else "",
        "last_sync": time_html(status.last_sync) if status else "",
    }
    lines = "".join(f"<dt>{text.HEALTH_LINES[name]}</dt><dd>{fact or '–'}</dd>" for name, fact in facts.items())
    return f'<dl class="facts">{lines}</dl>{diagnosis_html(diagnosis) if diagnosis else ""}'


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """The result of a check of the index, part by part."""
    if diagnosis.healthy:
        counted = text.plural(diagnosis.articles, "article"), text.plural(diagnosis.passages, "passage")
        verdict = text.HEALTHY.format(articles=counted[0], passages=counted[1], seconds=diagnosis.seconds)
    else:
        verdict = diagnosis.way_out or text.NOT_HEALTHY
    items = "".join(
        f'<li data-ok="{boolean(check.ok)}"><b>{escape(check.name)}</b>: '
        f"{escape('; '.join(found.text for found in check.found) or text.FINE)}</li>"
        for check in diagnosis.checks
    )
    repaired = lines_html([text.REPAIRED.format(what="; ".join(diagnosis.repaired))]) if diagnosis.repaired else ""
    healthy = boolean(diagnosis.healthy)
    return f'<p class="verdict" data-ok="{healthy}">{escape(verdict)}</p>{repaired}<ul class="checks">{items}</ul>'
