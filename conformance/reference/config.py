"""The settings of a reference server."""

from dataclasses import dataclass
from typing import Literal

BASE_PATH = "/api/v1/tenants/{tenant_id}/scim/v2"
"""The SCIM root of the published API; ``{tenant_id}`` is a tenant."""

PUBLIC = "/public"
"""An optional prefix of the SCIM root, as if a gateway added it."""

Profile = Literal["rfc7644", "scaikey"]


@dataclass(frozen=True)
class ReferenceConfig:
    """The settings of one reference server.

    Attributes:
        profile: ``rfc7644`` follows the RFC; ``scaikey`` follows the published SCIM Bulk API.
        max_operations: The most operations in one Bulk request (RFC 7644 3.7.4).
        max_payload_size: The most bytes in one request body (RFC 7644 3.7.4).
        tenants: Names of the tenants; the first is the default.
        faults: Names of faults, see ``scim-conformance list faults``.
        variants: Names of variants, see ``scim-conformance list variants``.
    """

    profile: Profile = "rfc7644"
    max_operations: int = 1000
    max_payload_size: int = 1024 * 1024
    tenants: tuple[str, ...] = ("acme", "globex")
    faults: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            ValueError: A limit is not positive, the profile is unknown or there is no tenant.
        """
        if self.profile not in ("rfc7644", "scaikey"):
            raise ValueError(f"profile {self.profile!r} does not exist: choose rfc7644 or scaikey")
        for name in ("max_operations", "max_payload_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}: a limit must be at least 1")
        if not self.tenants:
            raise ValueError("tenants is empty: name at least one tenant")
