"""The oracle: which outcomes of a job the law permits, and which requirement forbids the others.

It permits; it does not expect. A job is given as a `Shape`, with resources by label instead of by id; what
came of it as `Seen`. `judge` follows what was reported step by step, asks at each what is permitted, and
holds what is stored at the end against what the reported steps must have left. Where the text leaves a
choice, each choice is permitted; what only a lenient reading allows is marked so. `permitted` tells for each
operation what is.
"""

from conformance.law.oracle.demands import DISPUTED
from conformance.law.oracle.judge import judge
from conformance.law.oracle.laws import LAWS
from conformance.law.oracle.model import UNREADABLE, Found, Resource, Seen, Server, State, made_by
from conformance.law.oracle.permitted import Permitted, permitted
from conformance.law.oracle.ruling import Breach, Ruling, Stand
from conformance.law.oracle.shape import (
    Absent,
    Existing,
    Made,
    Method,
    Pointer,
    Shape,
    Step,
    Value,
    Version,
    Writing,
)

__all__ = [
    "DISPUTED",
    "LAWS",
    "UNREADABLE",
    "Absent",
    "Breach",
    "Existing",
    "Found",
    "Made",
    "Method",
    "Permitted",
    "Pointer",
    "Resource",
    "Ruling",
    "Seen",
    "Server",
    "Shape",
    "Stand",
    "State",
    "Step",
    "Value",
    "Version",
    "Writing",
    "judge",
    "made_by",
    "permitted",
]
