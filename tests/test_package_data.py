import pytest

from conformance import package_data as resources


@pytest.fixture(autouse=True)
def _forget():
    resources.schemas.cache_clear()
    yield
    resources.schemas.cache_clear()


def test_schemas_are_found():
    assert (resources.schemas() / "report.schema.json").is_file()


def test_schemas_of_the_package_have_precedence(tmp_path, monkeypatch):
    for directory in (tmp_path / "schemas", tmp_path / "conformance" / "schemas"):
        directory.mkdir(parents=True)
        (directory / "report.schema.json").write_text("{}")
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "conformance")
    assert resources.schemas() == tmp_path / "conformance" / "schemas"


def test_missing_schemas_are_reported_with_the_next_step(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)
    with pytest.raises(FileNotFoundError, match="Install scim-conformance from its wheel"):
        resources.schemas()
