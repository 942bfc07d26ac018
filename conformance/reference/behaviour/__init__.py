"""What a server decides, as small methods that a fault or a variant overrides one or two of."""

from conformance.reference.behaviour.envelope import EnvelopeChoices
from conformance.reference.behaviour.operations import OperationChoices
from conformance.reference.behaviour.processing import ProcessingChoices
from conformance.reference.behaviour.references import ReferenceChoices
from conformance.reference.behaviour.results import ResultChoices

__all__ = ["Behaviour"]


class Behaviour(EnvelopeChoices, OperationChoices, ReferenceChoices, ProcessingChoices, ResultChoices):
    """The lawful server. Each parent holds the decisions of one theme; the engine asks and never decides.

    A fault or a variant derives from this class and calls ``super()`` where it agrees, so that several go
    together in one server.
    """
