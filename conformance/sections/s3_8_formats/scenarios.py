"""One small job in several encodings."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Job, Operation


@scenario("users", effort="standard")
def accept_application_json(lab: Lab) -> None:
    """A job that asks for application/json."""
    lab.run(lab.post_user("plain"), headers={"Accept": "application/json"}, refusable=True)


@scenario("users", effort="standard")
def charset_parameter(lab: Lab) -> None:
    """A job whose media type names its charset."""
    media_type = {"Content-Type": "application/scim+json; charset=utf-8"}
    lab.run(lab.post_user("charset"), headers=media_type, refusable=True)


@scenario("users", effort="standard")
def text_plain(lab: Lab) -> None:
    """A job that calls itself text/plain."""
    lab.run(lab.post_user("plain-text"), headers={"Content-Type": "text/plain"}, refusable=True)


@scenario("users", effort="standard")
def other_content_types(lab: Lab) -> None:
    """Jobs that say otherwise what they are: in capitals, as plain JSON, not at all."""
    for label, media_type in (
        ("Application/SCIM+JSON", "Application/SCIM+JSON"),
        ("application/json", "application/json"),
        ("no Content-Type", None),
    ):
        operation = lab.post_user("typed")
        lab.run(operation, headers={"Content-Type": media_type}, label=label, refusable=True)


@scenario("users", effort="standard")
def job_in_chunks(lab: Lab) -> None:
    """A job whose length is not announced, and once more where no answer comes."""
    for label in ("chunks", "again"):
        job = Job((lab.post_user(label),))
        if lab.send(job.encode(), job=job, label=label, chunked=True).exchange.status:
            return


@scenario("users", effort="standard")
def text_outside_ascii(lab: Lab) -> None:
    """A job with Greek, Chinese and an emoji in its values and in a bulkId."""
    lab.run(Operation("POST", lab.users, "κλειδί-鍵", lab.user("unicode", text="Ωμέγα 漢字 🦉")))
