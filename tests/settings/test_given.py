"""Where settings come from, which place outweighs another, and what they may be."""

from pathlib import Path

import pytest

from conformance.settings import SETTINGS, Settings, SettingsError, project_settings, resolve
from tests.settings.giving import refused, settings


def test_nothing_given_is_all_defaults():
    assert settings() == Settings()


def test_the_table_and_the_settings_have_the_same_defaults():
    for setting in SETTINGS:
        if hasattr(Settings(), setting.key) and setting.default is not None:
            found = getattr(Settings(), setting.key)
            assert (str(found) if isinstance(found, Path) else found) == setting.default


def test_names_of_flags_variables_and_keys_come_from_one_name():
    row = next(setting for setting in SETTINGS if setting.name == "max-requests")
    assert (row.flag, row.env, row.ini, row.key) == (
        "--scim-max-requests",
        "SCIM_MAX_REQUESTS",
        "scim_max_requests",
        "max_requests",
    )


def test_a_flag_outweighs_the_environment_and_that_the_ini_file():
    environ, ini = {"SCIM_TIMEOUT": "2"}, {"timeout": 3}
    assert settings(environ, ini, timeout=1).timeout == 1
    assert settings(environ, ini).timeout == 2
    assert settings({}, ini).timeout == 3


@pytest.mark.parametrize("empty", [None, "", (), []])
def test_what_is_empty_is_not_given(empty):
    assert settings({"SCIM_REQUIREMENT": "BULK-1"}, requirement=empty).requirement == ("BULK-1",)


@pytest.mark.parametrize("key", ["max-requests", "max_requests", "scim_max_requests"])
def test_ini_keys_come_in_the_ways_of_both_files(key):
    assert settings(ini={key: 7}).max_requests == 7


def test_several_values_come_in_a_list_or_in_one_text():
    assert settings(section=["3.7.1", "3.7.2,3.12"]).section == ("3.7.1", "3.7.2", "3.12")
    assert settings({"SCIM_LEVEL": "MUST, should"}).level == ("must", "should")
    environ = {"SCIM_HEADER": "X-One: a, b\nX-Two: c"}
    assert [header.name for header in settings(environ).headers] == ["X-One", "X-Two"]


@pytest.mark.parametrize(("text", "size"), [("10", 10), ("8MiB", 8 << 20), ("2 kib", 2048), (512, 512)])
def test_sizes_are_bytes_or_have_a_unit(text, size):
    assert settings(max_payload=text).max_payload == size


def test_a_random_seed_is_drawn_once_and_can_be_given_by_who_drew_it():
    assert settings(seed="7").seed == 7
    assert resolve({"seed": " Random"}, {}, {}, drawn=7644).seed == 7644
    assert resolve({"seed": "1"}, {}, {}, drawn=7644).seed == 1
    drawn = {settings({"SCIM_SEED": "random"}).seed for _ in range(5)}
    assert len(drawn) > 1
    assert all(isinstance(seed, int) and seed >= 0 for seed in drawn)


def test_a_seed_that_cannot_be_read_is_told_of_the_word_for_any():
    assert "a whole number, or random" in refused(seed="dice")


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
def test_what_cannot_be_used_is_named_and_shown(key, value):
    message = refused(ini={key: value})
    assert key.replace("_", "-") in message
    assert str(value) in message


def test_an_unknown_key_is_answered_with_the_nearest():
    assert "Did you mean token-env or " in refused(ini={"tokn-env": "T"})
    assert "timeout" in refused(ini={"zzzz": "T"})
    assert "'teleport'" in refused(teleport="1")


def test_the_table_of_a_project_is_found_upwards(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.scim-conformance]\nurl = "http://localhost"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert project_settings(below) == {"url": "http://localhost"}


def test_a_project_without_table_gives_nothing(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert project_settings(tmp_path) == {}


@pytest.mark.parametrize("content", ["[tool", "tool = 3", "[tool]\nscim-conformance = 3"])
def test_a_project_file_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "pyproject.toml").write_text(content)
    with pytest.raises(SettingsError, match=r"pyproject\.toml"):
        project_settings(tmp_path)


def test_a_profile_is_a_name_or_a_file(tmp_path):
    file = tmp_path / "Mine.toml"
    file.write_text('title = "Mine"', encoding="utf-8")
    assert settings(profile="ScaiKey").profile == "scaikey"
    assert settings(profile=str(file)).profile == str(file)
    assert "there is no such file" in refused(profile="elsewhere.toml")
    assert "or the path of a .toml file" in refused(profile="okta")


def test_a_contract_is_a_file_that_is_there(tmp_path):
    file = tmp_path / "openapi.yaml"
    file.write_text("openapi: 3.1.0", encoding="utf-8")
    assert settings().contract is None
    assert settings(ini={"contract": str(file)}).contract == file
    message = refused({"SCIM_CONTRACT": "gone.yaml"})
    assert "SCIM_CONTRACT" in message
    assert "'gone.yaml'" in message
