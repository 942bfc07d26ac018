"""Settings that every self-test shares."""

from hypothesis import settings

pytest_plugins = ["pytester"]

# The self-tests assert what happens, never how fast: a busy machine must not fail them.
settings.register_profile("self-tests", deadline=None, derandomize=True, database=None)
settings.load_profile("self-tests")
