"""The decisions of the server, as small methods; a fault or a variant overrides one or two."""

from conformance.reference.behaviour.envelope import EnvelopeChoices
from conformance.reference.behaviour.operations import OperationChoices
from conformance.reference.behaviour.processing import ProcessingChoices
from conformance.reference.behaviour.references import ReferenceChoices
from conformance.reference.behaviour.results import ResultChoices

__all__ = ["Behaviour"]


class Behaviour(EnvelopeChoices, OperationChoices, ReferenceChoices, ProcessingChoices, ResultChoices):
    """The conforming server. Each parent class has the decisions of one topic; the engine makes none.

    A fault or a variant derives from this class and calls ``super()`` for unchanged decisions, so that a
    server can combine several.
    """
