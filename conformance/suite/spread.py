"""Spreading a run over the processes of pytest-xdist, scenario by scenario."""

from collections.abc import Iterable

from xdist.scheduler import LoadScopeScheduling


def asks_for_suite(arguments: Iterable[object]) -> bool:
    """Say whether pytest's arguments name the suite, as a package or as a path."""
    paths = (str(argument).partition("::")[0].removesuffix(".py").replace(".", "/") for argument in arguments)
    return any(
        path.rstrip("/").endswith(("conformance/suite", "conformance/suite/test_bulk")) for path in paths
    )


class ByScenario(LoadScopeScheduling):
    """Keeps the cases of a scenario in one process, so that it is played once.

    A case's name is section/scenario/requirement; a test of somebody else's goes where there is room.
    pytest-xdist has groups for this purpose, but does not see them with every version of pytest.
    """

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.rpartition("[")[2].split("/")
        return name[1] if len(name) == 3 else nodeid
