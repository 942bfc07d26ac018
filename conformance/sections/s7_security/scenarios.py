"""Jobs with wrong credentials: few, and played last, since servers put a brake on whoever guesses."""

from conformance.engine.endings import Inapplicable
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario

FORGED_HOST = "scimconf-forged.example"
UNREADABLE = "no credentials and a body that is no JSON"


@scenario("users", "credentials", last=True)
def wrong_credentials(lab: Lab) -> None:
    """A job without credentials, and with credentials that are forged in several ways."""
    forgeries = lab.around.forgeries()
    bodies = {label: lab.encode(lab.post_user(f"forged{n}-")) for n, label in enumerate(forgeries)}
    lab.spoil(bodies | {UNREADABLE: b'{"schemas": ['}, headers=forgeries, authenticate=False)


@scenario("users", effort="standard", watched=False)
def forged_host(lab: Lab) -> None:
    """A job whose Host header names a server that does not exist; whatever stands in front may answer."""
    job = lab.encode(lab.post_user("hosted"))
    lab.send(job, label="a forged Host header", headers={"Host": FORGED_HOST})


@scenario(effort="standard")
def transport_security(lab: Lab) -> None:
    """The first request of all, by https or not."""
    if lab.around.on_this_machine and not lab.around.url("").startswith("https:"):
        raise Inapplicable("the server is on this machine and is asked by http; nothing leaves it")
    lab.show("discovery", lab.capabilities.config)


@scenario(effort="standard")
def outdated_tls(lab: Lab) -> None:
    """An offer of TLS 1.0 and 1.1, and nothing newer."""
    lab.around.offer_outdated_tls()
