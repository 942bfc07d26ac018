"""Generated bulk requests."""

from conformance.exploration.budget import BUDGETS, RESERVE
from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario


@scenario("users", "bulk", last=True)
def generated_jobs(ctx: ScenarioContext) -> None:
    """Generated jobs with references in every direction, rings, errors on purpose, and limits about them."""
    from conformance.exploration.explorer import Explorer  # Hypothesis takes long to import

    examples = ctx.settings.report / "examples"
    Explorer(ctx, BUDGETS[ctx.settings.effort], ctx.settings.seed, examples).explore()
    # Where few requests are left, they are for what is played afterwards; the clean-up has some of its own.
    if ctx.spare > RESERVE:
        clear(ctx, judged=False)


@scenario("users", "bulk", effort="thorough", last=True)
def generated_sequences(ctx: ScenarioContext) -> None:
    """Generated jobs and single requests in turn, each on what those before it have left."""
    from conformance.exploration.sequences import Sequence

    examples = ctx.settings.report / "examples"
    Sequence(ctx, BUDGETS[ctx.settings.effort], ctx.settings.seed, examples).play()
