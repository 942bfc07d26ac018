"""Creating, by single requests, what a scenario has to find stored."""

import json
from collections.abc import Mapping
from typing import Any

from conformance.exchange import Exchange
from conformance.scenario.bulk import BulkSender
from conformance.scenario.exceptions import Uncreated
from conformance.scim.document import attr
from conformance.scim.resource_types import Kind
from conformance.trace.snapshot import StoredResource

MOST_SAID = 200
"""Characters of what a server says of a refusal that a message repeats."""


class Fixtures(BulkSender):
    """Sends for one scenario, and can store beforehand what its jobs are about."""

    def existing_user(self, label: str) -> StoredResource:
        """Create a user by a single request and return it as GET shows it.

        Once a GET has shown just what the answer to the POST did, the next POST is taken at its word.

        Raises:
            Uncreated: The server did not create it, or does not show it.
        """
        return self._create(self.users, self.user(label))

    def existing_group(self, label: str, *members: str) -> StoredResource:
        """Create a group by a single request and return it as GET shows it.

        Raises:
            Uncreated: The server did not create it, or does not show it.
        """
        return self._create(self.groups, self.group(label, *members))

    def post(self, endpoint: str, document: Mapping[str, Any]) -> Exchange:
        """Send a resource by a single request that no check looks at."""
        whole = self._completion.data(document, self._reader.existing)
        made = self._send("POST", endpoint, json.dumps(whole).encode(), purpose="prepare")
        if path := self.made_at(endpoint, made):
            self._journal.created(path)
        return made

    def _create(self, endpoint: str, document: Mapping[str, Any]) -> StoredResource:
        made = self.post(endpoint, document)
        if made.status != 201:
            raise Uncreated(
                endpoint, f"POST {endpoint} as a single request answered {_said(made)}, not 201", made
            )
        path = self.made_at(endpoint, made)
        if path is None:
            lack = (
                f"the answer to POST {endpoint} as a single request has neither an id nor a Location below it"
            )
            raise Uncreated(endpoint, lack, made)
        kind = self._kinds.of(path)
        faithful = self._target.faithful.get(endpoint) and not self._shown_on_request(kind, document)
        if faithful and isinstance(made.json, dict):
            stored = StoredResource(path, made.json, made, kind)
        else:
            shown = self._reader.created(path)
            if shown.status != 200 or not isinstance(shown.json, dict):
                said = shown.status or shown.problem
                raise Uncreated(endpoint, f"GET of a resource just created answered {said}, not 200")
            stored = StoredResource(path, shown.json, shown, kind)
            told = StoredResource(path, made.json, made, kind) if isinstance(made.json, dict) else None
            same = told is not None and (told.document, told.version) == (stored.document, stored.version)
            self._target.faithful[endpoint] = same
        if not (stored.name or "").casefold().startswith(self._journal.run_prefix):
            other = f"a resource just created is shown with another {kind.naming} than it was given"
            raise Uncreated(endpoint, other)
        self._reader.existing[path] = stored
        return stored

    def _shown_on_request(self, kind: Kind, document: Mapping[str, Any]) -> bool:
        """Tell whether an attribute is shown by the POST that sets it and by no GET (RFC 7643 section 7)."""
        defined = (self.capabilities.attribute(kind.schema, name) for name in document)
        return any(attr(each, "returned") == "request" for each in defined)


def _said(made: Exchange) -> str:
    """Return the status of an answer, with what it says of itself: that is what tells how to go on."""
    detail = attr(made.json, "detail")
    why = f" ({detail.strip()[:MOST_SAID]})" if isinstance(detail, str) and detail.strip() else ""
    return f"{made.status or made.problem}{why}"
