"""GET requests for resources that exist."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario


@scenario("users", effort="standard")
def known_resources_retrieved(ctx: ScenarioContext) -> None:
    """A GET of a user, of an inactive user and of a group, each after a POST that created it."""
    documents = {"a user": (ctx.resources.users, ctx.resources.user("active"))}
    if ctx.resources.takes("active"):
        documents["an inactive user"] = ctx.resources.users, ctx.resources.user("inactive", active=False)
    if ctx.has("groups"):
        documents["a group"] = ctx.resources.groups, ctx.resources.group("group")
    for label, (endpoint, document) in documents.items():
        created = ctx.fixtures.post(endpoint, document)
        if path := ctx.fixtures.created_at(endpoint, created):
            ctx.request(label, "GET", path)
