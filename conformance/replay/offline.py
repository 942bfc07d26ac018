"""Judge the traces of a run again with this version of the suite, without a server."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.check.registry import cases
from conformance.report.document import Report
from conformance.requirements.catalogue import Catalogue
from conformance.requirements.finding import Finding
from conformance.requirements.judgement import claims, class_results, run_verdict
from conformance.requirements.profile import Profile
from conformance.requirements.verdicts import RunVerdict, Verdict, combine
from conformance.run.judge import Judge
from conformance.run.selection import Selection
from conformance.run.settlement import settle
from conformance.trace.recording import Recording


@dataclass(frozen=True)
class Change:
    """A requirement whose verdict differs now.

    Attributes:
        requirement: Its id.
        was: Its verdict in the report; None if the report does not mention it.
        now: Its verdict now; None if this version does not know it.
        why: The message of the finding that decides it now.
    """

    requirement: str
    was: Verdict | None
    now: Verdict | None
    why: str


@dataclass(frozen=True)
class Rejudged:
    """The result of judging a run again.

    Attributes:
        was: The run's verdict in the report.
        now: The run's verdict now.
        changes: The requirements whose verdicts differ.
        findings: All findings of this version.
        problems: Errors of the suite itself.
    """

    was: RunVerdict
    now: RunVerdict
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    problems: tuple[str, ...] = ()


def rejudge(report: Report, recording: Recording, catalogue: Catalogue, profile: Profile) -> Rejudged:
    """Judge everything that a run recorded.

    Args:
        report: The ``report.json`` of the run, with its selection and verdicts.
        recording: The traces of the same run.
        catalogue: The requirements of this version.
        profile: The profile of the run.
    """
    selection = Selection.recorded(report)
    judge = Judge(recording, catalogue, profile)
    judge.judge_rest(
        case
        for case in cases()
        if selection.takes(catalogue[case.check.requirement]) and selection.plays(case)
    )
    why = "the run ended before it was examined" if report["interrupted"] else ""
    settled = settle(catalogue, selection, judge.findings, judge.cut_short, why)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in judge.findings:
        found[finding.requirement].append(finding)
    now = {
        entry.id: settled.get(entry.id, (combine(each.verdict for each in found[entry.id]), ""))[0]
        for entry in catalogue
    }
    judged = ((catalogue[id_], verdict) for id_, verdict in now.items())
    results = class_results(judged, claims(report["capabilities"]))
    problem = "\n".join(judge.problems) or report["problem"]
    return Rejudged(
        RunVerdict(report["verdict"]),
        run_verdict(results, problem=problem, interrupted=report["interrupted"]),
        tuple(_changes(report, now, found, settled)),
        tuple(judge.findings),
        tuple(judge.problems),
    )


def _changes(
    report: Report,
    now: dict[str, Verdict],
    found: dict[str, list[Finding]],
    settled: dict[str, tuple[Verdict, str]],
) -> Iterator[Change]:
    was = {entry["id"]: Verdict(entry["verdict"]) for entry in report["requirements"]}
    for id_, verdict in was.items():
        if id_ not in now:
            yield Change(id_, verdict, None, "this version does not have the requirement")
    for id_, verdict in now.items():
        if was.get(id_) is not verdict:
            reasons = (each.message for each in found[id_] if each.verdict is verdict)
            why = settled[id_][1] if id_ in settled else next(reasons, "no check of this run examined it")
            yield Change(id_, was.get(id_), verdict, why)
