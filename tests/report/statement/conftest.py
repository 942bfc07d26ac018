"""Builders of reports about the whole catalogue, and of statements about them."""

import json

import pytest

from conformance.cli import main
from conformance.report.model import build
from conformance.report.write import write_report
from conformance.requirements import catalogue
from conformance.requirements.finding import Evidence, Finding
from conformance.requirements.verdicts import Verdict
from tests.report.conftest import record

ISSUER = {
    "organization": "Example Ltd",
    "product": "Example ID",
    "version": "4.2",
    "contact": "scim@example.com",
}


def report_with(**verdicts):
    """Return a report in which all requirements pass, except for the given verdicts.

    A name is the id of a requirement with ``_`` for ``-`` and ``.``, or a field of the record.
    """
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
                Finding(
                    entry.id,
                    "a_check",
                    "a-scenario",
                    verdict,
                    "as found",
                    examined=1,
                    evidence=(Evidence(2),),
                )
            )
    return build(record(requirements=list(catalogue.load()), findings=findings, settled=settled, **changes))


@pytest.fixture
def report():
    return report_with


@pytest.fixture
def saved(tmp_path):
    """Return a function that saves a report with a statement and returns the file of the statement."""

    def save(report):
        directory = write_report(report, tmp_path / "report").parent
        options = [word for name, value in ISSUER.items() for word in (f"--{name}", value)]
        assert main(["statement", str(directory), *options]) == 0
        return directory / "statement.json"

    return save


@pytest.fixture
def edited():
    """Return a function that changes a JSON file."""

    def edit(file, change, write=json.dumps):
        document = json.loads(file.read_text(encoding="utf-8"))
        change(document)
        file.write_text(write(document), encoding="utf-8")

    return edit
