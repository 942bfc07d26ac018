"""Two reports compared, as Markdown and as JSON."""

from collections.abc import Iterator
from typing import Any

from conformance.report.compare.caveats import caveats
from conformance.report.compare.change import Change, CheckChange, Kind, changes
from conformance.report.markdown import code, escape
from conformance.report.model import Report
from conformance.report.words import count, headline, law
from conformance.requirements.verdicts import Verdict

TITLES = {
    Kind.REGRESSED: "Regressed",
    Kind.IMPROVED: "Improved",
    Kind.CHANGED: "Changed otherwise",
    Kind.NEW: "New requirements",
    Kind.GONE: "Gone requirements",
}
_MEANING = {
    Kind.CHANGED: "Something was seen of these in one report only, or they are judged in another way.",
    Kind.NEW: "The older report does not have them, so nothing regressed here.",
}


def regressed(old: Report, new: Report) -> bool:
    """Tell whether something that was seen to be kept is seen to be broken now."""
    return any(change.kind is Kind.REGRESSED for change in changes(old, new))


def markdown(old: Report, new: Report) -> str:
    """Return what changed as GitHub-flavoured Markdown, without any markup of a server's."""
    return "\n".join(_markdown(old, new, changes(old, new)))


def document(old: Report, new: Report) -> dict[str, Any]:
    """Return what changed as JSON values."""
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
        + ["The old run was made after the new one: are the two swapped?"] * swapped
    )


def _about(report: Report) -> dict[str, Any]:
    kept = ("verdict", "profile", "contract", "effort", "seed", "selection", "started")
    return {"suite": report["suite"], "base_url": report["target"]["base_url"]} | {
        key: report[key] for key in kept
    }


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


def told(found: list[Change]) -> str:
    """Return how many requirements changed in which way."""
    counts = {kind: sum(change.kind is kind for change in found) for kind in Kind}
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "Nothing changed"


def _markdown(old: Report, new: Report, found: list[Change]) -> Iterator[str]:
    yield f"# {told(found)}"
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
    broken = report["summary"][Verdict.FAIL]
    about = f"{headline(report)}, {count(broken, 'requirement')} broken" if broken else headline(report)
    return (
        f"{about}: {code(report['target']['base_url'])}, {escape(report['started'])}, "
        f"{suite['name']} {escape(suite['version'])}, catalogue {escape(suite['catalogue'])}"
    )


def _lines(change: Change) -> Iterator[str]:
    """Yield what there is to say about one requirement; a check where it says more than the requirement."""
    entry = change.requirement
    yield (
        f"- **{escape(entry['id'])}** {escape(entry['title'])} ({escape(law(entry))}): "
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
    line = f"{code(check.check)}: {check.was or 'not made'} → {check.now or 'not made'}"
    worse = check.step > 0 and check.message != change.why
    return f"{line}: {escape(check.message)}" if worse else line
