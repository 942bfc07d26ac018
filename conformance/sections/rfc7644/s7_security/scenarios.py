"""Scenarios of authentication and TLS.

Invalid credentials are sent last, and only a few, because servers slow down or block a client that guesses.
"""

from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Inapplicable
from conformance.scenario.registry import scenario

FORGED_HOST = "scimconf-forged.example"
UNREADABLE = "no credentials and a body that is not JSON"


@scenario("users", "credentials", last=True)
def wrong_credentials(ctx: ScenarioContext) -> None:
    """Send a bulk request without credentials, and some with invalid credentials."""
    forgeries = ctx.network.forgeries()
    bodies = {
        label: ctx.bulk.encode(ctx.resources.post_user(f"forged{n}-")) for n, label in enumerate(forgeries)
    }
    ctx.bulk.send_malformed(bodies | {UNREADABLE: b'{"schemas": ['}, headers=forgeries, authenticate=False)


@scenario("users", effort="standard", watched=False)
def forged_host(ctx: ScenarioContext) -> None:
    """Send a bulk request whose Host header names an unknown host; a proxy may respond instead."""
    body = ctx.bulk.encode(ctx.resources.post_user("hosted"))
    ctx.bulk.send_body(body, label="a forged Host header", options=RequestOptions({"Host": FORGED_HOST}))


@scenario(effort="standard")
def transport_security(ctx: ScenarioContext) -> None:
    """Record the first request of the run, over https or http."""
    if ctx.network.on_this_machine and not ctx.network.url("").startswith("https:"):
        raise Inapplicable(
            "the server is on this machine and its base URL is http; nothing leaves the machine"
        )
    ctx.include("discovery", ctx.capabilities.config)


@scenario(effort="standard")
def outdated_tls(ctx: ScenarioContext) -> None:
    """Offer the server only TLS 1.0 and 1.1."""
    ctx.network.offer_outdated_tls()
