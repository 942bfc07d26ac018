"""The document of ``report.json`` as types; ``schemas/report.schema.json`` describes the same document.

Members that older reports lack are `NotRequired`.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from conformance.report.body import Body


class SuiteEntry(TypedDict):
    """The suite that wrote the report, with the version of its catalogue."""

    name: str
    version: str
    catalogue: str


class TargetEntry(TypedDict):
    """The tested server."""

    base_url: str
    app: NotRequired[str]
    demo: NotRequired[bool]


class ClassEntry(TypedDict):
    """The verdict of a conformance class."""

    name: str
    verdict: str
    claimed: bool | None
    reason: str
    passed: int
    failed: int
    warned: int
    left_open: int


class KnownEntry(TypedDict):
    """What a baseline says of a known failure."""

    reason: str
    issue: NotRequired[str]
    expires: NotRequired[str]


class EvidenceEntry(TypedDict):
    """The part of an exchange that shows a finding."""

    exchange: int
    operation: NotRequired[int]
    request: NotRequired[str]
    response: NotRequired[str]
    header: NotRequired[str]


class FindingEntry(TypedDict):
    """What a check found."""

    check: str
    scenario: str
    verdict: str
    message: str
    expected: str
    got: str
    examined: int
    exchanges: list[int]
    evidence: NotRequired[list[EvidenceEntry]]
    depends_on: NotRequired[list[str]]
    curl: str
    known: NotRequired[KnownEntry]


class RequirementEntry(TypedDict):
    """A requirement with its verdict and findings."""

    id: str
    rfc: int | None
    section: str
    section_title: NotRequired[str]
    lines: list[int] | None
    level: str
    title: str
    text: str
    readings: list[str]
    cause: NotRequired[str]
    fix: NotRequired[str]
    depends_on: NotRequired[list[str]]
    testable: bool
    verdict: str
    reason: str
    findings: list[FindingEntry]


class RequestEntry(TypedDict):
    """A recorded request."""

    method: str
    url: str
    headers: dict[str, str]
    body: Body


class ResponseEntry(TypedDict):
    """A recorded response; its body is None if the report does not contain it."""

    status: int
    headers: dict[str, str]
    body: Body | None
    elapsed_ms: float
    truncated: bool


class FailureEntry(TypedDict):
    """Why a request got no complete response."""

    kind: str
    detail: str


class ExchangeEntry(TypedDict):
    """A recorded exchange."""

    n: int
    purpose: str
    scenario: str
    sent: NotRequired[str]
    request: RequestEntry
    response: ResponseEntry | None
    failure: FailureEntry | None
    shape: NotRequired[Mapping[str, Any]]


class BaselineItem(TypedDict):
    """What became of an entry of the baseline."""

    requirement: str
    check: str
    state: str
    why: str


class BaselineEntry(TypedDict):
    """The baseline of a run."""

    file: str
    entries: list[BaselineItem]


class Report(TypedDict):
    """The whole report."""

    suite: SuiteEntry
    verdict: str
    classes: NotRequired[list[ClassEntry]]
    problem: str
    interrupted: bool
    profile: str
    contract: str
    effort: str
    seed: int
    selection: dict[str, Any]
    target: TargetEntry
    capabilities: dict[str, Any]
    started: str
    duration_s: float
    requests: int
    operations: int
    leftovers: list[str]
    summary: dict[str, int]
    requirements: list[RequirementEntry]
    exchanges: list[ExchangeEntry]
    baseline: NotRequired[BaselineEntry]
