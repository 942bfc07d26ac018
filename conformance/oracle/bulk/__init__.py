"""The oracle: which outcomes of a job the law permits, and which requirement forbids the others.

It permits; it does not expect. A job is given as a `JobModel`, with resources by label instead of by id; what
came of it as `Seen`. `judge` follows what was reported step by step, asks at each what is permitted, and
holds what is stored at the end against what the reported steps must have left. Where the text leaves a
choice, each choice is permitted; what only a lenient reading allows is marked so. `permitted` tells for each
operation what is.
"""

from conformance.oracle.bulk.job_model import (
    Absent,
    Existing,
    JobModel,
    JsonEncoding,
    Made,
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
from conformance.oracle.bulk.rules import DISPUTED
from conformance.oracle.bulk.state import UNREADABLE, Found, Resource, Seen, Server, State, made_by

__all__ = [
    "CITED",
    "DISPUTED",
    "UNREADABLE",
    "Absent",
    "Existing",
    "Found",
    "JobModel",
    "JsonEncoding",
    "Made",
    "Method",
    "OperationModel",
    "OracleResult",
    "Permission",
    "Permitted",
    "Pointer",
    "Resource",
    "Seen",
    "Server",
    "State",
    "Value",
    "Version",
    "Violation",
    "judge",
    "made_by",
    "permitted",
]
