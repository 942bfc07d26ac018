"""The run in made-up reports."""

from datetime import UTC, datetime

BASE_URL = "https://scim.example.com/v2"

RUN = {
    "suite_version": "0.1.0",
    "catalogue_version": "1",
    "base_url": BASE_URL,
    "profile": "rfc7644",
    "effort": "standard",
    "seed": 7,
    "started": datetime(2025, 3, 1, 12, 0, tzinfo=UTC),
    "duration_s": 3.14159,
    "requests": 12,
    "operations": 34,
    "capabilities": {"bulk": {"supported": True, "maxOperations": 1000}},
}
"""Values of a `RunRecord` without requirements."""
