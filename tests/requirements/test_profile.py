"""Profiles of the package, and those of a user."""

from pathlib import Path

import pytest

from conformance.contract.openapi import load as load_contract
from conformance.requirements.profile import ProfileError, load

WAIVER = '[[waiver]]\nrequirement = "ERROR-3.12-07"\nstatus = 422\ncontract = "422 in place of 400."\n'


def write(directory: Path, text: str) -> str:
    path = directory / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(directory: Path, text: str) -> str:
    with pytest.raises(ProfileError) as error:
        load(write(directory, text))
    return str(error.value)


def test_profile_of_a_published_api_has_its_contract() -> None:
    contract = load("scaikey").contract
    assert contract is not None
    assert load_contract(contract).refusals == ("422",)
    assert load("rfc7644").contract is None


def test_profile_file_names_a_contract_in_its_directory(tmp_path: Path) -> None:
    profile = load(write(tmp_path, f'title = "Mine"\ncontract = "openapi.yaml"\n{WAIVER}'))
    assert (profile.name, profile.title) == ("mine", "Mine")
    assert profile.contract == tmp_path / "openapi.yaml"
    waiver = profile.waiver("ERROR-3.12-07")
    assert waiver is not None
    assert (waiver.status, waiver.contract) == (422, "422 in place of 400.")


def test_absolute_path_of_a_contract_is_unchanged(tmp_path: Path) -> None:
    assert load(write(tmp_path, 'title = "t"\ncontract = "/somewhere/api.json"')).contract == Path(
        "/somewhere/api.json"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "is malformed"),
        ("", "it has no 'title'"),
        ('title = "t"\nconract = "x"', "unknown key 'conract'"),
        (
            'title = "t"\n[[waiver]]\nrequirement = "ERROR-3.12-7"\ncontract = "x"',
            "not a requirement. Did you mean ERROR-3.12-0",
        ),
        ('title = "t"\n[[waiver]]\nrequirement = "ERROR-3.12-07"', "contract"),
        ('title = "t"\nwaiver = 7', "is malformed"),
        ('title = "t"\ncontract = 7', "is malformed"),
        ('title = "t"\n[[waiver]]\nrequirement = "ERROR-3.12-07"\ncontract = "x"\ncode = 1', "code"),
    ],
)
def test_error_names_the_file_and_the_problem(tmp_path: Path, text: str, said: str) -> None:
    message = refused(tmp_path, text)
    assert said in message
    assert "mine.toml" in message


def test_unknown_profile_is_rejected_with_the_known_names() -> None:
    with pytest.raises(ProfileError, match=r"'okta'.*rfc7644, scaikey.*\.toml file"):
        load("okta")
