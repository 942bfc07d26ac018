"""The trace of a scenario: the only input of a check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from conformance.contract.edits import Edit
from conformance.contract.openapi import Contract
from conformance.exchange import Exchange, Handshake
from conformance.scim.bulk_request import Job
from conformance.scim.bulk_response import Result
from conformance.trace.control_request import ControlRequest
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.interaction import BulkInteraction, Effect, Interaction, SingleInteraction
from conformance.trace.single_pair import SinglePair


@dataclass(frozen=True)
class ContractProbe:
    """A bulk request that was changed at one place, to test the server against its published contract.

    Attributes:
        edit: The change.
        job: The bulk request before the change.
        exchange: The exchange in which it was sent.
        left: Names of its resources that are stored afterwards.
        complete: True if a search showed that none of the others is stored.
    """

    edit: Edit
    job: Job
    exchange: Exchange
    left: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class Trace:
    """What one scenario sent, received and read back.

    Attributes:
        scenario: Name of the scenario.
        bulk_requests: The bulk requests, in the order in which they were sent.
        single_requests: The single requests, by a label that the scenario chose.
        probes: Bulk requests that were changed at one place, in the order in which they were sent.
        contract: The published contract of the Bulk operation; None if none is configured.
        calls: Request lines that a local listener received; None if none was started.
        handshake: The result of an offer of outdated TLS; None if none was made.
        pairs: Requests that were sent as single requests and in a bulk request.
        generated_jobs: Generated bulk requests, with the input of the oracle.
        control_requests: Single requests that explain why bulk requests did not create or store something.
    """

    scenario: str
    bulk_requests: tuple[BulkInteraction, ...] = ()
    single_requests: Mapping[str, SingleInteraction] = field(default_factory=dict)
    probes: tuple[ContractProbe, ...] = ()
    contract: Contract | None = None
    calls: tuple[str, ...] | None = None
    handshake: Handshake | None = None
    pairs: tuple[SinglePair, ...] = ()
    generated_jobs: tuple[GeneratedJob, ...] = ()
    control_requests: tuple[ControlRequest, ...] = ()

    @cached_property
    def singles(self) -> Mapping[str, Exchange]:
        """The exchanges of the single requests, by label."""
        return {label: single.exchange for label, single in self.single_requests.items()}

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        """Every request of the scenario, alone or bulk, in the order in which they were sent."""
        sent: list[Interaction] = [*self.bulk_requests, *self.single_requests.values()]
        return tuple(sorted(sent, key=lambda each: each.exchange.n))

    def all_effects(self) -> Iterator[Effect]:
        """Iterate over the effect of every operation, sent alone or in an accepted bulk request."""
        for interaction in self.interactions:
            if isinstance(interaction, SingleInteraction) or interaction.accepted:
                yield from interaction.effects

    def effects(self) -> Iterator[Effect]:
        """Iterate over every operation of every accepted bulk request."""
        for bulk in self.bulk_requests:
            if bulk.accepted:
                yield from bulk.effects

    def reported(self) -> Iterator[tuple[Effect, Result]]:
        """Iterate over the operations that have a result, each with the result."""
        for effect in self.effects():
            if effect.result is not None:
                yield effect, effect.result
