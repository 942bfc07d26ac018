import pytest

from tests.killed.killing import kill, moments, served


@pytest.fixture(scope="module")
def server():
    with served() as server:
        yield server


@pytest.mark.parametrize("moment", moments(4, most=300))
def test_sweep_removes_all_leftovers_of_a_killed_run(server, tmp_path, moment):
    killed = kill(server, moment, tmp_path)
    assert killed.before > 0
    assert (killed.after, killed.exit_code, killed.journals) == (0, 0, 0), killed.output
    assert killed.removed == killed.before
    assert server.token not in killed.output
