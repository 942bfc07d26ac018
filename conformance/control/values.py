"""What a server makes of values in a single request, which is the measure for what it makes of them in a job.

Servers are free to alter or ignore what is posted (RFC 7644 section 3.3), and may have limits of their own.
"""

from dataclasses import replace

from conformance.exploration.job_generator import JobGenerator
from conformance.oracle.bulk import Existing, JobModel, Method, OperationModel, OracleResult, Server, Value
from conformance.scenario.context import ScenarioContext
from conformance.trace.snapshot import StoredResource


class ValueControl:
    """Sends by itself what a job seems to have spoilt.

    Args:
        ctx: The bench of the scenario.
        generator: What can be sent to the server.

    Attributes:
        own_way: The values that a single request was refused with, or that were stored as something else.
        fails_alone: Those of them with which a single request ended in a server error.
        refers_not: Methods and resource types whose single request was refused that referred to something.
    """

    def __init__(self, ctx: ScenarioContext, generator: JobGenerator) -> None:
        self._ctx, self._generator = ctx, generator
        self._asked: set[tuple[Method, str, tuple[Value, ...]]] = set()
        self._tried: set[tuple[Method, str]] = set()
        self.own_way: frozenset[Value] = frozenset()
        self.fails_alone: frozenset[Value] = frozenset()
        self.refers_not: frozenset[tuple[Method, str]] = frozenset()

    def measured(self, server: Server) -> Server:
        """Return a server with what was found of it."""
        return replace(server, own_way=self.own_way, fails_alone=self.fails_alone, refers_not=self.refers_not)

    def excuses(self, shape: JobModel, oracle_result: OracleResult) -> bool:
        """Try what the operations that are blamed have sent, once each; tell whether that excuses something.

        Raises:
            Blocked: The server does not create what a change needs, or cannot be reached.
        """
        before = self.own_way, self.refers_not
        for step in _blamed(shape, oracle_result):
            key = step.method, step.kind, step.values
            if step.values and key not in self._asked:
                self._asked.add(key)
                self.own_way |= {*step.values} - self._kept(step)
        for step in _blamed(shape, oracle_result, expected="done"):
            kind = step.method, step.kind
            if step.refers and kind not in self._tried:
                self._tried.add(kind)
                self.refers_not |= {kind} if self._refused(step) else set()
        return (self.own_way, self.refers_not) != before

    def _kept(self, step: OperationModel) -> frozenset[Value]:
        """Return the values of an operation that are stored as they are when it is a request by itself."""
        label = f"alone{len(self._asked)}"
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
        read = self._ctx.request(f"{label} as it is stored", "GET", path)
        self._ctx.request(f"{label} is no longer needed", "DELETE", path)
        return binding.shown(binding.kinds[step.kind], read.json)

    def _refused(self, step: OperationModel) -> bool:
        """Tell whether an operation is refused by itself too, where it refers to a user."""
        label = f"referring{len(self._tried)}"
        describe = self._generator.describe
        known = {"aim": describe("User", self._ctx.fixtures.user(f"{label}-aim"))}
        if not step.creates:
            known[label] = describe(step.kind, self._existing(step, label))
        on = None if step.creates else Existing(label)
        alone = OperationModel(step.method, step.kind, on, name=label, refers=(Existing("aim"),))
        (operation,) = self._generator.bind(JobModel((alone,)), known).job.operations
        answer = self._ctx.request(label, operation.method, operation.path, operation.data)
        return answer.status is not None and 400 <= answer.status < 500

    def _existing(self, step: OperationModel, label: str) -> StoredResource:
        group = step.kind == "Group"
        return self._ctx.fixtures.group(label) if group else self._ctx.fixtures.user(label)


def _blamed(shape: JobModel, oracle_result: OracleResult, expected: str = "") -> list[OperationModel]:
    """Return the operations that something is held against, or that ought to have been done."""
    steps = {
        each.step
        for each in oracle_result.violations
        if each.step is not None and expected in ("", each.expected)
    }
    return [shape.steps[index] for index in sorted(steps)]
