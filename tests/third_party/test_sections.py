"""A package that adds a section by an entry point: `tests/third_party/example_section`."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("scim-conformance")
PROJECT = Path(__file__).parent / "example_section"
ID = "EXAMPLE-4-01"
FAULT = "example-schemas-are-paged"


def distribution(folder: Path, name: str, groups: dict[str, dict[str, str]]) -> None:
    """Write the metadata of an installed distribution: its name and its entry points."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    lines = [
        line
        for group, entries in groups.items()
        for line in (f"[{group}]", *(f"{key} = {value}" for key, value in entries.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


def environment(*paths: Path) -> dict[str, str]:
    """Return the environment of a command that imports from these folders too."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_"))}
    before = [os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else []
    return usual | {"PYTHONPATH": os.pathsep.join([*map(str, paths), *before])}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a command, with the example package installed."""
    site = tmp_path_factory.mktemp("site")
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    distribution(site, project["name"], project["entry-points"])
    return environment(site, PROJECT)


def command(
    env: dict[str, str], *arguments: object, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *map(str, arguments)], capture_output=True, text=True, timeout=120, env=env, cwd=cwd
    )


def listed(env: dict[str, str]) -> dict[str, dict[str, object]]:
    done = command(env, "list", "--json")
    assert done.returncode == 0, done.stderr
    return {entry["id"]: entry for entry in json.loads(done.stdout)["requirements"]}


def test_list_has_the_requirement_of_an_installed_package(installed):
    assert listed(installed)[ID]["checks"] == ["count_does_not_page_schemas"]


def test_list_has_no_requirement_of_a_package_without_entry_point():
    assert ID not in listed(environment(PROJECT))


def test_explain_shows_scenario_check_and_fault(installed):
    done = command(installed, "explain", ID, "--json")
    assert done.returncode == 0, done.stderr
    (explained,) = json.loads(done.stdout)["requirements"]
    assert explained["source"] == "RFC 7644 section 4"
    assert [each["name"] for each in explained["checks"]] == ["count_does_not_page_schemas"]
    assert [each["name"] for each in explained["scenarios"]] == ["example-schemas-with-count"]
    assert [each["name"] for each in explained["faults"]] == [FAULT]


@pytest.mark.parametrize(
    ("faults", "verdict", "exit_code"), [((), "pass", 0), (("--fault", FAULT), "fail", 1)]
)
def test_run_judges_the_requirement(installed, tmp_path, faults, verdict, exit_code):
    serve = [SCRIPT, "serve", "--json", *faults]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, env=installed) as process:
        try:
            served = json.loads(process.stdout.readline())
            env = installed | {"SCIM_TOKEN": served["token"]}
            arguments = ("--token-env", "SCIM_TOKEN", "--requirement", ID, "--report", "out")
            done = command(env, "run", served["base_url"], *arguments, cwd=tmp_path)
        finally:
            process.terminate()
    assert done.returncode == exit_code, done.stdout + done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    entry = next(entry for entry in report["requirements"] if entry["id"] == ID)
    assert (entry["verdict"], entry["section_title"]) == (verdict, "Discovery")
    assert {each["verdict"] for each in report["requirements"] if each["id"] != ID} <= {
        "deselected",
        "untested",
    }


@pytest.mark.parametrize(
    ("value", "problem"),
    [("no_such_package", "which cannot be imported"), ("json.decoder", "which is not a package")],
)
def test_entry_point_without_a_package_is_a_usage_error(tmp_path, value, problem):
    distribution(tmp_path, "acme-sections", {"scim_conformance.sections": {"acme": value}})
    done = command(environment(tmp_path), "list")
    assert done.returncode == 3
    assert done.stderr.startswith("scim-conformance: ")
    for part in ("'acme'", "acme-sections", repr(value), problem, "Install acme-sections again"):
        assert part in done.stderr


def test_two_requirements_with_one_id_are_a_usage_error_that_names_both(tmp_path):
    distribution(tmp_path, "acme-sections", {"scim_conformance.sections": {"acme": "acme"}})
    (tmp_path / "acme" / "s4").mkdir(parents=True)
    text = (PROJECT / "example_section" / "s4_discovery" / "section.toml").read_text(encoding="utf-8")
    (tmp_path / "acme" / "__init__.py").touch()
    (tmp_path / "acme" / "s4" / "section.toml").write_text(text.replace(ID, "BULK-3.7-01"), encoding="utf-8")
    done = command(environment(tmp_path), "list")
    assert done.returncode == 3
    assert "acme/s4/section.toml: BULK-3.7-01 is already the id" in done.stderr
    assert "conformance.sections/rfc7644/s3_7_bulk/section.toml" in done.stderr
    assert len(done.stderr.splitlines()) == 1
