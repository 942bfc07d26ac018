"""What every HTML page of ours has in common: it escapes all, shows what would act, and loads nothing."""

import json
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.report import words
from conformance.report.text import visible


def environment(package: str) -> Environment:
    """Return the templates of a package and those of all pages; values stand in a page as visible text."""
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("conformance.report")]),
        autoescape=True,
        finalize=_visible,  # so that no place in a template can forget it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(headline=words.headline, sentences=words.sentences)
    templates.filters.update(indented=_indented, moment=_moment, hashed=_hashed)
    return templates


def own(templates: Environment, name: str) -> Markup:
    """Return a file of ours that stands in the page as it is; the page's policy allows its text alone."""
    return Markup(templates.get_template(name).render())  # noqa: S704


def _indented(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return json.dumps(value, ensure_ascii=False, indent=2)


def _moment(started: str) -> str:
    """Return a point in time (UTC) as a person writes it; what is none as it is."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _hashed(text: str) -> str:
    """Return the source expression of a Content-Security-Policy that allows this text alone."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _visible(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return visible(value) if type(value) is str else value
