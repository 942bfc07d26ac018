"""The pages of ``matrix`` and ``trend`` in a browser: accessible at any width, safe with hostile text."""

import pytest

from conformance.report.compare import matrix, trend
from conformance.report.compare.sources import Source
from tests.browser.reports import HOSTILE, hostile, varied

pytestmark = pytest.mark.browser

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGES = pytest.mark.parametrize("make", [matrix.html, trend.html], ids=["matrix", "trend"])


def sources():
    fixed = varied() | {"started": "2027-04-01T12:00:00+00:00"}
    fixed["requirements"] = [
        entry | {"verdict": "pass"} if entry["verdict"] == "fail" else entry
        for entry in fixed["requirements"]
    ]
    return [Source("before", varied()), Source("after", fixed), Source(HOSTILE, hostile())]


@PAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_page_is_accessible_and_fits_the_width(show, make, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = show(sources(), make=make, scheme=scheme, width=width, bypass_csp=True)
    found = axe.run(page).response["violations"]
    assert [(each["impact"], each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert page.evaluate(OVERFLOW) == 0


@PAGES
def test_hostile_text_runs_no_script_and_loads_nothing(show, make):
    page = show(sources(), make=make)
    assert page.evaluate("typeof owned") == "undefined"
    assert page.errors == []
    assert page.requested == [page.url]
    assert page.locator("script, img, iframe, base, link, form, object, [onclick], [autofocus]").count() == 0


def test_rows_with_the_same_verdicts_can_be_hidden_without_script(show):
    page = show(sources()[:2], make=matrix.html, script=False)
    rows = page.locator("tbody th[scope=row] .id:visible")
    every = rows.count()
    page.get_by_label("Only requirements with different verdicts").check()
    assert 0 < rows.count() < every
    assert page.locator("tbody th[scope=rowgroup]:visible").count() > 0


@pytest.mark.parametrize("width", [390, 1440])
def test_headers_of_rows_and_columns_stay_visible(show, width):
    page = show(sources()[:2], make=matrix.html, width=width)
    table = page.locator(".scroll")
    table.evaluate("table => { table.style.maxHeight = '20rem'; table.scrollTo(40, 300) }")
    frame = table.bounding_box()
    column = page.locator("thead th").first.bounding_box()
    row = page.locator("tbody th[scope=row]").last.bounding_box()
    assert abs(column["y"] - frame["y"]) <= 1
    assert abs(row["x"] - frame["x"]) <= 1
