"""Jobs that nobody thought of."""

from conformance.engine.exploration import BUDGETS, Explorer
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario


@scenario("users", last=True)
def generated_jobs(lab: Lab) -> None:
    """Generated jobs with references in every direction, rings, errors on purpose, and limits about them."""
    examples = lab.settings.report / "examples"
    Explorer(lab, BUDGETS[lab.settings.effort], lab.settings.seed, examples).explore()
