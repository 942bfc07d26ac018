"""The page of a statement in a browser: accessible, without external resources and scripts."""

import pytest

from conformance.report.statement.document import Issuer, statement
from conformance.report.statement.page import page as statement_page
from conformance.requirements.verdicts import Verdict
from tests.browser.reports import HOSTILE, hostile, varied
from tests.browser.test_page import OVERFLOW

pytestmark = pytest.mark.browser


@pytest.fixture
def show_statement(show):
    """Open the statement about a report; the name of the issuer is hostile."""

    def open_page(report, **options):
        issuer = Issuer(HOSTILE, "Example ID", "4.2", "scim@example.com", "2026-03-02T09:00:00+00:00")
        document = statement(report, "report.json", "0" * 64, issuer, {"report.json.sig": "1" * 64})
        return show(report, edit=lambda _: statement_page(document), **options)

    return open_page


@pytest.mark.parametrize("report", [varied, hostile])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_accessible(show_statement, scheme, report):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = show_statement(report(), scheme=scheme)
    found = axe.run(page).response["violations"]
    assert [
        (each["impact"], each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found
    ] == []


@pytest.mark.parametrize("width", [320, 1440])
def test_page_fits_the_width_and_loads_nothing(show_statement, width):
    page = show_statement(hostile(), width=width)
    assert page.evaluate(OVERFLOW) == 0
    assert page.errors == []
    assert page.requested == [page.url]
    assert page.evaluate("typeof owned") == "undefined"


def test_statement_without_deviations_fits_on_one_printed_page(show_statement):
    report = varied()
    for entry in report["requirements"]:
        entry["verdict"] = Verdict.PASS
        for finding in entry["findings"]:
            finding["verdict"] = Verdict.PASS
    assert show_statement(report).pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
