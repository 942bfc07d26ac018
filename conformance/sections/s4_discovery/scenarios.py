"""What was asked before everything else, and what a server does that claims no Bulk."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Job, Operation


@scenario(effort="standard")
def discovery(lab: Lab) -> None:
    """The answers of /ServiceProviderConfig and /Schemas, asked for when the run began."""
    lab.show("config", lab.capabilities.config)
    lab.show("schemas", lab.capabilities.schemas_exchange)


@scenario(effort="standard")
def bulk_where_it_is_not_claimed(lab: Lab) -> None:
    """A job of one DELETE that finds nothing, sent to a server which says that it does not support Bulk."""
    if lab.capabilities.bulk.supported is False:
        lab.single("bulk", "POST", "/Bulk", Job((Operation("DELETE", lab.absent("unclaimed")),)).document())
