import pytest

from conformance.law.verdicts import Level
from conformance.report.allure import labels


@pytest.mark.parametrize(
    ("level", "severity"),
    [("MUST", "critical"), ("SHOULD", "normal"), ("MAY", "minor"), ("ADVICE", "trivial")],
)
def test_the_level_becomes_the_severity(make, level, severity):
    found = labels(make.requirement(level=Level(level)))
    assert found == {"severity": severity, "epic": "RFC 7644", "feature": "Section 3.7.2"}
