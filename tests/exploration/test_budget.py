"""Exploration ends if the server does not respond, and at the limit of requests."""

from conformance.exploration import explorer as exploration
from conformance.reference.behaviour import Behaviour
from conformance.reference.fault_bases import hang
from conformance.requirements.verdicts import Verdict
from tests.exploration.play import EXPLORING, explore


class HangsOnReferences(Behaviour):
    async def pause(self, job):
        await super().pause(job)
        if any(self.edges(job).values()):
            await hang()


def test_exploration_ends_after_too_many_timeouts(monkeypatch):
    monkeypatch.setattr(exploration, "HANGS", 3)
    explored = explore("hangs-on-references", own={"hangs-on-references": HangsOnReferences}, seconds=0.5)
    unanswered = [each for each in explored.exchanges if each.failure and each.failure.kind == "timeout"]
    assert explored.killed
    assert len(unanswered) in (3, 4), "a failing bulk request is sent once more"


AFTERWARDS = "wrong-credentials"


def test_exploration_leaves_requests_for_later_scenarios():
    explored = explore(effort="thorough", scenarios=(*EXPLORING, AFTERWARDS), most=300)
    verdicts = {}
    for finding in explored.findings:
        verdicts.setdefault(finding.scenario, set()).add(finding.verdict)
    assert verdicts["generated-jobs"] <= {Verdict.PASS, Verdict.NOTE, Verdict.NOT_APPLICABLE}
    assert verdicts["generated-sequences"] == {Verdict.UNTESTED}
    assert Verdict.BLOCKED not in verdicts[AFTERWARDS]


def test_exploration_with_too_few_requests_is_blocked():
    explored = explore(effort="thorough", most=40)
    assert Verdict.BLOCKED in {finding.verdict for finding in explored.findings}
