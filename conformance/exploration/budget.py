"""The limits of exploration, by effort."""

from dataclasses import dataclass

HANGS = 8
"""Requests without a response after which exploration ends. Each takes as long as the timeout, and the run
spends a limited time on unanswered requests."""

RESERVE = 60
"""Requests of the run that exploration leaves for the scenarios after it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one exploration.

    Attributes:
        jobs: Bulk requests to send.
        drawn: Models to draw; those that add the most coverage are sent.
        problems: Different problems to shrink.
        shrinking: Bulk requests to shrink one problem.
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
"""Requests after which exploration may end early; with fewer, the run is incomplete."""
