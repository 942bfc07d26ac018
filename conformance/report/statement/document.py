"""The statement as data: an in-toto Statement (v1) about one report, which signing tools can process."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from conformance.report import words
from conformance.report.document import Report, RequirementEntry
from conformance.report.published_verdict import published_verdict
from conformance.report.target import target_arguments
from conformance.report.text import dump, one_line
from conformance.requirements.verdicts import Verdict

TYPE = "https://in-toto.io/Statement/v1"
PLAIN = "rfc7644"
"""The profile without waivers."""

PREDICATE_TYPE = "urn:scim-conformance:statement:1"

_OF_THE_RUN = (
    *("verdict", "problem", "interrupted", "profile", "contract", "effort", "seed", "selection", "target"),
    *("started", "duration_s", "requests", "operations", "leftovers", "summary"),
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer of a statement and the tested product, in the words of the issuer.

    Attributes:
        organization: The organization that issues the statement.
        product: The tested product.
        version: The version of the product.
        contact: Contact for questions.
        issued: Time of issue in ISO 8601 with a time zone.
    """

    organization: str
    product: str
    version: str
    contact: str
    issued: str


def statement(
    report: Report, name: str, digest: str, issuer: Issuer, signatures: Mapping[str, str]
) -> dict[str, Any]:
    """Return the statement about a report.

    Args:
        report: The report.
        name: Name of the report file.
        digest: SHA-256 of the report file in hexadecimal.
        issuer: The issuer.
        signatures: SHA-256 of the detached signatures of the report, by file name.
    """
    predicate = {
        "claim": published_verdict(report).value,
        "ground": words.sentences(report),
        **({"classes": report["classes"]} if "classes" in report else {}),
        "issuer": asdict(issuer),
        "suite": report["suite"],
        "run": {key: value for key, value in report.items() if key in _OF_THE_RUN},
        "features": _features(report["capabilities"]),
        "choices": [_entry(each, Verdict.NOTE) for each in words.with_verdict(report, Verdict.NOTE)],
        "deviations": list(_deviations(report)),
        "open": [_entry(each, Verdict(each["verdict"])) for each in words.with_verdict(report, *words.OPEN)],
        "left_out": [each["id"] for each in words.with_verdict(report, Verdict.DESELECTED)],
        "reproduce": run_command(report),
        "signatures": [{"name": each, "digest": {"sha256": value}} for each, value in signatures.items()],
    }
    subject = [{"name": name, "digest": {"sha256": digest}}]
    document = {"_type": TYPE, "subject": subject, "predicateType": PREDICATE_TYPE, "predicate": predicate}
    predicate["checksum"] = checksum(document)
    return document


def claim_text(document: Mapping[str, Any]) -> str:
    """Return the claim in words. It names the profile, since a profile may waive requirements."""
    predicate = document["predicate"]
    profile = predicate["run"]["profile"]
    under = "" if profile == PLAIN else f" (under the profile {profile})"
    return words.headline_of(predicate["claim"], predicate.get("classes", ())) + under


def checksum(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a statement without its own checksum.

    The checksum detects accidental changes. A signature protects against intentional ones.
    """
    predicate = {key: value for key, value in document["predicate"].items() if key != "checksum"}
    return sha256(dump({**document, "predicate": predicate}).encode()).hexdigest()


def _features(capabilities: Mapping[str, Any]) -> dict[str, bool | int | None]:
    """Return the optional features and the limits that the server claims."""
    features: dict[str, bool | int | None] = {}
    for name, value in capabilities.items():
        if isinstance(value, dict) and isinstance(value.get("supported"), bool | None):
            features[name] = value.get("supported")
        elif isinstance(value, int | None):
            features[name] = value
    return features


def _deviations(report: Report) -> Iterator[dict[str, Any]]:
    """Yield each failure, warning and waiver of a requirement, known or not."""
    for requirement in report["requirements"]:
        findings = requirement["findings"]
        for verdict in (Verdict.FAIL, Verdict.WARN, Verdict.WAIVED):
            if verdict == requirement["verdict"] or any(each["verdict"] == verdict for each in findings):
                yield _entry(requirement, verdict)


def _entry(requirement: RequirementEntry, verdict: Verdict) -> dict[str, Any]:
    """Return a requirement with the message of its first finding of a verdict."""
    findings = [each for each in requirement["findings"] if each["verdict"] == verdict]
    known = [each["known"]["reason"] for each in findings if "known" in each]
    return {
        **{key: requirement[key] for key in ("id", "rfc", "section", "level", "title", "text")},
        "verdict": verdict.value,
        "found": findings[0]["message"] if findings else requirement["reason"],
        "known": known[0] if known else "",
    }


def run_command(report: Report) -> str:
    """Return the command that repeats the run; it names environment variables instead of secrets."""
    arguments = ["--token-env", "SCIM_TOKEN", "--allow-writes", "--seed", str(report["seed"])]
    if report["profile"] != PLAIN:
        arguments += ["--profile", report["profile"]]
    elif report["contract"]:
        arguments += ["--contract", report["contract"].partition(",")[0]]
    if report["effort"] != "standard":
        arguments += ["--effort", report["effort"]]
    for name, values in report["selection"].items():
        for value in _texts(values):
            arguments += [f"--{name}", value]
    line = ["scim-conformance", "run", *target_arguments(report), *arguments]
    return " ".join(shlex.quote(one_line(word)) for word in line)


def _texts(values: object) -> Sequence[str]:
    return [str(value) for value in values] if isinstance(values, list) else [str(values)]
