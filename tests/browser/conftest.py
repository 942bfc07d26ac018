import pytest

from conformance.report.html import html
from tests.prerequisites import give_up


@pytest.fixture(scope="module")
def browser():
    """A browser that ends with the module: while it runs, no other test could run an event loop."""
    try:
        from tests.browser.chromium import chromium, found
    except ModuleNotFoundError as error:
        give_up(f"{error.name} is not installed; it is in the extra dev.")
    if not found():
        give_up("There is no Chromium on the PATH; install it (apt-get install chromium).")
    with chromium() as browser:
        yield browser


@pytest.fixture
def show(browser, tmp_path):
    """Open a report as its page; ``page.troubles`` has what went wrong, ``page.asked`` what it loaded."""
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
        page.troubles, page.asked = [], []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda message: page.troubles.append(message.text))
        page.on("dialog", lambda dialog: page.troubles.append(dialog.message))
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("popup", lambda popup: page.troubles.append(popup.url))
        page.goto(f"{file.as_uri()}{at}")
        return page

    yield open_page
    for context in contexts:
        context.close()
