"""Resolving settings from flags, environment and ini files: precedence and valid values."""

from pathlib import Path

import pytest

from conformance.settings import SETTINGS, Settings, SettingsError, project_settings, resolve
from tests.settings.resolving import rejection, settings


def test_settings_have_defaults():
    assert settings() == Settings()


def test_table_and_settings_have_the_same_defaults():
    for setting in SETTINGS:
        if hasattr(Settings(), setting.key) and setting.default is not None:
            found = getattr(Settings(), setting.key)
            assert (str(found) if isinstance(found, Path) else found) == setting.default


def test_flag_variable_and_key_are_derived_from_the_name():
    row = next(setting for setting in SETTINGS if setting.name == "max-requests")
    assert (row.flag, row.env, row.ini, row.key) == (
        "--scim-max-requests",
        "SCIM_MAX_REQUESTS",
        "scim_max_requests",
        "max_requests",
    )


def test_flag_has_precedence_over_environment_over_ini_file():
    environ, ini = {"SCIM_TIMEOUT": "2"}, {"timeout": 3}
    assert settings(environ, ini, timeout=1).timeout == 1
    assert settings(environ, ini).timeout == 2
    assert settings({}, ini).timeout == 3


@pytest.mark.parametrize("absent", [None, (), []])
def test_absent_option_is_not_given(absent):
    assert settings({"SCIM_REQUIREMENT": "BULK-1"}, requirement=absent).requirement == ("BULK-1",)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("empty", ["", "  "])
def test_empty_setting_is_rejected_by_its_name(setting, empty):
    assert f"--scim-{setting.name} is empty" in rejection(**{setting.key: empty})
    assert f"the environment variable {setting.env} is empty" in rejection({setting.env: empty})
    assert f"{setting.name} in the ini file is empty" in rejection(ini={setting.name: empty})


def test_empty_variable_is_rejected_although_a_flag_has_precedence():
    assert "SCIM_TIMEOUT is empty" in rejection({"SCIM_TIMEOUT": ""}, timeout="2")


@pytest.mark.parametrize("empty", [[], [""], ["3.7.1", " "]])
def test_list_with_an_empty_value_is_rejected(empty):
    assert "section in the ini file is empty" in rejection(ini={"section": empty})


def test_list_of_separators_is_rejected():
    assert "SCIM_SECTION is ' ,,'" in rejection({"SCIM_SECTION": " ,,"})


@pytest.mark.parametrize("key", ["max-requests", "max_requests", "scim_max_requests"])
def test_ini_key_has_several_spellings(key):
    assert settings(ini={key: 7}).max_requests == 7


def test_several_values_are_given_as_list_or_text():
    assert settings(section=["3.7.1", "3.7.2,3.12"]).section == ("3.7.1", "3.7.2", "3.12")
    assert settings({"SCIM_LEVEL": "MUST, should"}).level == ("must", "should")
    environ = {"SCIM_HEADER": "X-One: a, b\nX-Two: c"}
    assert [header.name for header in settings(environ).headers] == ["X-One", "X-Two"]


@pytest.mark.parametrize(("text", "size"), [("10", 10), ("8MiB", 8 << 20), ("2 kib", 2048), (512, 512)])
def test_size_is_in_bytes_or_has_a_unit(text, size):
    assert settings(max_payload=text).max_payload == size


def test_random_seed_can_be_shared_by_processes():
    assert settings(seed="7").seed == 7
    assert resolve({"seed": " Random"}, {}, {}, drawn=7644).seed == 7644
    assert resolve({"seed": "1"}, {}, {}, drawn=7644).seed == 1
    drawn = {settings({"SCIM_SEED": "random"}).seed for _ in range(5)}
    assert len(drawn) > 1
    assert all(isinstance(seed, int) and seed >= 0 for seed in drawn)


def test_invalid_seed_message_mentions_random():
    assert "a whole number, or random" in rejection(seed="dice")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timeout", "-1"),
        ("timeout", "0"),
        ("timeout", "nan"),
        ("timeout", "inf"),
        ("timeout", "soon"),
        ("timeout", True),
        ("rate", -2),
        ("max_requests", 0),
        ("max_requests", "1.5"),
        ("max_payload", "8 MB"),
        ("seed", "x"),
        ("seed", "9" * 30),
        ("profile", "okta"),
        ("effort", "heroic"),
        ("fail_on", "may"),
        ("level", "ought"),
        ("allow_writes", "perhaps"),
        ("url", 3),
        ("section", 3),
        ("app", "no colon"),
    ],
)
def test_invalid_value_is_rejected_with_name_and_value(key, value):
    message = rejection(ini={key: value})
    assert key.replace("_", "-") in message
    assert str(value) in message


def test_unknown_key_is_rejected_with_a_suggestion():
    assert "Did you mean token-env or " in rejection(ini={"tokn-env": "T"})
    assert "timeout" in rejection(ini={"zzzz": "T"})
    assert "'teleport'" in rejection(teleport="1")


def test_project_settings_are_found_in_a_parent_directory(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.scim-conformance]\nurl = "http://localhost"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert project_settings(below) == {"url": "http://localhost"}


def test_project_without_a_table_has_no_settings(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert project_settings(tmp_path) == {}


@pytest.mark.parametrize("content", ["[tool", "tool = 3", "[tool]\nscim-conformance = 3"])
def test_invalid_project_file_is_named(tmp_path, content):
    (tmp_path / "pyproject.toml").write_text(content)
    with pytest.raises(SettingsError, match=r"pyproject\.toml"):
        project_settings(tmp_path)


def test_profile_is_a_name_or_a_file(tmp_path):
    file = tmp_path / "Mine.toml"
    file.write_text('title = "Mine"', encoding="utf-8")
    assert settings(profile="ScaiKey").profile == "scaikey"
    assert settings(profile=str(file)).profile == str(file)
    assert "there is no such file" in rejection(profile="elsewhere.toml")
    assert "or the path of a .toml file" in rejection(profile="okta")


def test_contract_is_an_existing_file(tmp_path):
    file = tmp_path / "openapi.yaml"
    file.write_text("openapi: 3.1.0", encoding="utf-8")
    assert settings().contract is None
    assert settings(ini={"contract": str(file)}).contract == file
    message = rejection({"SCIM_CONTRACT": "gone.yaml"})
    assert "SCIM_CONTRACT" in message
    assert "'gone.yaml'" in message
