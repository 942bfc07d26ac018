"""Settings of all self-tests."""

import signal
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from conformance.plugin import asks_for_suite
from tests.matrix import sample

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["pytester"]

# The self-tests assert what happens, never how fast: a busy machine must not fail them.
settings.register_profile("self-tests", deadline=None, derandomize=True, database=None)
settings.load_profile("self-tests")


def pytest_configure() -> None:
    """Restore the default handler of SIGINT: a shell starts its background jobs with SIGINT ignored."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sample.fix_day()


def pytest_report_header(config: pytest.Config) -> str | None:
    """Return the line that names the sample of the matrix."""
    return None if asks_for_suite(config.args) else sample.header()


TOGETHER = (
    "tests/browser/",
    "tests/interop/test_published.py",
    "tests/test_baseline.py",
    "tests/test_packaging.py",
    "tests/test_plugin.py",
    "tests/trust/test_aims.py",
)
"""Tests that share an expensive fixture: one process runs all of them."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "LoadScopeScheduling | None":
    """Distribute the self-tests one by one, except those that belong together.

    The groups of pytest-xdist 3.8 are not seen with pytest 9.2.
    """
    if asks_for_suite(config.args):
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((name for name in TOGETHER if nodeid.startswith(name)), nodeid)

    return Together(config, log)
