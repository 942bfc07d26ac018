"""The template environment of all HTML pages: it escapes every value and allows no external resources."""

import json
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.report import words
from conformance.report.target import target_name
from conformance.report.text import visible


def environment(package: str) -> Environment:
    """Return the templates of a package and the shared ones; every value is escaped, visible text."""
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("conformance.report")]),
        autoescape=True,
        finalize=_visible,  # applies to every value, so that no template has to call it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(headline=words.headline, sentences=words.sentences, target_name=target_name)
    templates.filters.update(indented=_indented, moment=_moment, hashed=_hashed)
    return templates


def own(templates: Environment, name: str) -> Markup:
    """Return a style sheet or script of this package unescaped; the page's policy allows only its hash."""
    return Markup(templates.get_template(name).render())  # noqa: S704


def _indented(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return json.dumps(value, ensure_ascii=False, indent=2)


def _moment(started: str) -> str:
    """Return an ISO 8601 time as a date for people (UTC); any other text unchanged."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _hashed(text: str) -> str:
    """Return the source expression of a Content-Security-Policy that allows only this text."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _visible(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return visible(value) if type(value) is str else value
