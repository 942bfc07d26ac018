import tomllib

import pytest

from tests.lowest import PROJECT, constraints


def test_each_dependency_is_held_to_its_lower_bound():
    found = list(constraints())
    assert "httpx==0.27" in found
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert len(found) == len(project["dependencies"]) + len(extras["reference"]) + len(extras["dev"]) - 1


def test_a_dependency_without_one_is_refused(tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\ndependencies = ["httpx"]\noptional-dependencies = {}\n')
    with pytest.raises(ValueError, match="'httpx' has no lower bound"):
        list(constraints(file))
