"""The heads of generated pages can be read back and compared with the code."""

import pytest

from tests.comparison import page as comparison
from tests.exploration import page as exploration
from tests.heads import head, outdated, read
from tests.hostile import page as hostile
from tests.killed import page as sweep
from tests.killed.killing import Killed
from tests.matrix import page as kill_matrix
from tests.matrix import problems
from tests.oracle import exhaustive as small_scope

COUNTS = {"faults": 3, "hostile servers": 2}

CONFORMING = exploration.Row("", "standard", (), (), None, 9)
EXPLORED = [
    exploration.Row(name, effort, failed, (), 2 if failed else None, 9)
    for effort in exploration.REQUIRED
    for name, failed in (("ring-hangs", ("BULK-3.7.1-01",)), ("patches-last", ()))
]
COMPARED = [
    comparison.Row(tool, fault, 8, 4, 2, ("A",) if fault else ())
    for tool in comparison.NAMES
    for fault in ("", "ring-400")
]

PAGES = {
    kill_matrix: lambda: kill_matrix.page(head(kill_matrix.COMMAND, kill_matrix.counts())),
    problems: lambda: problems.page([problems.Grouped("ring-hangs", [["BULK-3.7.1-01"]])]),
    exploration: lambda: "\n".join(
        exploration.page(EXPLORED, [CONFORMING, exploration.Row("", "thorough", (), (), None, 9)], 1)
    ),
    small_scope: lambda: "\n".join(
        small_scope.page([small_scope.Row("", 9, 0, 0)], [small_scope.Row("ring-hangs", 9, 0, 1)], 1)
    ),
    hostile: lambda: "\n".join(hostile.page([("x", "It closes.", "4", "void", "1", "60", "5")], 1)),
    sweep: lambda: "\n".join(sweep.page([Killed(9, 4, "  removed /Users/1", 0, 0, 0)])),
    comparison: lambda: "\n".join(comparison.page(COMPARED, 8, "4.0", 1)),
}


def test_head_is_read_back_as_it_was_written():
    written = head("make exploration", COUNTS)
    assert read(f"# Title\n\n{written}\n\nText.\n") == written


@pytest.mark.parametrize("page", ["", "# Title\n", "# Title\n\nMade on 2026-11-26 by `make x`: 3 jobs.\n"])
def test_page_without_a_head_is_outdated(page):
    assert "run `make x`" in outdated("x", page, "make x", COUNTS)


def test_page_with_another_count_is_outdated_and_its_command_named():
    page = f"# Title\n\n{head('make x', COUNTS)}\n"
    assert outdated("x", page, "make x", COUNTS) == ""
    message = outdated("x", page, "make x", COUNTS | {"faults": 4})
    assert "'faults': 3" in message
    assert "'faults': 4" in message
    assert "run `make x` and commit docs/x.md" in message


@pytest.mark.parametrize("module", PAGES, ids=lambda module: module.__name__)
def test_every_generator_writes_a_current_head(module):
    assert outdated("x", PAGES[module](), module.COMMAND, module.counts()) == ""
    assert all(module.counts().values())
