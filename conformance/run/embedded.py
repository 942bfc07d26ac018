"""The settings of a run against the reference server, which can be everything that a run may ask for."""

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.settings import OtherTenant, Secret, Settings

if TYPE_CHECKING:
    from conformance.reference.server import ReferenceServer


def introduced(settings: Settings, server: "ReferenceServer") -> Settings:
    """Return settings with a server's URL, a token for it, and the tenants and tokens that a run compares."""
    tenant, other = server.config.tenants[:2]
    return replace(
        settings,
        url=server.base_url_of(tenant),
        token=Secret(server.token_for(tenant)),
        basic=None,
        oauth=None,
        client_certificate=None,
        other_tenant=OtherTenant(server.base_url_of(other), Secret(server.token_for(other))),
        weak_token=Secret(server.token_for(tenant, scopes=("scim:read",))),
        expired_token=Secret(server.token_for(tenant, lifetime=-60)),
    )
