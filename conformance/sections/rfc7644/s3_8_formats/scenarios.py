"""One small job in several encodings."""

from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation


@scenario("users", effort="standard")
def accept_application_json(ctx: ScenarioContext) -> None:
    """A job that asks for application/json."""
    ctx.bulk.send(ctx.resources.post_user("plain"), headers={"Accept": "application/json"}, rejectable=True)


@scenario("users", effort="standard")
def charset_parameter(ctx: ScenarioContext) -> None:
    """A job whose media type names its charset."""
    media_type = {"Content-Type": "application/scim+json; charset=utf-8"}
    ctx.bulk.send(ctx.resources.post_user("charset"), headers=media_type, rejectable=True)


@scenario("users", effort="standard")
def text_plain(ctx: ScenarioContext) -> None:
    """A job that calls itself text/plain."""
    ctx.bulk.send(
        ctx.resources.post_user("plain-text"), headers={"Content-Type": "text/plain"}, rejectable=True
    )


@scenario("users", effort="standard")
def other_content_types(ctx: ScenarioContext) -> None:
    """Jobs that say otherwise what they are: in capitals, as plain JSON, not at all."""
    for label, media_type in (
        ("Application/SCIM+JSON", "Application/SCIM+JSON"),
        ("application/json", "application/json"),
        ("no Content-Type", None),
    ):
        operation = ctx.resources.post_user("typed")
        ctx.bulk.send(operation, headers={"Content-Type": media_type}, label=label, rejectable=True)


@scenario("users", effort="standard")
def job_in_chunks(ctx: ScenarioContext) -> None:
    """A job whose length is not announced, and once more where no answer comes."""
    for label in ("chunks", "again"):
        job = Job((ctx.resources.post_user(label),))
        if ctx.bulk.send_body(
            job.encode(), job=job, label=label, options=RequestOptions(chunked=True)
        ).exchange.status:
            return


@scenario("users", effort="standard")
def text_outside_ascii(ctx: ScenarioContext) -> None:
    """A job with Greek, Chinese and an emoji in its values and in a bulkId."""
    ctx.bulk.send(
        Operation(
            "POST", ctx.resources.users, "κλειδί-鍵", ctx.resources.user("unicode", text="Ωμέγα 漢字 🦉")
        )
    )
