"""Generated bulk requests."""

from conformance.exploration.budget import BUDGETS, RESERVE
from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario


@scenario("users", "bulk", last=True)
def generated_jobs(ctx: ScenarioContext) -> None:
    """Send generated bulk requests: references in every direction, deliberate errors, failOnErrors."""
    from conformance.exploration.explorer import Explorer  # Hypothesis takes long to import

    examples = ctx.settings.report / "examples"
    Explorer(ctx, BUDGETS[ctx.settings.effort], ctx.settings.seed, examples).explore()
    # The last requests of the budget are for later scenarios; the clean-up of the run has its own budget.
    if ctx.spare > RESERVE:
        clear(ctx, judged=False)


@scenario("users", "bulk", effort="thorough", last=True)
def generated_sequences(ctx: ScenarioContext) -> None:
    """Send generated bulk and single requests in turn, each on the resources that the earlier ones left."""
    from conformance.exploration.sequences import Sequence

    examples = ctx.settings.report / "examples"
    Sequence(ctx, BUDGETS[ctx.settings.effort], ctx.settings.seed, examples).play()
