"""Builders of baseline entries and of reports for the baseline tests."""

from datetime import date

from conformance.report.baseline.gate import apply_baseline
from conformance.report.baseline.model import Baseline, Known
from conformance.report.model import build
from conformance.requirements.verdicts import Level, Verdict

ID, CHECK = "BULK-3.7.2-01", "forward_reference_is_resolved"
TODAY = date(2027, 3, 31)
CHECKS = {(ID, CHECK), (ID, "other_check"), ("BULK-3.7.2-02", CHECK)}


def known(verdict=Verdict.FAIL, **changes):
    return Known(**{"requirement": ID, "check": CHECK, "verdict": verdict, "reason": "old", **changes})


def baseline(*failures, effort="standard", seed=7):
    return Baseline("1", effort, seed, failures or (known(),), "base.toml")


def report(make, *verdicts, level=Level.MUST, record=None, **changes):
    findings = [make.finding(verdict=verdict, **changes) for verdict in verdicts]
    return build(make.record(requirements=[make.requirement(level=level)], findings=findings, **record or {}))


def state(make, base, *verdicts, today=TODAY, **changes):
    done = apply_baseline(base, report(make, *verdicts, **changes), today)
    return done["baseline"]["entries"][0]["state"]
