"""The changes between two reports as Markdown and as JSON."""

from collections.abc import Iterator
from typing import Any

from conformance.report.compare.caveats import caveats
from conformance.report.compare.change import Change, CheckChange, Kind, changes
from conformance.report.document import Report
from conformance.report.markdown import code, escape
from conformance.report.words import citation, count, headline
from conformance.requirements.verdicts import Verdict

TITLES = {
    Kind.REGRESSED: "Regressed",
    Kind.IMPROVED: "Improved",
    Kind.CHANGED: "Other changes",
    Kind.NEW: "New requirements",
    Kind.GONE: "Removed requirements",
}
_MEANING = {
    Kind.CHANGED: "Only one report has a result for these requirements, or their level or checks changed.",
    Kind.NEW: "These requirements are not in the older report, so they are no regressions.",
}


def has_regressions(old: Report, new: Report) -> bool:
    """Return True if a requirement or a check has a worse result than before."""
    return any(change.kind is Kind.REGRESSED for change in changes(old, new))


def markdown(old: Report, new: Report) -> str:
    """Return the changes as GitHub-flavoured Markdown; markup from a server is escaped."""
    return "\n".join(_markdown(old, new, changes(old, new)))


def document(old: Report, new: Report) -> dict[str, Any]:
    """Return the changes as JSON values."""
    found = changes(old, new)
    return {
        "old": _about(old),
        "new": _about(new),
        "caveats": _caveats(old, new),
        "summary": {kind.value: sum(change.kind is kind for change in found) for kind in Kind},
        "changes": [_change(change) for change in found],
    }


def _caveats(old: Report, new: Report) -> list[str]:
    swapped = old["started"] > new["started"]
    return (
        caveats([old, new], one_server=True)
        + ["The old run is more recent than the new one: check the order of the two reports."] * swapped
    )


def _about(report: Report) -> dict[str, Any]:
    kept = ("verdict", "profile", "contract", "effort", "seed", "selection", "started")
    about = {key: value for key, value in report.items() if key in kept}
    return {"suite": report["suite"], "base_url": report["target"]["base_url"], **about}


def _change(change: Change) -> dict[str, Any]:
    entry = change.requirement
    return {
        "kind": change.kind,
        "requirement": entry["id"],
        "rfc": entry["rfc"],
        "section": entry["section"],
        "level": entry["level"],
        "title": entry["title"],
        "was": change.was,
        "now": change.now,
        "why": change.why,
        "note": change.note,
        "checks": [
            {"check": each.check, "was": each.was, "now": each.now, "message": each.message}
            for each in change.checks
        ],
    }


def change_counts(found: list[Change]) -> str:
    """Return the number of changes by kind, such as ``1 regressed, 2 new``."""
    counts = {kind: sum(change.kind is kind for change in found) for kind in Kind}
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "Nothing changed"


def _markdown(old: Report, new: Report, found: list[Change]) -> Iterator[str]:
    yield f"# {change_counts(found)}"
    yield ""
    yield f"- Old: {_run(old)}"
    yield f"- New: {_run(new)}"
    yield from (f"- {escape(caveat)}" for caveat in _caveats(old, new))
    yield ""
    for kind, title in TITLES.items():
        group = [change for change in found if change.kind is kind]
        if group:
            yield f"## {title}"
            yield ""
            if kind in _MEANING:
                yield from (_MEANING[kind], "")
            for change in group:
                yield from _lines(change)
            yield ""


def _run(report: Report) -> str:
    suite = report["suite"]
    failed = report["summary"][Verdict.FAIL]
    verdict = f"{headline(report)}; {count(failed, 'requirement')} failed" if failed else headline(report)
    return (
        f"{verdict}: {code(report['target']['base_url'])}, {escape(report['started'])}, "
        f"{suite['name']} {escape(suite['version'])}, catalogue {escape(suite['catalogue'])}"
    )


def _lines(change: Change) -> Iterator[str]:
    """Yield the lines about one requirement, with its checks if they add information."""
    entry = change.requirement
    yield (
        f"- **{escape(entry['id'])}** {escape(entry['title'])} ({escape(citation(entry))}): "
        f"{change.was or 'absent'} → {change.now or 'absent'}"
    )
    if change.note:
        yield f"  - {escape(change.note)}"
    if change.why and change.kind is not Kind.IMPROVED and change.kind is not Kind.GONE:
        yield f"  - {escape(change.why)}"
    if len(change.checks) > 1 or change.was is change.now:
        for check in change.checks:
            yield f"  - {_check(check, change)}"


def _check(check: CheckChange, change: Change) -> str:
    line = f"{code(check.check)}: {check.was or 'did not run'} → {check.now or 'did not run'}"
    worse = check.step > 0 and check.message != change.why
    return f"{line}: {escape(check.message)}" if worse else line
