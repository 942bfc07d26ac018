"""Settings that every self-test shares."""

import signal
import threading

from hypothesis import settings

pytest_plugins = ["pytester"]

# The self-tests assert what happens, never how fast: a busy machine must not fail them.
settings.register_profile("self-tests", deadline=None, derandomize=True, database=None)
settings.load_profile("self-tests")


def pytest_configure() -> None:
    """Take Ctrl-C as a terminal gives it: a shell starts its background jobs with SIGINT ignored."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
