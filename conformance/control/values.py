"""How a server stores values of a single request, to compare with how it stores them in a bulk request.

A server may alter or ignore values of a POST (RFC 7644 section 3.3), and may have limits of its own.
"""

from dataclasses import replace

from conformance.exploration.job_generator import JobGenerator
from conformance.oracle.bulk import Existing, JobModel, Method, OperationModel, OracleResult, Server, Value
from conformance.scenario.context import ScenarioContext
from conformance.trace.snapshot import StoredResource


class ValueControl:
    """Sends operations of a generated bulk request as single requests.

    Args:
        ctx: The context of the scenario.
        generator: Makes the requests.

    Attributes:
        own_way: The values that a single request rejects or stores differently.
        fails_alone: Those of them for which a single request gets a server error.
        refers_not: Methods and resource types for which a single request with a reference is rejected.
    """

    def __init__(self, ctx: ScenarioContext, generator: JobGenerator) -> None:
        self._ctx, self._generator = ctx, generator
        self._sent_values: set[tuple[Method, str, tuple[Value, ...]]] = set()
        self._sent_references: set[tuple[Method, str]] = set()
        self.own_way: frozenset[Value] = frozenset()
        self.fails_alone: frozenset[Value] = frozenset()
        self.refers_not: frozenset[tuple[Method, str]] = frozenset()

    def measured(self, server: Server) -> Server:
        """Return the server with what the single requests showed."""
        return replace(server, own_way=self.own_way, fails_alone=self.fails_alone, refers_not=self.refers_not)

    def excuses(self, shape: JobModel, oracle_result: OracleResult) -> bool:
        """Send the violating operations as single requests, once each; return whether one explains any.

        Raises:
            Blocked: The server does not create the resource to change, or cannot be reached.
        """
        before = self.own_way, self.refers_not
        for step in _violating(shape, oracle_result):
            key = step.method, step.kind, step.values
            if step.values and key not in self._sent_values:
                self._sent_values.add(key)
                self.own_way |= {*step.values} - self._kept(step)
        for step in _violating(shape, oracle_result, expected="done"):
            kind = step.method, step.kind
            if step.refers and kind not in self._sent_references:
                self._sent_references.add(kind)
                self.refers_not |= {kind} if self._refused(step) else set()
        return (self.own_way, self.refers_not) != before

    def _kept(self, step: OperationModel) -> frozenset[Value]:
        """Return the values of an operation that a single request stores unchanged."""
        label = f"alone{len(self._sent_values)}"
        describe = self._generator.describe
        known = {} if step.creates else {label: describe(step.kind, self._existing(step, label))}
        alone = replace(
            step, on=None if step.creates else Existing(label), name=label, refers=(), version=None
        )
        binding = self._generator.bind(JobModel((alone,)), known)
        (operation,) = binding.job.operations
        answer = self._ctx.request(label, operation.method, operation.path, operation.data)
        if answer.status not in (200, 201, 204):
            if (answer.status or 0) >= 500:
                self.fails_alone |= {*step.values}
            return frozenset()
        path = self._ctx.fixtures.created_at(operation.path, answer) if step.creates else operation.path
        if path is None:
            return frozenset()
        read = self._ctx.request(f"{label} as stored", "GET", path)
        self._ctx.request(f"{label} after the test", "DELETE", path)
        return binding.shown(step.kind, read.json)

    def _refused(self, step: OperationModel) -> bool:
        """Return whether a single request with a reference to a user is rejected too."""
        label = f"referring{len(self._sent_references)}"
        describe = self._generator.describe
        known = {"target": describe("User", self._ctx.fixtures.user(f"{label}-target"))}
        if not step.creates:
            known[label] = describe(step.kind, self._existing(step, label))
        on = None if step.creates else Existing(label)
        alone = OperationModel(step.method, step.kind, on, name=label, refers=(Existing("target"),))
        (operation,) = self._generator.bind(JobModel((alone,)), known).job.operations
        answer = self._ctx.request(label, operation.method, operation.path, operation.data)
        return answer.status is not None and 400 <= answer.status < 500

    def _existing(self, step: OperationModel, label: str) -> StoredResource:
        group = step.kind == "Group"
        return self._ctx.fixtures.group(label) if group else self._ctx.fixtures.user(label)


def _violating(shape: JobModel, oracle_result: OracleResult, expected: str = "") -> list[OperationModel]:
    """Return the operations with violations, if any of those that expected a certain outcome."""
    steps = {
        each.step
        for each in oracle_result.violations
        if each.step is not None and expected in ("", each.expected)
    }
    return [shape.steps[index] for index in sorted(steps)]
