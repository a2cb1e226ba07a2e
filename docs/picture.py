"""Make the pictures in docs/ from the running app: ``make picture``. Needs Chromium."""

import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from time import sleep
from typing import Any

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).parents[1]
PORT = 7899
ADDRESS = f"http://127.0.0.1:{PORT}"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FIRST = "What tariff did Canada agree to on Chinese electric vehicles?"
SECOND = "What did Canada agree with India in February 2026?"


def main() -> None:
    """An answer with its first citation open in light, another in dark, and the corpus."""
    with tempfile.TemporaryDirectory() as index:
        where = ["--index", index]
        subprocess.run([sys.executable, "-m", "assistant", "index", *where], cwd=REPOSITORY, check=True)
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(PORT), *where]
        server = subprocess.Popen(command, cwd=REPOSITORY)
        try:
            wait_for(ADDRESS)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                take(browser, "light", "page.png", lambda page: read(page, SECOND))  # loads models
                take(browser, "light", "page.png", lambda page: read(page, FIRST))
                take(browser, "dark", "page-dark.png", lambda page: read(page, SECOND))
                take(browser, "light", "page-corpus.png", look_at_corpus)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def take(browser: Any, scheme: str, name: str, prepare: Any) -> None:
    """One picture of a fresh window."""
    context = browser.new_context(
        viewport={"width": 1360, "height": 880}, color_scheme=scheme, device_scale_factor=1.25
    )
    page = context.new_page()
    page.goto(ADDRESS)
    page.locator("#question").wait_for()
    prepare(page)
    sleep(1)
    page.screenshot(path=REPOSITORY / "docs" / name)
    context.close()


def read(page: Any, question: str) -> None:
    """Ask, wait for what may be asked next, and open the first citation."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".suggestion").first.wait_for(timeout=180_000)
    page.locator("button[data-citation='1']").first.click()
    page.locator("mark").first.wait_for()


def look_at_corpus(page: Any) -> None:
    """The Corpus tab."""
    page.get_by_role("tab", name="Corpus").click()
    page.locator("#articles table").wait_for()


def wait_for(address: str) -> None:
    """Return when the page answers; a minute at most."""
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            sleep(0.5)
    sys.exit(f"{address} does not answer.")


if __name__ == "__main__":
    main()
