"""The verdict of each conformance class from its requirements, and that of the run from the classes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.requirements.catalogue import Requirement
from conformance.requirements.classes import CLASSES, CONTRACT, CORE, class_of
from conformance.requirements.verdicts import ClassVerdict, Level, RunVerdict, Verdict

_LEFT_OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED)
_SEEN = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
_UNJUDGEABLE = (Verdict.NOT_APPLICABLE, Verdict.DESELECTED, Verdict.UNTESTED)
_CONFORMANT = (ClassVerdict.CONFORMANT, ClassVerdict.CONFORMANT_WITH_WARNINGS)

Judged = tuple[Requirement, Verdict]


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of a server about an optional feature.

    Attributes:
        supported: None if it is not known.
        reason: The claim of the server, in one sentence.
    """

    supported: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClassResult:
    """The result of one class.

    Attributes:
        name: The class, such as ``bulk``.
        verdict: The verdict.
        claimed: Whether the server claims the feature; None if it is not known, and for core.
        reason: The basis of the verdict, in one sentence.
        counts: Number of its requirements with each verdict.
    """

    name: str
    verdict: ClassVerdict
    claimed: bool | None
    reason: str
    counts: Mapping[Verdict, int]

    @property
    def applies(self) -> bool:
        """Whether at least one of its requirements was judged, with any verdict."""
        return any(number and verdict not in _UNJUDGEABLE for verdict, number in self.counts.items())


def claims(capabilities: Mapping[str, Any]) -> dict[str, Claim]:
    """Return the claim about each feature, from the ``capabilities`` of a report.

    A report may come from an untrusted source: members that are not features are ignored.
    """
    found = {}
    for name, value in capabilities.items():
        if isinstance(value, Mapping) and isinstance(value.get("supported"), bool | None):
            found[name] = Claim(value.get("supported"), str(value.get("reason") or ""))
    return found


def class_results(judged: Iterable[Judged], claimed: Mapping[str, Claim]) -> list[ClassResult]:
    """Return the result of each class, core first.

    Deselected requirements do not count: a class without selected requirements has no result. A feature that
    the server claims or disclaims has a result even if the catalogue has no requirement for it.

    Args:
        judged: The requirements, each with its verdict.
        claimed: The claim about each feature.
    """
    selected: dict[str, list[Judged]] = {}
    deselected: set[str] = set()
    for entry, verdict in judged:
        name = class_of(entry.requires)
        if verdict is Verdict.DESELECTED:
            deselected.add(name)
        else:
            selected.setdefault(name, []).append((entry, verdict))
    known = {name for name in CLASSES if name in claimed and claimed[name].supported is not None}
    names = {*selected, *(known - deselected)}
    order = (CORE, *(name for name in CLASSES if name != CONTRACT), CONTRACT)
    ranked = sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))
    return [_class_result(name, selected.get(name, []), claimed.get(name)) for name in ranked]


def _class_result(name: str, judged: Sequence[Judged], claim: Claim | None) -> ClassResult:
    counts = Counter(verdict for _, verdict in judged)
    supported = claim.supported if claim else None
    if claim and supported is False and not counts[Verdict.FAIL]:
        verdict, reason = ClassVerdict.NOT_JUDGED, f"not claimed by the server: {claim.reason}"
    else:
        open_musts = sum(entry.level is Level.MUST and verdict in _LEFT_OPEN for entry, verdict in judged)
        asked = supported is True or name in (CORE, CONTRACT)
        verdict, reason = _verdict(counts, open_musts, asked=asked)
    return ClassResult(name, verdict, supported, reason, counts)


def _verdict(counts: Mapping[Verdict, int], open_musts: int, *, asked: bool) -> tuple[ClassVerdict, str]:
    """Return verdict and reason of a class that the server does not disclaim.

    Args:
        counts: Number of its requirements with each verdict.
        open_musts: Number of MUSTs that could not be judged.
        asked: True if the server claims it, or if it is core or a contract. MUSTs without a verdict then
            count in any case.
    """
    total = sum(number for verdict, number in counts.items() if verdict not in _UNJUDGEABLE)
    seen = any(counts[verdict] for verdict in _SEEN)
    passed, warned = counts[Verdict.PASS], counts[Verdict.WARN]
    if counts[Verdict.FAIL]:
        return ClassVerdict.NOT_CONFORMANT, f"{counts[Verdict.FAIL]} of {total} failed"
    if open_musts and (seen or asked):
        return ClassVerdict.PARTIAL, f"{open_musts} of {total} are MUSTs that could not be judged"
    if warned and not passed:
        return ClassVerdict.PARTIAL, f"none of {total} passed, {warned} with a warning"
    if warned:
        return ClassVerdict.CONFORMANT_WITH_WARNINGS, f"{passed} of {total} passed, {warned} with a warning"
    if passed:
        return ClassVerdict.CONFORMANT, f"{passed} of {total} passed"
    if not counts:
        return ClassVerdict.NOT_JUDGED, "this version has no requirement for it"
    reason = "none of its requirements could be judged" if total else "none of its requirements applies"
    return ClassVerdict.NOT_JUDGED, reason


def run_verdict(
    results: Iterable[ClassResult], *, problem: str = "", interrupted: bool = False
) -> RunVerdict:
    """Return the verdict of a run from those of its classes.

    A class that is not judged does not count, except core: if the run selected requirements of core that
    apply to the server, one of them has to pass. A run that judged no class is partial.

    Args:
        results: The classes of the requirements that were selected.
        problem: An error of the suite, which makes the run void; empty for none.
        interrupted: The run ended early, so it is at best partial.
    """
    if problem:
        return RunVerdict.VOID
    found = list(results)
    verdicts = {result.verdict for result in found}
    if ClassVerdict.NOT_CONFORMANT in verdicts:
        return RunVerdict.NOT_CONFORMANT
    proved = {result.name for result in found if result.verdict in _CONFORMANT}
    core_unproved = CORE not in proved and any(result.name == CORE and result.applies for result in found)
    if interrupted or core_unproved or not proved or ClassVerdict.PARTIAL in verdicts:
        return RunVerdict.PARTIAL
    if ClassVerdict.CONFORMANT_WITH_WARNINGS in verdicts:
        return RunVerdict.CONFORMANT_WITH_WARNINGS
    return RunVerdict.CONFORMANT
