"""Group failed and warned requirements into problems, one for each likely root cause.

One bug of a server can break several requirements, and the engineer who fixes it wants to read about it once.
A requirement joins another one in two cases:

- It depends on the other one by the catalogue, and fails only at operations at which the other one fails too.
  For example, a reference that is stored as text is not resolved.
- It fails only at operations at which the other one fails too, and the other one does not fail nearly
  everywhere. A requirement that fails nearly everywhere explains nothing by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import inf

from conformance.exchange import decode
from conformance.report.document import ExchangeEntry, FindingEntry, Report, RequirementEntry
from conformance.report.words import deciding_findings, with_verdict
from conformance.requirements.finding import EVERY_EXCHANGE, GENERATED
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
        finding: The simplest finding among those that decided the verdict of `lead`.
    """

    requirements: tuple[RequirementEntry, ...]
    finding: FindingEntry

    @property
    def lead(self) -> RequirementEntry:
        """The requirement that describes the problem best."""
        return self.requirements[0]

    @property
    def others(self) -> tuple[RequirementEntry, ...]:
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
    shown = {name: _shown(entry) for name, entry in broken.items()}
    limit = sum(exchange["purpose"] == "bulk" for exchange in report["exchanges"]) / EVERYWHERE
    passing = {name for name, entry in broken.items() if _in_passing(entry)}
    depends_on = _dependencies(broken)
    origins = _origins(shown, depends_on, limit, passing)
    by_origin: dict[str, list[str]] = defaultdict(list)
    for name in broken:
        by_origin[origins[name]].append(name)
    exchanges = {exchange["n"]: exchange for exchange in report["exchanges"]}
    found = []
    for names in by_origin.values():
        members = {*names}
        names.sort(
            key=lambda name: (
                *_gravity(broken[name]),
                len(depends_on[name] & members),
                -len(shown[name]),
                name in passing,
            )
        )
        finding = min(deciding_findings(broken[names[0]]), key=lambda each: _complexity(each, exchanges))
        found.append(Problem(tuple(broken[name] for name in names), finding))
    return sorted(found, key=lambda each: (*_gravity(each.lead), -len(each.requirements)))


def _complexity(
    finding: FindingEntry, exchanges: Mapping[int, ExchangeEntry]
) -> tuple[bool, bool, float, int]:
    """Return a key that sorts findings, the easiest one to understand first.

    A fixed scenario comes before one that sends generated requests, and a scenario that tests the requirement
    on purpose before the check of every exchange. Then the finding comes first whose first exchange has the
    fewest operations, then the one with the most exchanges.

    Args:
        finding: A finding of a report.
        exchanges: The exchanges of the report by number.
    """
    shown = finding["exchanges"]
    first = exchanges.get(shown[0]) if shown else None
    return (
        finding["scenario"].startswith(GENERATED),
        finding["scenario"] == EVERY_EXCHANGE,
        _operations(first) if first else inf,
        -len(shown),
    )


def _operations(exchange: ExchangeEntry) -> float:
    """Return the number of operations in a request; infinity if the report does not hold its whole body.

    A single request and a malformed bulk request count as one operation.
    """
    body = exchange["request"]["body"]
    if not isinstance(body, str):
        return inf
    sent = decode(body.encode(errors="surrogatepass")).value
    operations = sent.get("Operations") if isinstance(sent, dict) else None
    return len(operations) if isinstance(operations, list) else 1


Shown = frozenset[tuple[int, int | None]]
"""Numbers of exchanges, each with the index of an operation, or None for the exchange as a whole."""


def _shown(requirement: RequirementEntry) -> Shown:
    """Return the operations that show the failure of a requirement."""
    return frozenset(
        (evidence["exchange"], evidence.get("operation"))
        for finding in deciding_findings(requirement)
        for evidence in finding.get("evidence") or [{"exchange": n} for n in finding["exchanges"]]
    )


def _covers(wider: Shown, shown: Shown) -> bool:
    """Return whether each failure is at an operation, or in a whole exchange, where another one fails too."""
    everything = {n for n, _ in wider}
    whole = {n for n, operation in wider if operation is None}
    return bool(shown) and all(
        (n, operation) in wider or n in whole or (operation is None and n in everything)
        for n, operation in shown
    )


def _origins(
    shown: Mapping[str, Shown],
    depends_on: Mapping[str, Collection[str]],
    limit: float,
    passing: Collection[str],
) -> dict[str, str]:
    """Return the root cause of each requirement by id; a requirement can be its own root cause.

    Args:
        shown: What shows the failure of each requirement.
        depends_on: The failed requirements that each requirement depends on.
        limit: The most exchanges of a failure that is not one nearly everywhere.
        passing: Requirements that failed only in checks of every exchange. One that a scenario
            tests on purpose is not a consequence of them, unless it depends on them.
    """
    exchanges = {name: len({n for n, _ in found}) for name, found in shown.items()}

    def explains(wider: str, name: str) -> bool:
        if not _covers(shown[wider], shown[name]):
            return False
        if wider in depends_on[name]:
            return True
        mutual = _covers(shown[name], shown[wider])
        return exchanges[wider] <= limit and (wider not in passing or name in passing or mutual)

    origins: dict[str, str] = {}
    breadth = {name: (len(depends_on[name]), -exchanges[name], -len(shown[name])) for name in shown}
    for name in sorted(shown, key=breadth.__getitem__):
        causes = [wider for wider in origins if explains(wider, name)]
        declared = [wider for wider in causes if wider in depends_on[name]]
        nearest = min(declared or causes, key=lambda wider: exchanges[wider], default=name)
        origins[name] = origins.get(nearest, name)
    return origins


def _dependencies(broken: Mapping[str, RequirementEntry]) -> dict[str, set[str]]:
    """Return the broken requirements that each broken one depends on, directly or not."""
    direct = {
        name: {*entry.get("depends_on", ())}.union(
            *(finding.get("depends_on", ()) for finding in deciding_findings(entry))
        )
        for name, entry in broken.items()
    }
    found: dict[str, set[str]] = {}
    for name in broken:
        waiting, reached = [name], set[str]()
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        found[name] = (reached & broken.keys()) - {name}
    return found


def _in_passing(requirement: RequirementEntry) -> bool:
    """Return True if only checks on every exchange failed, such as that of the media type of an error."""
    return all(finding["scenario"] == EVERY_EXCHANGE for finding in deciding_findings(requirement))


def _gravity(requirement: RequirementEntry) -> tuple[int, int]:
    return PRECEDENCE.index(Verdict(requirement["verdict"])), list(Level).index(Level(requirement["level"]))
