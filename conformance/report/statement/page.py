"""The statement as a page to print and to hang up: one file that loads nothing and runs nothing."""

from typing import Any

from conformance.report import words
from conformance.report.pages import environment, own
from conformance.report.statement.document import stated
from conformance.requirements.verdicts import PRECEDENCE, RunVerdict

_GOOD = (RunVerdict.CONFORMANT, RunVerdict.CONFORMANT_WITH_WARNINGS)

_TEMPLATES = environment("conformance.report.statement")
_TEMPLATES.globals.update(law=words.law, law_url=words.law_url)


def page(statement: dict[str, Any]) -> str:
    """Return a statement as HTML; all that it says stands in it as text."""
    predicate = statement["predicate"]
    run, summary = predicate["run"], predicate["run"]["summary"]
    return _TEMPLATES.get_template("statement.html").render(
        style=own(_TEMPLATES, "statement.css"),
        claim=predicate["claim"],
        stated=stated(statement),
        conformant=predicate["claim"] in _GOOD,
        run=run,
        summary=[(each, summary[each]) for each in PRECEDENCE if summary[each]],
        subject=statement["subject"][0],
        **{name: value for name, value in predicate.items() if name not in ("claim", "run")},
    )
