"""Write recordings as JSON to a file and read them back without loss.

Exchanges, and objects that several places share, are stored once. Reading builds objects of the
classes named here and of no others, so that a file can hold data only.
"""

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from conformance.contract.edits import REMOVED, Edit, Violation
from conformance.contract.openapi import Contract
from conformance.exchange import Exchange, Failure, Handshake, Request, Response
from conformance.oracle.bulk import (
    Absent,
    Created,
    Existing,
    Found,
    JobModel,
    JsonEncoding,
    Method,
    Observed,
    OperationModel,
    Resource,
    Server,
    Value,
    Version,
)
from conformance.requirements.verdicts import Verdict
from conformance.scim.attributes import Attribute
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.resource_types import Extension, ResourceType, ResourceTypes
from conformance.trace.control_request import ControlRequest
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.interaction import BulkInteraction, SingleInteraction
from conformance.trace.recording import Ending, Recording
from conformance.trace.single_pair import SinglePair
from conformance.trace.snapshot import Snapshot, StoredResource
from conformance.trace.trace import ContractProbe, Trace

FORMAT = 2
"""Version of the file format. A reader rejects any other."""

FILE = "traces.json.gz"
"""Name of the file beside ``report.json``."""

_CLASSES: dict[str, type] = {
    each.__name__: each
    for each in (
        *(Absent, Existing, Found, JobModel, Created, OperationModel, Resource, Observed, Server, Value),
        *(
            BulkInteraction,
            BulkResponse,
            ContractProbe,
            ControlRequest,
            Edit,
            Ending,
            GeneratedJob,
            Handshake,
        ),
        *(Attribute, Extension, ResourceType, ResourceTypes),
        *(Job, Operation, Recording, SingleInteraction, SinglePair, Snapshot, StoredResource),
        *(Trace, Violation, Failure, Handshake, Request, Response),
    )
}
_SHARED = {
    "BulkInteraction",
    "Job",
    "Operation",
    "ResourceType",
    "ResourceTypes",
    "Snapshot",
    "StoredResource",
}
"""Classes whose objects several places share."""

_ENUMS: dict[str, type[Enum]] = {
    each.__name__: each for each in (JsonEncoding, Method, Verdict, Version, type(REMOVED))
}


class TraceFileError(Exception):
    """A trace file cannot be used. The message says why and what to do next."""


def dump(recording: Recording, redact: Callable[[str], str] = str) -> bytes:
    """Return a recording as compressed JSON.

    Args:
        recording: The recording. Its exchanges hold no secrets.
        redact: Removes the secrets from a text; the data of a scenario's operations may hold some.
    """
    encoder = _Encoder()
    exchanges = _json([encoder.value(_members(each)) for each in recording.exchanges.values()])
    whole = encoder.value(replace(recording, exchanges={}, contract=None))
    rest = redact(f'"objects": {_json(encoder.objects)}, "recording": {_json(whole)}')
    text = f'{{"format": {FORMAT}, "exchanges": {exchanges}, {rest}}}'
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def load(data: bytes, *, contract: Contract | None = None, shift: int = 0) -> Recording:
    """Return the recording that `dump` wrote.

    Args:
        data: The compressed JSON.
        contract: The published contract of the run, which the file does not repeat.
        shift: The number to add to the number of each exchange.

    Raises:
        TraceFileError: The data is not a recording in this format.
    """
    try:
        document = json.loads(gzip.decompress(data))
        if document["format"] != FORMAT:
            raise TraceFileError(
                f"The traces have format {document['format']!r}; this version reads format {FORMAT}. "
                "Run the suite again to record new ones."
            )
        decoder = _Decoder({}, contract, shift)
        for entry in document["exchanges"]:
            members = decoder.value(entry)
            exchange = Exchange(**(members | {"n": members["n"] + shift}))
            decoder.exchanges[exchange.n] = exchange
        for entry in document["objects"]:
            decoder.objects.append(decoder.object(*entry))
        recording = decoder.value(document["recording"])
        if not isinstance(recording, Recording):
            raise TypeError("it holds no recording")
        return replace(recording, exchanges=decoder.exchanges, contract=contract)
    except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise TraceFileError(
            f"The traces cannot be read ({type(error).__name__}: {str(error)[:200]}). "
            "Run the suite again to record new ones."
        ) from error


def write(data: bytes, directory: Path) -> None:
    """Write traces beside the report of their run.

    Args:
        data: What `dump` returned. If it is empty, the file of an earlier run is removed: it would not
            belong to the report.
        directory: The directory of the report.
    """
    path = directory / FILE
    if data:
        path.write_bytes(data)
    else:
        path.unlink(missing_ok=True)


def read(directory: Path, *, contract: Contract | None = None) -> Recording:
    """Return the recording that a run left beside its report.

    Args:
        directory: The directory of the report.
        contract: The published contract of the run.

    Raises:
        TraceFileError: There is no file of traces, or it cannot be used.
    """
    path = directory / FILE
    try:
        return load(path.read_bytes(), contract=contract)
    except OSError as error:
        raise TraceFileError(
            f"{str(path)!r} cannot be read ({error.strerror}). Judging without a server needs the traces "
            "that a run writes beside its report; run the suite again without --no-traces."
        ) from error


def _members(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    """Return the fields of a dataclass that differ from their defaults."""
    found = ((field, getattr(value, field.name)) for field in fields(value) if field.init)
    return {field.name: each for field, each in found if not _is_default(field, each)}


def _is_default(field: "Field[Any]", value: object) -> bool:
    if field.default is not MISSING:
        return value is field.default or (value == field.default and type(value) is type(field.default))
    return field.default_factory is not MISSING and value == field.default_factory()


class _Encoder:
    """Turns values into JSON.

    Attributes:
        objects: Name and members of each object of a class in `_SHARED`, each after those it refers to.
    """

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self._places: dict[int, int] = {}

    def value(self, value: Any) -> Any:  # noqa: ANN401 - whatever a trace holds
        """Return a value as JSON; an object with one key that starts with ``$`` stands for another type."""
        match value:
            case Enum():
                return {"$enum": [type(value).__name__, value.value]}
            case None | bool() | int() | float() | str():
                return value
            case bytes():
                return _bytes(value)
            case datetime():
                return {"$time": value.isoformat()}
            case Exchange():
                return {"$exchange": value.n}
            case Contract():
                return {"$contract": True}
            case list():
                return [self.value(each) for each in value]
            case tuple():
                return {"$tuple": [self.value(each) for each in value]}
            case frozenset():
                return {"$set": sorted((self.value(each) for each in value), key=json.dumps)}
            case Mapping():
                return self._mapping(value)
        return self._object(value)

    def _mapping(self, value: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - a JSON value
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: self.value(each) for key, each in value.items()}
        return {"$map": [[self.value(key), self.value(each)] for key, each in value.items()]}

    def _object(self, value: Any) -> Any:  # noqa: ANN401 - a dataclass
        name = type(value).__name__
        if not is_dataclass(value) or _CLASSES.get(name) is not type(value):
            raise TypeError(f"a trace holds a {name}, which has no form in JSON")
        if name not in _SHARED:
            return {"$": [name, self._members(value)]}
        if id(value) not in self._places:
            members = self._members(value)
            self._places[id(value)] = len(self.objects)
            self.objects.append([name, members])
        return {"$object": self._places[id(value)]}

    def _members(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
        return {key: self.value(each) for key, each in _members(value).items()}


def _bytes(value: bytes) -> dict[str, str]:
    try:
        return {"$text": value.decode()}
    except UnicodeDecodeError:
        return {"$base64": b64encode(value).decode()}


class _Decoder:
    """Builds values from their JSON form.

    Args:
        exchanges: The exchanges that values refer to, by number.
        contract: The published contract, which the JSON does not repeat.
        shift: The number to add to the number of each exchange.

    Attributes:
        exchanges: As above.
        objects: The shared objects so far.
    """

    def __init__(self, exchanges: dict[int, Exchange], contract: Contract | None, shift: int) -> None:
        self.exchanges = exchanges
        self.objects: list[Any] = []
        self._shift = shift
        self._forms: dict[str, Callable[[Any], Any]] = {
            "$": lambda each: self.object(*each),
            "$object": lambda place: self.objects[place],
            "$enum": lambda each: _ENUMS[each[0]](each[1]),
            "$text": lambda each: each.encode(),
            "$base64": b64decode,
            "$time": datetime.fromisoformat,
            "$exchange": lambda number: self.exchanges[number + shift],
            "$contract": lambda _: contract,
            "$tuple": lambda each: tuple(self.value(item) for item in each),
            "$set": lambda each: frozenset(self.value(item) for item in each),
            "$map": lambda each: {self.value(key): self.value(item) for key, item in each},
        }

    def value(self, document: Any) -> Any:  # noqa: ANN401 - whatever a trace holds
        """Return the value of a JSON form."""
        if isinstance(document, list):
            return [self.value(each) for each in document]
        if not isinstance(document, dict):
            return document
        if len(document) == 1:
            ((key, held),) = document.items()
            if key.startswith("$"):
                return self._forms[key](held)
        return {key: self.value(each) for key, each in document.items()}

    def object(self, name: str, members: Mapping[str, Any]) -> Any:  # noqa: ANN401 - one of _CLASSES
        """Return the object of a class by its name and members."""
        values = {key: self.value(each) for key, each in members.items()}
        if name == ControlRequest.__name__ and self._shift:
            values["exchanges"] = tuple(number + self._shift for number in values.get("exchanges", ()))
        return _CLASSES[name](**values)
