import pytest

from conformance.report.html import html
from tests.prerequisites import give_up


@pytest.fixture(scope="module")
def browser():
    """A browser for one module. Playwright's event loop would disturb the tests of other modules."""
    try:
        from tests.browser.chromium import chromium, find_chromium
    except ModuleNotFoundError as error:
        give_up(f"{error.name} is not installed. Install the extra dev.")
    if not find_chromium():
        give_up("There is no Chromium on the PATH. Install it (apt-get install chromium).")
    with chromium() as browser:
        yield browser


@pytest.fixture
def show(browser, tmp_path):
    """Open a report as an HTML page; ``page.errors`` lists its errors, ``page.requested`` the loaded URLs."""
    contexts = []

    def open_page(report, *, at="", width=1280, scheme="light", script=True, edit=str, make=html, **context):
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,
                java_script_enabled=script,
                **context,
            )
        )
        file = tmp_path / "report.html"
        file.write_text(edit(make(report)), encoding="utf-8")
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.errors, page.requested = [], []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: page.errors.append(message.text))
        page.on("dialog", lambda dialog: page.errors.append(dialog.message))
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("popup", lambda popup: page.errors.append(popup.url))
        page.goto(f"{file.as_uri()}{at}")
        return page

    yield open_page
    for context in contexts:
        context.close()
