"""Conformance classes: what every server must do is ``core``, each optional feature is a class of its own.

A requirement belongs to one class, which follows from its ``requires``: the first of `CLASSES` that is named
there, then any other optional feature, else ``core``. So a feature that a new section adds is a class as soon
as one of its requirements names it.
"""

from collections.abc import Iterable

CORE = "core"
CONTRACT = "contract"

CLASSES = (CONTRACT, "bulk", "cursor", "me", "changePassword", "sort", "filter", "patch", "etag")
"""The classes beside core, by precedence: a requirement that needs several features belongs to the first one.

What only a bulk request can show belongs to ``bulk``, whatever else it needs, such as PATCH.
"""

PREREQUISITES = frozenset(
    {
        *("users", "groups", "nesting", "enterprise"),
        *("credentials", "other-tenant", "weak-token", "expired-token"),
    }
)
"""What ``requires`` may name that is no optional feature: resource types, and what the settings give."""


def class_of(requires: Iterable[str]) -> str:
    """Return the class of a requirement, from the features that it needs."""
    optional = [name for name in requires if name not in PREREQUISITES]
    named = next((name for name in CLASSES if name in optional), "")
    return named or (optional[0] if optional else CORE)
