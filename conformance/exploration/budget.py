"""How much is explored, and when exploring ends before its time."""

from dataclasses import dataclass

HANGS = 8
"""Jobs without an answer after which exploring ends: each takes as long as the timeout, and what is played
afterwards must not find the patience of the run used up."""

RESERVE = 60
"""Requests of those that a run may send that exploring leaves for what is played afterwards."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is explored.

    Attributes:
        jobs: Jobs that are sent.
        drawn: Jobs that are drawn: those of them are sent that show the most that is new.
        problems: Different problems that are looked into.
        shrinking: Jobs that are sent to make one failing job smaller.
    """

    jobs: int
    drawn: int
    problems: int
    shrinking: int


BUDGETS = {
    "quick": Budget(jobs=5, drawn=75, problems=2, shrinking=12),
    "standard": Budget(jobs=11, drawn=165, problems=4, shrinking=25),
    "thorough": Budget(jobs=250, drawn=1000, problems=25, shrinking=60),
}
"""Budgets by effort."""

ENOUGH = BUDGETS["standard"].jobs
"""Jobs after which exploring may end for want of requests: less is no exploring, and the run is cut short."""
