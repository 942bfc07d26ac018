"""One small job in several encodings."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation


@scenario("users", effort="standard")
def accept_application_json(ctx: ScenarioContext) -> None:
    """A job that asks for application/json."""
    ctx.run(ctx.post_user("plain"), headers={"Accept": "application/json"}, refusable=True)


@scenario("users", effort="standard")
def charset_parameter(ctx: ScenarioContext) -> None:
    """A job whose media type names its charset."""
    media_type = {"Content-Type": "application/scim+json; charset=utf-8"}
    ctx.run(ctx.post_user("charset"), headers=media_type, refusable=True)


@scenario("users", effort="standard")
def text_plain(ctx: ScenarioContext) -> None:
    """A job that calls itself text/plain."""
    ctx.run(ctx.post_user("plain-text"), headers={"Content-Type": "text/plain"}, refusable=True)


@scenario("users", effort="standard")
def other_content_types(ctx: ScenarioContext) -> None:
    """Jobs that say otherwise what they are: in capitals, as plain JSON, not at all."""
    for label, media_type in (
        ("Application/SCIM+JSON", "Application/SCIM+JSON"),
        ("application/json", "application/json"),
        ("no Content-Type", None),
    ):
        operation = ctx.post_user("typed")
        ctx.run(operation, headers={"Content-Type": media_type}, label=label, refusable=True)


@scenario("users", effort="standard")
def job_in_chunks(ctx: ScenarioContext) -> None:
    """A job whose length is not announced, and once more where no answer comes."""
    for label in ("chunks", "again"):
        job = Job((ctx.post_user(label),))
        if ctx.send(job.encode(), job=job, label=label, chunked=True).exchange.status:
            return


@scenario("users", effort="standard")
def text_outside_ascii(ctx: ScenarioContext) -> None:
    """A job with Greek, Chinese and an emoji in its values and in a bulkId."""
    ctx.run(Operation("POST", ctx.users, "κλειδί-鍵", ctx.user("unicode", text="Ωμέγα 漢字 🦉")))
