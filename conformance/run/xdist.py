"""Distribute a run over the processes of pytest-xdist by scenario."""

from xdist.scheduler import LoadScopeScheduling


class ByScenario(LoadScopeScheduling):
    """Runs all cases of a scenario in one process, so that the scenario is played once.

    The name of a case is section/scenario/requirement. Other tests run in any process. pytest-xdist has
    groups for this purpose, but does not support them with every version of pytest.
    """

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.rpartition("[")[2].split("/")
        return name[1] if len(name) == 3 else nodeid
