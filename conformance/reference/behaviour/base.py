"""What every theme of decisions has at hand."""

from conformance.reference.config import ReferenceConfig


class Choices:
    """The settings that decisions rest on.

    Attributes:
        etags: Whether resources have versions (RFC 7644 3.14).
        patch_shows_resource: Whether PATCH answers 200 with the resource, else 204.
    """

    etags = True
    patch_shows_resource = True

    def __init__(self, config: ReferenceConfig) -> None:
        self.config = config

    @property
    def max_operations(self) -> int:
        """The most operations in a job, as published."""
        return self.config.max_operations

    @property
    def max_payload_size(self) -> int:
        """The most bytes in a request body, as published."""
        return self.config.max_payload_size
