"""Conformance classes: ``core`` is what every server must do; each optional feature is one more class.

A requirement belongs to one class, which follows from its ``requires``: the first of `CLASSES` in it, else
any other optional feature in it, else ``core``. So a feature that a new section adds is a class as soon
as one of its requirements names it.
"""

from collections.abc import Iterable

CORE = "core"
CONTRACT = "contract"

CLASSES = (CONTRACT, "bulk", "cursor", "me", "changePassword", "sort", "filter", "patch", "etag")
"""The classes besides core, by precedence: a requirement that needs several features is in the first one.

A requirement that only a bulk request can show is in ``bulk``, even if it also needs a feature such as PATCH.
"""

PREREQUISITES = frozenset(
    {
        *("users", "groups", "nesting", "enterprise"),
        *("credentials", "other-tenant", "weak-token", "expired-token"),
    }
)
"""Names in ``requires`` that are not optional features: resource types, and features of the settings."""


def class_of(requires: Iterable[str]) -> str:
    """Return the class of a requirement, from the features that it needs."""
    optional = [name for name in requires if name not in PREREQUISITES]
    named = next((name for name in CLASSES if name in optional), "")
    return named or (optional[0] if optional else CORE)
