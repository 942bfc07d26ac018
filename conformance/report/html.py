"""``report.html``: the whole run as one self-contained page without scripts."""

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.law.verdicts import Verdict
from conformance.report import words
from conformance.report.body import Body, body_text
from conformance.report.indent import indent_json
from conformance.report.model import Report
from conformance.report.text import visible

FINDINGS_SHOWN = 3
"""Findings that are shown of one requirement; the page says how many more ``report.json`` has."""


def html(report: Report) -> str:
    """Return the report as HTML; whatever the server said stands in it as text."""
    style = _TEMPLATES.get_template("report.css").render()
    shown = _shown(report)
    return _TEMPLATES.get_template("report.html").render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file; the policy in the page allows this text alone
        style_hash=b64encode(sha256(style.encode()).digest()).decode("ascii"),
        groups=[
            ("Failed", words.with_verdict(report, Verdict.FAIL)),
            ("Warned", words.with_verdict(report, Verdict.WARN)),
            ("Open", words.with_verdict(report, *words.OPEN)),
        ],
        exchanges=[exchange for exchange in report["exchanges"] if exchange["n"] in shown],
        shown=shown,
    )


def _findings(requirement: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the findings that are shown of one requirement: those that decided it, the first ones."""
    return words.telling(requirement)[:FINDINGS_SHOWN]


def _shown(report: Report) -> set[int]:
    """Return the numbers of the exchanges on the page: those that a shown finding names."""
    return {
        n
        for requirement in report["requirements"]
        for finding in _findings(requirement)
        for n in finding["exchanges"][: words.EXCHANGES_SHOWN]
    }


def _readable(body: Body | None) -> str:
    return indent_json(body) if isinstance(body, str) else body_text(body)


def _indented(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return json.dumps(value, ensure_ascii=False, indent=2)


def _visible(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return visible(value) if type(value) is str else value


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance.report"),
        autoescape=True,
        finalize=_visible,  # so that no place in a template can forget it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        headline=words.headline,
        sentences=words.sentences,
        law=words.law,
        by_section=words.by_section,
        count=words.count,
        telling=words.telling,
        findings=_findings,
        exchanges_shown=words.EXCHANGES_SHOWN,
    )
    environment.filters.update(readable=_readable, indented=_indented)
    return environment


_TEMPLATES = _environment()
