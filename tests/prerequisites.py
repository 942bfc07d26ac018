"""What a test needs from the machine that it runs on."""

import os
from typing import NoReturn

import pytest


def give_up(why: str) -> NoReturn:
    """Skip on a developer's machine; where CI runs, nobody would notice."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
