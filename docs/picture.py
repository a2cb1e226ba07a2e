"""Make docs/page.png from the running app: ``make picture``. Needs Chromium."""

import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import sleep

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).parents[1]
PORT = 7899
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Ask the first example question, open its first citation, and take the picture."""
    subprocess.run([sys.executable, "-m", "assistant", "index"], cwd=REPOSITORY, check=True)
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=REPOSITORY)
    try:
        address = f"http://127.0.0.1:{PORT}"
        wait_for(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=1.5)
            page.goto(address)
            page.get_by_role("button", name="Who won the 2022 World Cup?").click()  # loads the encoder
            page.get_by_text("Closest passages").first.wait_for(timeout=180_000)
            page.get_by_role("button", name="Start over").click()
            page.get_by_role("button", name="What tariff did Canada agree to").click()
            page.locator("button[data-citation='1']").first.click(timeout=180_000)
            page.locator("mark").first.wait_for()
            sleep(1)
            page.screenshot(path=REPOSITORY / "docs" / "page.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


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
