"""What tests in a browser share: windows, asking, and what axe finds."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from assistant.records import normalize_space

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def ask(page: Any, question: str) -> Any:
    """Ask by Enter; the new turn, once it is answered."""
    turns = page.locator(".turn").count()
    box = page.get_by_role("textbox").first
    box.fill(question)
    box.press("Enter")
    turn = page.locator(f'.turn[data-turn="{turns + 1}"]:not([data-pending])')
    turn.wait_for()
    return turn


def ask_anew(turn: Any, begin: Callable[[], None]) -> None:
    """Do what asks a turn's question again, and wait for the new answer: the old one stands there until then."""
    page, number = turn.page, turn.get_attribute("data-turn")
    turn.evaluate("turn => { turn.dataset.before = ''; }")  # the first update of the turn takes it away
    begin()
    page.locator(f'.turn[data-turn="{number}"]:not([data-pending]):not([data-before])').wait_for()


def marked(page: Any) -> str:
    return normalize_space("".join(page.locator(".reader mark").all_text_contents()))


def check_access(page: Any, where: str) -> list[str]:
    """The serious and critical violations that axe finds."""
    page.evaluate(AXE)
    violations = page.evaluate("axe.run().then(found => found.violations)")
    return [
        f"{where}: {each['id']}: {node['html'][:150]} {node['failureSummary']}"
        for each in violations
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
