"""The profile and the contract by which a run judges a server, besides the RFC."""

from pathlib import Path

import pytest

from conformance.package_data import schemas
from conformance.run.declared_contract import DeclaredContract
from conformance.settings import Settings, SettingsError

OPENAPI = '{"openapi": "3.1.0", "paths": {"/own/Bulk": {"post": {}}}}'


def test_rfc_profile_has_no_contract() -> None:
    assert DeclaredContract.of(Settings()).contract is None


def test_profile_provides_its_contract() -> None:
    contract = DeclaredContract.of(Settings(profile="scaikey")).contract
    assert contract is not None
    assert contract.source == "openapi.json"


def test_contract_setting_has_precedence_over_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_text(OPENAPI, encoding="utf-8")
    declared = DeclaredContract.of(Settings(profile="scaikey", contract=file))
    assert declared.contract is not None
    assert declared.contract.title == "own.json, POST /own/Bulk"
    assert declared.profile.waivers


def test_profile_from_a_file_reads_a_contract_in_its_directory(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(OPENAPI, encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\ncontract = "api.json"', encoding="utf-8")
    declared = DeclaredContract.of(Settings(profile=str(file)))
    assert declared.profile.name == "mine"
    assert declared.contract is not None
    assert declared.contract.path == "/own/Bulk"


def test_unusable_contract_or_profile_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        DeclaredContract.of(Settings(contract=tmp_path / "gone.json"))
    with pytest.raises(SettingsError, match="not an OpenAPI"):
        DeclaredContract.of(Settings(contract=schemas() / "report.schema.json"))
