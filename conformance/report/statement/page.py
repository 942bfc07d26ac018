"""The statement as an HTML page for printing: one file without external resources and scripts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.report import words
from conformance.report.pages import environment, own
from conformance.report.statement.document import claim_text
from conformance.requirements.verdicts import PRECEDENCE, RunVerdict, Verdict

_GOOD = (RunVerdict.CONFORMANT, RunVerdict.CONFORMANT_WITH_WARNINGS)

_TEMPLATES = environment("conformance.report.statement")
_TEMPLATES.globals.update(citation=words.citation, section_url=words.section_url)


@dataclass(frozen=True, slots=True)
class Deviation:
    """One requirement from which the server deviates.

    Attributes:
        entries: Its failure, warning and waiver as in the statement, the worst first.
    """

    entries: tuple[dict[str, Any], ...]

    @property
    def requirement(self) -> dict[str, Any]:
        """The entry with the worst verdict."""
        return self.entries[0]


def page(statement: dict[str, Any]) -> str:
    """Return a statement as HTML; all its values are escaped."""
    predicate = statement["predicate"]
    run, summary = predicate["run"], predicate["run"]["summary"]
    deviations = _deviations(predicate["deviations"])
    return _TEMPLATES.get_template("statement.html").render(
        style=own(_TEMPLATES, "statement.css"),
        claim=predicate["claim"],
        claim_text=claim_text(statement),
        conformant=predicate["claim"] in _GOOD,
        run=run,
        summary=[(each, summary[each]) for each in PRECEDENCE if summary[each]],
        subject=statement["subject"][0],
        failed=_with_verdict(deviations, Verdict.FAIL),
        warned=_with_verdict(deviations, Verdict.WARN),
        waived=_with_verdict(deviations, Verdict.WAIVED),
        **{name: value for name, value in predicate.items() if name not in ("claim", "run", "deviations")},
    )


def _deviations(entries: Iterable[dict[str, Any]]) -> list[Deviation]:
    """Return the deviations by requirement: a failed requirement may have warnings as well."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        by_id.setdefault(entry["id"], []).append(entry)
    return [Deviation(tuple(entries)) for entries in by_id.values()]


def _with_verdict(deviations: Iterable[Deviation], verdict: Verdict) -> list[Deviation]:
    return [each for each in deviations if each.requirement["verdict"] == verdict]
