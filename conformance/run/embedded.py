"""The settings of a run against the bundled reference server, which supports every optional setting."""

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.settings import OtherTenant, Secret, Settings

if TYPE_CHECKING:
    from conformance.reference.server import ReferenceServer


def introduced(settings: Settings, server: "ReferenceServer") -> Settings:
    """Return settings with the URL of the server, its tokens of every kind, and a second tenant."""
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
