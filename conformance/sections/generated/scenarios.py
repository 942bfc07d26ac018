"""Jobs that nobody thought of."""

from conformance.engine.budget import BUDGETS, RESERVE
from conformance.engine.clearing import clear
from conformance.engine.exploration import Explorer
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.engine.sequence import Sequence


@scenario("users", last=True)
def generated_jobs(lab: Lab) -> None:
    """Generated jobs with references in every direction, rings, errors on purpose, and limits about them."""
    examples = lab.settings.report / "examples"
    Explorer(lab, BUDGETS[lab.settings.effort], lab.settings.seed, examples).explore()
    # Where few requests are left, they are for what is played afterwards; the clean-up has some of its own.
    if lab.spare > RESERVE:
        clear(lab, judged=False)


@scenario("users", effort="thorough", last=True)
def generated_sequences(lab: Lab) -> None:
    """Generated jobs and single requests in turn, each on what those before it have left."""
    examples = lab.settings.report / "examples"
    Sequence(lab, BUDGETS[lab.settings.effort], lab.settings.seed, examples).play()
