"""A server that does not answer takes as long as the timeout each time; exploring it must come to an end."""

from conformance.engine import exploration
from conformance.reference.behaviour import Behaviour
from conformance.reference.faults.bulk_id_limits import hang
from tests.exploration.play import explore


class HangsOnReferences(Behaviour):
    async def pause(self, job):
        await super().pause(job)
        if any(self.edges(job).values()):
            await hang()


def test_exploring_ends_when_too_many_jobs_are_not_answered(monkeypatch):
    monkeypatch.setattr(exploration, "HANGS", 3)
    explored = explore("hangs-on-references", own={"hangs-on-references": HangsOnReferences}, seconds=0.5)
    unanswered = [each for each in explored.exchanges if each.failure and each.failure.kind == "timeout"]
    assert explored.killed
    assert len(unanswered) in (3, 4), "the job that shows it is sent once more"
