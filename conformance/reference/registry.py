"""All faults and variants by name, and their composition to one behaviour."""

from collections.abc import Iterable, Mapping
from importlib import import_module

from conformance import sections
from conformance.nearest import did_you_mean
from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import FAULTS, VARIANTS, Fault, Variant
from conformance.reference.scaikey import ScaikeyBehaviour

__all__ = ["FAULTS", "VARIANTS", "Fault", "Variant", "compose"]

for _module in sections.modules("faults", "variants"):
    import_module(_module)

PROFILES: Mapping[str, type[Behaviour]] = {"rfc7644": Behaviour, "scaikey": ScaikeyBehaviour}


def compose(config: ReferenceConfig) -> Behaviour:
    """Return the behaviour of a server: its profile with its variants and faults.

    Raises:
        ValueError: A fault or variant does not exist.
    """
    chosen = [
        *_behaviours("fault", config.faults, FAULTS),
        *_behaviours("variant", config.variants, VARIANTS),
        PROFILES[config.profile],
    ]
    parents = [parent for parent in dict.fromkeys(chosen) if parent is not Behaviour]
    composed: type[Behaviour] = type("ComposedBehaviour", (*parents, Behaviour), {})
    return composed(config)


def _behaviours(
    what: str, names: Iterable[str], known: Mapping[str, Fault | Variant]
) -> Iterable[type[Behaviour]]:
    for name in names:
        if name not in known:
            raise ValueError(
                f"There is no {what} {name!r}.{did_you_mean(name, known)} Run: scim-conformance list {what}s"
            )
        yield known[name].behaviour
