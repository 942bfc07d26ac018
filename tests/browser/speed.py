"""Measure the speed of the page of a large report: ``python -m tests.browser.speed``. No test uses it."""

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from conformance.report.html import html
from tests.browser.chromium import chromium
from tests.browser.reports import large

TIMES = 5

FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
FILTER = """() => {
  const text = document.querySelector("#text");
  text.value = "number 77";
  text.dispatchEvent(new Event("input"));
}"""
CHIP = "() => document.querySelector('.chips [data-verdict=fail]').click()"
CLEAR = "() => document.querySelector('#all').click()"
JUMP = "() => { location.hash = 'BULK-3.14-100' }"
EXCHANGE = "() => { location.hash = 'exchange-1187' }"
BACK = "() => { location.hash = ''; scrollTo(0, 0) }"


def action_time(page: Page, action: str) -> float:
    """Return the milliseconds until the result of an action is painted."""
    begin = time.perf_counter()
    page.evaluate(action)
    page.evaluate(FRAME)
    return 1000 * (time.perf_counter() - begin)


def load_time(page: Page, url: str) -> float:
    """Return the milliseconds until a page is loaded and painted."""
    begin = time.perf_counter()
    page.goto("about:blank")
    page.goto(url)
    page.evaluate(FRAME)
    return 1000 * (time.perf_counter() - begin)


def main() -> None:
    report = large()
    begin = time.perf_counter()
    text = html(report)
    print(f"{len(report['requirements'])} requirements, {len(report['exchanges'])} exchanges")
    print(f"{'write':22} {time.perf_counter() - begin:6.1f} s, {len(text) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as directory, chromium() as browser:
        file = Path(directory, "report.html")
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        print(f"{'open':22} {median(load_time(page, file.as_uri()) for _ in range(TIMES)):6.0f} ms")
        actions = {
            "filter by text": FILTER,
            "filter by verdict": CHIP,
            "show all": CLEAR,
            "jump to a requirement": JUMP,
            "jump to an exchange": EXCHANGE,
        }
        measured = {name: [] for name in actions}
        for _ in range(TIMES):
            for name, action in actions.items():
                measured[name].append(action_time(page, action))
            page.evaluate(BACK)
        for name, times in measured.items():
            print(f"{name:22} {median(times):6.0f} ms")


if __name__ == "__main__":
    main()
