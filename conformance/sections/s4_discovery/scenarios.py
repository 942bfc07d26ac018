"""What was asked before everything else."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario


@scenario()
def discovery(lab: Lab) -> None:
    """The answers of /ServiceProviderConfig and /Schemas, asked for when the run began."""
    lab.show("config", lab.capabilities.config)
    lab.show("schemas", lab.capabilities.schemas_exchange)
