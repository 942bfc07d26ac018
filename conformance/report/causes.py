"""What is wrong with a server, problem by problem: requirements that are broken in one place go together.

One flaw of a server breaks several requirements, and who mends it wants to read of it once. What comes of a
flaw shows in the same exchanges: where a reference is stored as text, a ring lacks an edge too. So a
requirement joins another one when each exchange that shows it broken shows the other one broken as well. What
is broken nearly everywhere is no cause of anything in particular, and nothing joins it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.report.model import Report
from conformance.report.words import telling, with_verdict
from conformance.requirements.finding import EVERY_EXCHANGE
from conformance.requirements.verdicts import PRECEDENCE, Level, Verdict

EVERYWHERE = 4
"""One in so many of a run's Bulk exchanges is everywhere."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    Attributes:
        requirements: What it breaks, as in the report: the worst first, then what most exchanges show, then
            what a scenario was made to show; what every exchange is held to is rather what comes of it.
    """

    requirements: tuple[dict[str, Any], ...]

    @property
    def lead(self) -> dict[str, Any]:
        """The requirement that tells most about it."""
        return self.requirements[0]

    @property
    def finding(self) -> dict[str, Any]:
        """Of the findings that decided the first requirement's verdict, the one that most exchanges show."""
        return max(telling(self.lead), key=lambda finding: len(finding["exchanges"]))

    @property
    def others(self) -> tuple[dict[str, Any], ...]:
        """What else breaks with it."""
        return self.requirements[1:]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of what it breaks, which is the first one's."""
        return Verdict(self.lead["verdict"])


def problems(report: Report) -> list[Problem]:
    """Return what failed or warned, by cause, in the order in which to mend it.

    Failures come first, then what binds most strongly, then what breaks most; the catalogue's order decides
    between equals.
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
    """Return the exchanges that show the requirement broken."""
    return frozenset(n for finding in telling(requirement) for n in finding["exchanges"])


def _origins(seen: Mapping[str, frozenset[int]], limit: float, passing: Collection[str]) -> dict[str, str]:
    """Return for each requirement the one it comes of, itself where it comes of no other.

    Where several hold all its exchanges, it comes of the one that has the fewest besides. What a scenario was
    made to show does not come of what shows in passing there and elsewhere as well.
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
    """Tell whether it shows only in what every exchange is held to, such as the media type of a crash."""
    return all(finding["scenario"] == EVERY_EXCHANGE for finding in telling(requirement))


def _gravity(requirement: dict[str, Any]) -> tuple[int, int]:
    return PRECEDENCE.index(requirement["verdict"]), list(Level).index(requirement["level"])
