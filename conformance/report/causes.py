"""Group failed and warned requirements into problems, one for each likely root cause.

One bug of a server can break several requirements, and the engineer who fixes it wants to read about it once.
The failures of one bug appear in the same exchanges: if a reference is stored as text, a circular reference
is incomplete as well. So a requirement joins another one if every exchange that shows its failure also shows
the failure of the other one. A requirement that fails in nearly all exchanges is not the root cause of any
other, so nothing joins it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.report.model import Report
from conformance.report.words import deciding_findings, with_verdict
from conformance.requirements.finding import EVERY_EXCHANGE
from conformance.requirements.verdicts import PRECEDENCE, Level, Verdict

EVERYWHERE = 4
"""A failure in one of this many Bulk exchanges counts as one in nearly all exchanges."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem to fix or to review.

    Attributes:
        requirements: The affected requirements as in the report. The order is: worst verdict, number of
            exchanges, then those that a scenario tests on purpose before those checked on every exchange,
            which are more likely a consequence.
    """

    requirements: tuple[dict[str, Any], ...]

    @property
    def lead(self) -> dict[str, Any]:
        """The requirement that describes the problem best."""
        return self.requirements[0]

    @property
    def finding(self) -> dict[str, Any]:
        """The finding with the most exchanges among those that decided the verdict of `lead`."""
        return max(deciding_findings(self.lead), key=lambda finding: len(finding["exchanges"]))

    @property
    def others(self) -> tuple[dict[str, Any], ...]:
        """The other affected requirements."""
        return self.requirements[1:]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its requirements, which is that of `lead`."""
        return Verdict(self.lead["verdict"])


def problems(report: Report) -> list[Problem]:
    """Return the failed and warned requirements grouped into problems, in the order in which to fix them.

    The order is: verdict, level, number of affected requirements, place in the catalogue.
    """
    broken = {entry["id"]: entry for entry in with_verdict(report, Verdict.FAIL, Verdict.WARN)}
    seen = {name: _exchanges(entry) for name, entry in broken.items()}
    limit = sum(exchange["purpose"] == "bulk" for exchange in report["exchanges"]) / EVERYWHERE
    passing = {name for name, entry in broken.items() if _in_passing(entry)}
    origins = _origins(seen, limit, passing)
    by_origin: dict[str, list[str]] = defaultdict(list)
    for name in broken:
        by_origin[origins[name]].append(name)
    found = []
    for names in by_origin.values():
        names.sort(key=lambda name: (*_gravity(broken[name]), -len(seen[name]), _in_passing(broken[name])))
        found.append(Problem(tuple(broken[name] for name in names)))
    return sorted(found, key=lambda each: (*_gravity(each.lead), -len(each.requirements)))


def _exchanges(requirement: dict[str, Any]) -> frozenset[int]:
    """Return the exchanges that show the failure of a requirement."""
    return frozenset(n for finding in deciding_findings(requirement) for n in finding["exchanges"])


def _origins(seen: Mapping[str, frozenset[int]], limit: float, passing: Collection[str]) -> dict[str, str]:
    """Return the root cause of each requirement by id; a requirement can be its own root cause.

    If several candidates contain all its exchanges, the one with the fewest exchanges counts. A requirement
    that a scenario tests on purpose is not a consequence of one that is only checked on every exchange.
    """
    origins: dict[str, str] = {}
    for name in sorted(seen, key=lambda name: -len(seen[name])):
        holding = (
            wider
            for wider in reversed(origins)
            if seen[name] <= seen[wider]
            and (wider not in passing or name in passing or seen[name] == seen[wider])
        )
        narrowest = next((wider for wider in holding if seen[name] and len(seen[wider]) <= limit), name)
        origins[name] = origins.get(narrowest, name)
    return origins


def _in_passing(requirement: dict[str, Any]) -> bool:
    """Return True if only checks on every exchange failed, such as that of the media type of an error."""
    return all(finding["scenario"] == EVERY_EXCHANGE for finding in deciding_findings(requirement))


def _gravity(requirement: dict[str, Any]) -> tuple[int, int]:
    return PRECEDENCE.index(requirement["verdict"]), list(Level).index(requirement["level"])
