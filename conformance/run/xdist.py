"""Spreading a run over the processes of pytest-xdist, scenario by scenario."""

from xdist.scheduler import LoadScopeScheduling


class ByScenario(LoadScopeScheduling):
    """Keeps the cases of a scenario in one process, so that it is played once.

    A case's name is section/scenario/requirement; a test of somebody else's goes where there is room.
    pytest-xdist has groups for this purpose, but does not see them with every version of pytest.
    """

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.rpartition("[")[2].split("/")
        return name[1] if len(name) == 3 else nodeid
