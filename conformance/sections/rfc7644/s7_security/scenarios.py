"""Jobs with wrong credentials: few, and played last, since servers put a brake on whoever guesses."""

from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Inapplicable
from conformance.scenario.registry import scenario

FORGED_HOST = "scimconf-forged.example"
UNREADABLE = "no credentials and a body that is no JSON"


@scenario("users", "credentials", last=True)
def wrong_credentials(ctx: ScenarioContext) -> None:
    """A job without credentials, and with credentials that are forged in several ways."""
    forgeries = ctx.network.forgeries()
    bodies = {
        label: ctx.bulk.encode(ctx.resources.post_user(f"forged{n}-")) for n, label in enumerate(forgeries)
    }
    ctx.bulk.send_malformed(bodies | {UNREADABLE: b'{"schemas": ['}, headers=forgeries, authenticate=False)


@scenario("users", effort="standard", watched=False)
def forged_host(ctx: ScenarioContext) -> None:
    """A job whose Host header names a server that does not exist; whatever stands in front may answer."""
    job = ctx.bulk.encode(ctx.resources.post_user("hosted"))
    ctx.bulk.send_body(job, label="a forged Host header", options=RequestOptions({"Host": FORGED_HOST}))


@scenario(effort="standard")
def transport_security(ctx: ScenarioContext) -> None:
    """The first request of all, by https or not."""
    if ctx.network.on_this_machine and not ctx.network.url("").startswith("https:"):
        raise Inapplicable("the server is on this machine and is asked by http; nothing leaves it")
    ctx.include("discovery", ctx.capabilities.config)


@scenario(effort="standard")
def outdated_tls(ctx: ScenarioContext) -> None:
    """An offer of TLS 1.0 and 1.1, and nothing newer."""
    ctx.network.offer_outdated_tls()
