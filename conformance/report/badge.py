"""``badge.json``, an endpoint badge for shields.io, and the same badge as an SVG file."""

from xml.etree.ElementTree import Element, SubElement, tostring

from conformance.report.document import Report
from conformance.report.published_verdict import published_verdict
from conformance.report.text import dump
from conformance.report.words import headline
from conformance.requirements.verdicts import RunVerdict

LABEL = "SCIM"

COLOUR = {
    RunVerdict.CONFORMANT: "1b6e3c",
    RunVerdict.CONFORMANT_WITH_WARNINGS: "8a5a00",
    RunVerdict.PARTIAL: "7a3aa8",
    RunVerdict.NOT_CONFORMANT: "b3261e",
    RunVerdict.VOID: "5b6470",
}
"""Background colours with enough contrast for white text."""

_LABEL_COLOUR = "3c434d"
_HEIGHT = 20
_MARGIN = 6
_NARROW = "fijlrt, "
_LETTER, _NARROW_LETTER = 6.9, 4.2
"""Widths of letters in pixels; the text is stretched to fit, since the font may differ."""


def badge(report: Report) -> str:
    """Return the badge for shields.io's endpoint."""
    return dump(
        {
            "schemaVersion": 1,
            "label": LABEL,
            "message": _message(report),
            "color": COLOUR[published_verdict(report)],
            "labelColor": _LABEL_COLOUR,
        }
    )


def badge_svg(report: Report) -> str:
    """Return the badge as an SVG that a screen reader reads as one sentence."""
    parts = [(LABEL, _LABEL_COLOUR), (_message(report), COLOUR[published_verdict(report)])]
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img", height=str(_HEIGHT))
    svg.set("aria-labelledby", "title")
    SubElement(svg, "title", id="title").text = ": ".join(text for text, _ in parts)
    left = 0.0
    for text, colour in parts:
        letters = sum(_NARROW_LETTER if letter in _NARROW else _LETTER for letter in text)
        box = {"x": f"{left:g}", "width": f"{letters + 2 * _MARGIN:g}", "height": str(_HEIGHT)}
        SubElement(svg, "rect", box, fill=f"#{colour}")
        words = SubElement(
            svg, "text", x=f"{left + _MARGIN:g}", y="14", fill="#fff", textLength=f"{letters:g}"
        )
        words.set("font-family", "Verdana, Geneva, sans-serif")
        words.set("font-size", "11")
        words.text = text
        left += letters + 2 * _MARGIN
    svg.set("width", f"{left:g}")
    return f"{tostring(svg, encoding='unicode')}\n"


def _message(report: Report) -> str:
    message = headline({**report, "verdict": published_verdict(report)})
    return message[0].lower() + message[1:]
