"""What a requirement or a scenario needs that the settings give, and not the server."""

from conformance.settings import Settings

_SECOND_TENANT = "no second tenant is configured; --scim-other-url and --scim-other-token-env name one"
_WEAK = "no weaker token is configured; --scim-weak-token-env names one"
_EXPIRED = "no expired token is configured; --scim-expired-token-env names one"

SETTINGS_FEATURES = ("credentials", "other-tenant", "weak-token", "expired-token")


def missing(settings: Settings, feature: str) -> str:
    """Return why a gate that the settings open stays closed; empty where it is open.

    Args:
        settings: What the run goes by.
        feature: One of `SETTINGS_FEATURES`.
    """
    match feature:
        case "credentials" if not (settings.token or settings.basic or settings.oauth):
            return "the run has no credentials, so wrong ones would prove nothing"
        case "other-tenant" if settings.other_tenant is None:
            return _SECOND_TENANT
        case "weak-token" if settings.weak_token is None:
            return _WEAK
        case "expired-token" if settings.expired_token is None:
            return _EXPIRED
    return ""
