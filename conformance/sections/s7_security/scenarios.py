"""Jobs with wrong credentials: few, and played last, since servers put a brake on whoever guesses."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario


@scenario("users", "credentials", last=True)
def wrong_credentials(lab: Lab) -> None:
    """A job without credentials, and with credentials that are forged in several ways."""
    for label, headers in lab.forgeries().items():
        job = lab.encode(lab.post_user(f"forged{len(label)}"))
        lab.send(job, label=label, headers=headers, authenticate=False)
