"""The constraints of ``make lowest``."""

import tomllib

import pytest

from tests.lowest import PROJECT, constraints


def test_every_dependency_gets_its_lowest_version():
    found = list(constraints())
    assert "httpx==0.27" in found
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert len(found) == len(project["dependencies"]) + len(extras["reference"]) + len(extras["dev"]) - 1


def test_dependency_without_a_lower_bound_is_rejected(tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\ndependencies = ["httpx"]\noptional-dependencies = {}\n')
    with pytest.raises(ValueError, match="'httpx' has no lower bound"):
        list(constraints(file))
