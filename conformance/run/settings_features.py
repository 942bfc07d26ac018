"""Features that come from the settings of the run and not from the server, such as a second tenant."""

from conformance.settings import Settings

_SECOND_TENANT = "no second tenant is configured; set --scim-other-url and --scim-other-token-env"
_WEAK = "no weaker token is configured; set --scim-weak-token-env"
_EXPIRED = "no expired token is configured; set --scim-expired-token-env"

SETTINGS_FEATURES = ("credentials", "other-tenant", "weak-token", "expired-token")


def missing(settings: Settings, feature: str) -> str:
    """Return why the settings lack a feature; empty if they have it.

    Args:
        settings: The settings of the run.
        feature: One of `SETTINGS_FEATURES`.
    """
    match feature:
        case "credentials" if not (settings.token or settings.basic or settings.oauth):
            return "the run has no credentials, so invalid credentials would show nothing"
        case "other-tenant" if settings.other_tenant is None:
            return _SECOND_TENANT
        case "weak-token" if settings.weak_token is None:
            return _WEAK
        case "expired-token" if settings.expired_token is None:
            return _EXPIRED
    return ""
