import pytest

from tests.browser.reports import HOSTILE, hostile, large, varied

pytestmark = pytest.mark.browser

OPEN_ALL = "() => { for (const each of document.querySelectorAll('details')) each.open = true }"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

FOCUSED = """() => {
  const focused = document.activeElement;
  return focused.matches(".rows summary") ? "row" : focused.localName;
}"""


def rows(page):
    return page.locator(".rows > li:visible")


def chip(page, name):
    return page.locator(".chips").get_by_role("button", name=name)


def test_hostile_text_runs_no_script_and_loads_nothing(show):
    page = show(hostile())
    page.evaluate(OPEN_ALL)
    for button in page.locator("button:visible").all():
        button.click()
    for cell in page.locator(".cell[data-id]").all():
        cell.click()
    for item in page.locator("summary, code, pre, h3").all():
        item.hover(force=True)
    assert page.evaluate("typeof owned") == "undefined"
    assert page.errors == []
    assert [url.partition("#")[0] for url in page.requested] == [page.url.partition("#")[0]]
    assert (
        page.locator(
            "img, svg, iframe, base, link, form, object, [onclick], [onmouseover], [autofocus]"
        ).count()
        == 0
    )
    assert page.locator("script").count() == page.locator("style").count() == 1
    assert "<img src=//evil.example/a onerror=owned=1>" in page.locator("h1 ~ .target").inner_text()
    assert "\\x1b[31mred" in page.locator("h1 ~ .target").inner_text()


def test_policy_blocks_injected_markup(show):
    slip = "<script>owned=1</script><img src=//evil.example onerror=owned=1><style>body{display:none}</style>"
    page = show(
        varied(), edit=lambda text: text.replace("</main>", f"{slip}<b onclick='owned=1'>slip</b></main>")
    )
    page.get_by_text("slip", exact=True).click()
    assert page.evaluate("typeof owned") == "undefined"
    blocked = [error for error in page.errors if "Content Security Policy" in error]
    for kind in ("script", "event handler", "style", "image"):
        assert any(kind in error for error in blocked), kind
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("() => { document.body.innerHTML = '<b>x</b>' }")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("report", [varied, hostile])
def test_page_is_accessible(show, scheme, width, report):
    from axe_playwright_python.sync_playwright import Axe

    page = show(report(), scheme=scheme, width=width)
    for state in ("folded", "open"):
        found = Axe().run(page).response["violations"]
        violations = [
            (each["impact"], each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found
        ]
        assert violations == [], state
        page.evaluate(OPEN_ALL)


@pytest.mark.parametrize("report", [varied, hostile])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_page_fits_the_width(show, width, report):
    page = show(report(), width=width)
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OVERFLOW) == 0


def test_requirements_are_filtered_by_verdict_level_section_and_text(show):
    page = show(varied())
    total = rows(page).count()
    assert total == 14
    chip(page, "fail").click()
    assert rows(page).count() == 3
    chip(page, "warn").click()
    assert rows(page).count() == 5
    chip(page, "MUST").click()
    assert rows(page).count() == 3
    assert page.locator("#shown").inner_text() == "3 of 14 shown"
    page.get_by_role("combobox").select_option(label="Published contract")
    assert rows(page).locator(".id").all_inner_texts() == ["CONTRACT-01"]
    assert page.locator(".group:visible").count() == 1
    page.get_by_role("button", name="Show all").click()
    assert rows(page).count() == total
    page.get_by_role("searchbox").fill("3.7.2-1 NUMBER")
    assert rows(page).locator(".id").all_inner_texts() == ["BULK-3.7.2-10", "BULK-3.7.2-11", "BULK-3.7.2-12"]
    assert page.errors == []


@pytest.mark.parametrize(
    "verdict", ["inconclusive", "blocked", "waived", "untested", "not-applicable", "deselected"]
)
def test_requirements_without_a_result_are_listed_and_filtered(show, verdict):
    page = show(varied())
    assert page.locator("#no-result, #not-tested").get_by_text(verdict, exact=True).count() == 1
    page.locator(".legend").get_by_role("link", name=verdict).click()
    assert rows(page).locator(".verdict").all_inner_texts() == [verdict] * rows(page).count()
    assert rows(page).count() > 0


@pytest.mark.parametrize("script", [True, False])
def test_deep_link_opens_the_requirement(show, script):
    page = show(varied(), at="#BULK-3.7.3-13", script=script)
    row = page.locator(".rows > li", has_text="BULK-3.7.3-13")
    assert row.locator(".detail").is_visible()
    assert 0 <= row.bounding_box()["y"] < 400


def test_link_to_a_filtered_requirement_clears_the_filter(show):
    page = show(varied())
    link = page.locator(".problems a.id").first
    for _ in range(2):  # the second time the address already has this hash
        chip(page, "pass").click()
        link.click()
        page.locator(f"[id='{link.inner_text()}']").wait_for(state="visible")
        assert rows(page).count() == 14


def test_cell_of_the_overview_links_to_its_requirement(show):
    page = show(varied())
    page.locator(".cell[data-id='BULK-3.7.2-06']").click()
    assert page.locator("[id='BULK-3.7.2-06']").is_visible()


def test_back_button_returns_to_the_previous_requirement(show):
    page = show(varied(), at="#BULK-3.7.2-06")
    page.locator(".cell[data-id='BULK-3.7.3-13']").click()
    page.go_back()
    assert page.url.endswith("#BULK-3.7.2-06")
    assert page.locator("[id='BULK-3.7.2-06']").is_visible()
    assert page.errors == []


def test_linked_exchange_is_opened(show):
    page = show(varied())
    page.get_by_role("link", name="5", exact=True).first.click()
    assert page.locator("#exchange-5").is_visible()
    assert "//4A" in page.locator("#exchange-5").inner_text()


def test_faulty_place_is_marked_and_visible(show):
    page = show(varied())
    page.locator(".evidence summary").first.click()
    marks = page.locator(".evidence[open] mark:visible").all_inner_texts()
    assert '"status": 201' in marks


def test_long_body_is_folded_and_can_be_opened(show):
    page = show(varied(), at="#exchange-3")
    body = page.locator("#exchange-3 .message").last
    assert "3-1" in body.inner_text()
    assert "3-180" not in body.inner_text()
    body.locator(".more > summary").click()
    assert "[cut: the body has" in body.inner_text()


def test_command_is_copied(show):
    page = show(varied(), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".reproduce summary").first.click()
    command = page.locator(".reproduce .command").first
    command.get_by_role("button").click()
    assert page.evaluate("() => navigator.clipboard.readText()") == command.locator("pre").inner_text()
    assert command.get_by_role("button").inner_text() == "Copied"


def test_command_is_selected_if_it_cannot_be_copied(show):
    page = show(varied())
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    page.locator(".reproduce summary").first.click()
    command = page.locator(".reproduce .command").first
    command.get_by_role("button").click()
    assert page.evaluate("() => String(getSelection())") == command.locator("pre").inner_text()


def test_page_can_be_used_by_keyboard(show):
    page = show(varied())
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").focus()
    reached = []
    while "row" not in reached and len(reached) < 40:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert reached[-1] == "row"
    assert reached.count("button") == 4 + 10 + 1  # levels, verdicts, all
    page.keyboard.press("Enter")
    assert page.locator(".rows details[open]").count() == 1


def test_page_without_script_shows_everything_except_controls(show):
    page = show(varied(), script=False)
    assert page.locator(".filter:visible, .copy:visible").count() == 0
    assert rows(page).count() == 14
    page.locator(".rows summary").first.click()
    assert page.locator(".rows .detail").first.is_visible()


def test_print_shows_results_without_controls(show):
    page = show(varied())
    page.emulate_media(media="print")
    assert page.locator("nav:visible, .filter:visible, .copy:visible, #exchanges:visible").count() == 0
    assert page.locator(".problems article:visible").count() > 0
    assert rows(page).count() == 14
    assert len(page.pdf()) > 10_000


def test_hostile_text_is_shown_as_text(show):
    page = show(hostile())
    page.evaluate(OPEN_ALL)
    assert HOSTILE[:200] in page.locator("#capabilities").inner_text()


def test_links_and_filters_work_on_a_large_page(show):
    page = show(large(requirements=210, exchanges=320), at="#BULK-3.14-29")
    assert page.locator("body.large").count() == 1
    row = page.locator(".rows > li", has_text="BULK-3.14-29")
    assert row.locator(".detail").is_visible()
    assert 0 <= row.bounding_box()["y"] < 400
    page.get_by_role("searchbox").fill("number 207")
    assert rows(page).locator(".id").all_inner_texts() == ["BULK-3.14-27"]
    page.evaluate("() => { location.hash = 'exchange-301' }")
    page.locator("#exchange-301").wait_for(state="visible")
    assert 0 <= page.locator("#exchange-301").bounding_box()["y"] < 400
