"""Reports over the whole catalogue, as a statement needs them, and statements about them."""

import json

import pytest

from conformance.cli import main
from conformance.report.model import build
from conformance.report.write import write_report
from conformance.requirements import catalogue
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict
from tests.report.conftest import record

ISSUER = {
    "organization": "Example Ltd",
    "product": "Example ID",
    "version": "4.2",
    "contact": "scim@example.com",
}


def judged(**verdicts):
    """Return a report in which all passes but what is named, with ``_`` for ``-`` and ``.``."""
    by_name = {entry.id.replace("-", "_").replace(".", "_"): entry.id for entry in catalogue.load()}
    wanted = {by_name[name]: verdict for name, verdict in verdicts.items() if name in by_name}
    changes = {name: value for name, value in verdicts.items() if name not in by_name}
    findings, settled = [], {}
    for entry in catalogue.load():
        verdict = wanted.get(entry.id, Verdict.PASS)
        if verdict in (Verdict.BLOCKED, Verdict.DESELECTED):
            settled[entry.id] = (verdict, f"it was {verdict}")
        else:
            findings.append(
                Finding(entry.id, "a_check", "a-scenario", verdict, "as found", examined=1, exchanges=(2,))
            )
    return build(record(requirements=list(catalogue.load()), findings=findings, settled=settled, **changes))


@pytest.fixture
def report():
    return judged


@pytest.fixture
def saved(tmp_path):
    """Saves a report and makes a statement of it; returns the statement's file."""

    def save(report):
        directory = write_report(report, tmp_path / "report").parent
        options = [word for name, value in ISSUER.items() for word in (f"--{name}", value)]
        assert main(["statement", str(directory), *options]) == 0
        return directory / "statement.json"

    return save


@pytest.fixture
def edited():
    """Changes a JSON file by a function, and writes it as it is written by us."""

    def edit(file, change, write=json.dumps):
        document = json.loads(file.read_text(encoding="utf-8"))
        change(document)
        file.write_text(write(document), encoding="utf-8")

    return edit
