"""The oracle: which outcomes of a bulk request the RFC permits, and which requirement forbids the others.

The oracle permits; it does not expect. A `JobModel` describes a bulk request, with labels in place of
resource ids. `Observed` describes its outcome. `judge` follows the reported results step by step and compares
each with its permitted outcomes. It then compares the stored resources with those that the reported steps
imply. If the RFC leaves a choice, each choice is permitted. An outcome that only a lenient reading permits is
tolerated. `permitted` returns the permitted outcomes of each operation.
"""

from conformance.oracle.bulk.job_model import (
    Absent,
    Created,
    Existing,
    JobModel,
    JsonEncoding,
    Method,
    OperationModel,
    Pointer,
    Value,
    Version,
)
from conformance.oracle.bulk.judge import judge
from conformance.oracle.bulk.permitted import Permitted, permitted
from conformance.oracle.bulk.requirements import CITED
from conformance.oracle.bulk.result import OracleResult, Permission, Violation
from conformance.oracle.bulk.rules import DISPUTED_ENCODINGS
from conformance.oracle.bulk.state import UNREADABLE, Found, Observed, Resource, Server, State, created_by

__all__ = [
    "CITED",
    "DISPUTED_ENCODINGS",
    "UNREADABLE",
    "Absent",
    "Created",
    "Existing",
    "Found",
    "JobModel",
    "JsonEncoding",
    "Method",
    "Observed",
    "OperationModel",
    "OracleResult",
    "Permission",
    "Permitted",
    "Pointer",
    "Resource",
    "Server",
    "State",
    "Value",
    "Version",
    "Violation",
    "created_by",
    "judge",
    "permitted",
]
