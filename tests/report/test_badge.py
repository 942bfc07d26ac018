import json
from xml.etree.ElementTree import fromstring

import pytest

from conformance.report.badge import COLOUR, badge, badge_svg
from conformance.report.model import build
from conformance.requirements.verdicts import RunVerdict, Verdict

SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour):
    """Return the relative luminance of a colour, as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "conformant: core"),
        ({"verdict": Verdict.WARN}, "conformant, with warnings: core"),
        ({"verdict": Verdict.FAIL}, "not conformant: core"),
        ({"problem": "a check raised KeyError"}, "void"),
        ({"interrupted": True}, "partial"),
        ({"settled": {"BULK-3.7.2-02": (Verdict.DESELECTED, "narrowed")}}, "partial"),
    ],
)
def test_badge_shows_the_published_verdict(make, changes, message):
    values = dict(changes)
    findings = [make.finding(1), make.finding(2, values.pop("verdict", Verdict.PASS))]
    requirements = [make.requirement(1), make.requirement(2)]
    if "settled" in values:
        findings.pop()
    report = build(make.record(findings=findings, requirements=requirements, **values))
    document = json.loads(badge(report))
    assert document["schemaVersion"] == 1
    assert (document["label"], document["message"]) == ("SCIM", message)
    svg = fromstring(badge_svg(report))
    assert svg.find(f"{SVG}title").text == f"SCIM: {message}"
    assert [text.text for text in svg.findall(f"{SVG}text")] == ["SCIM", message]


def test_svg_has_an_accessible_name_and_no_external_resources(make):
    svg = badge_svg(build(make.record()))
    root = fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    assert svg.count("http") == 1  # the namespace


def test_each_colour_has_enough_contrast_with_white_text():
    assert set(COLOUR) == set(RunVerdict)
    for colour in COLOUR.values():
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5
