"""One small job in several encodings."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Operation


@scenario("users")
def accept_application_json(lab: Lab) -> None:
    """A job that asks for application/json."""
    lab.run(lab.post_user("plain"), headers={"Accept": "application/json"})


@scenario("users")
def charset_parameter(lab: Lab) -> None:
    """A job whose media type names its charset."""
    lab.run(lab.post_user("charset"), headers={"Content-Type": "application/scim+json; charset=utf-8"})


@scenario("users")
def text_plain(lab: Lab) -> None:
    """A job that calls itself text/plain."""
    lab.run(lab.post_user("plain-text"), headers={"Content-Type": "text/plain"}, refusable=True)


@scenario("users")
def text_outside_ascii(lab: Lab) -> None:
    """A job with Greek, Chinese and an emoji in its values and in a bulkId."""
    lab.run(Operation("POST", lab.users, "κλειδί-鍵", lab.user("unicode", text="Ωμέγα 漢字 🦉")))
