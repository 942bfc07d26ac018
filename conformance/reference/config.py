"""What a reference server is asked to be."""

from dataclasses import dataclass
from typing import Literal

BASE_PATH = "/api/v1/tenants/{tenant_id}/scim/v2"
"""Where the published API keeps its SCIM endpoints; ``{tenant_id}`` stands for a tenant."""

PUBLIC = "/public"
"""What may stand before it: the server is reached there too, as if behind a gateway."""

Profile = Literal["rfc7644", "scaikey"]


@dataclass(frozen=True)
class ReferenceConfig:
    """The settings of one reference server.

    Attributes:
        profile: ``rfc7644`` answers as the RFC asks; ``scaikey`` as the published SCIM Bulk API promises.
        max_operations: Most operations in one Bulk request (RFC 7644 3.7.4).
        max_payload_size: Most bytes in one request body (RFC 7644 3.7.4).
        tenants: Names of the tenants that exist, the first one being the default.
        faults: Names of the faults to carry, see ``scim-conformance list faults``.
        variants: Names of the variants to take, see ``scim-conformance list variants``.
    """

    profile: Profile = "rfc7644"
    max_operations: int = 1000
    max_payload_size: int = 1024 * 1024
    tenants: tuple[str, ...] = ("acme", "globex")
    faults: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse settings that no server could live with.

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
