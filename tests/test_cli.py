"""The commands: arguments, output and exit codes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from conformance.cli import COMMANDS, main, scim_conformance
from conformance.report.formats import BY_RUN
from conformance.requirements import catalogue
from conformance.settings import SETTINGS

SCRIPT = Path(sys.executable).with_name("scim-conformance")
HEAVY = ("pytest", "httpx", "hypothesis", "jsonschema", "fastapi", "rich", "jinja2")
ENGINES = ("pytest", "httpx", "hypothesis", "jsonschema", "yaml", "fastapi", "scim2_models")
UNTESTABLE = next(entry.id for entry in catalogue.load() if not entry.testable)
"""A requirement without faults, so that its explanation needs no reference server."""


def words(*arguments, **options):
    """Run the command in a process of its own."""
    return subprocess.run(
        [SCRIPT, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, **options
    )


def imported(arguments, *names):
    """Run a command in a process of its own and return its output and which of the modules it imported."""
    code = (
        "import sys; from conformance.cli import main\n"
        f"assert main({arguments}) == 0\n"
        f"print([name for name in {names} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *output, found = done.stdout.splitlines()
    return "\n".join(output), found


def test_group_help_imports_no_command():
    modules = (
        *HEAVY,
        "conformance.settings",
        *(f"conformance.cli.{name}" for name in (*COMMANDS, "listing")),
    )
    page, found = imported(["--help"], *modules)
    assert page.startswith("Usage: scim-conformance")
    assert found == "[]"
    assert [name for name in COMMANDS if f"  {name} " not in page] == []


@pytest.mark.parametrize("arguments", [["run", "--help"], ["list"], ["explain", UNTESTABLE]])
def test_command_without_requests_imports_no_http_library(arguments):
    page, found = imported(arguments, *ENGINES)
    assert page
    assert found == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_help_begins_with_its_line_in_the_table(name, capsys):
    assert main([name, "--help"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert page.startswith(f"Usage: scim-conformance {name} [OPTIONS]")
    assert f" {COMMANDS[name]} " in page


def test_version_is_that_of_the_package(capsys):
    from conformance import __version__

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"scim-conformance {__version__}\n"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("prefix", ["--", "--scim-"])
def test_every_setting_is_an_option_in_both_spellings(setting, prefix):
    flag = prefix + setting.name
    given = [flag] if setting.kind == "switch" else [flag, "some text"]
    run = scim_conformance.get_command(click.Context(scim_conformance), "run")
    value = run.make_context("run", given).params[setting.key]
    assert value in (True, "some text", ("some text",))


def test_every_setting_is_on_the_help_page(capsys):
    main(["run", "--help"])
    page = capsys.readouterr().out
    assert [setting.name for setting in SETTINGS if f"--{setting.name}" not in page] == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "--efort", "quick"], "--effort"),
        (["run", "--scim-efort", "quick"], "--effort"),
        (["run", "--effort", "huge"], "huge"),
        (["run", "--timeout", "-3"], "-3"),
        (["run", "ftp://localhost/scim"], "ftp"),
        (["run"], "run --demo"),
        (["run", "--dry-run"], "run --demo"),
        (["run", ""], "BASE_URL is empty"),
        (["run", " ", "--demo"], "BASE_URL is empty"),
        (["run", "--url", ""], "--scim-url is empty"),
        (["run", "--demo", "http://127.0.0.1:9/"], "Leave one out"),
        (["run", "--demo", "--app", "shop:app"], "Leave one out"),
        (["run", "http://127.0.0.1:9/a", "--url", "http://127.0.0.1:9/b"], "http://127.0.0.1:9/b"),
        (["run", "https://scim.example.com/v2"], "--scim-allow-writes"),
        (["run", "http://127.0.0.1:9/", "--token-env", "SCIM_TEST_NOWHERE"], "SCIM_TEST_NOWHERE"),
        (["lst"], "Did you mean list?"),
        (["list", "faulds"], "faults"),
        (["list", "faults", "--untested"], "--untested"),
        (["serve", "--port", "70000"], "70000"),
        (["serve", "--fault", "no-such-fault"], "no-such-fault"),
        (["serve", "--variant", "no-such-variant"], "no-such-variant"),
    ],
)
def test_usage_error_is_one_line_with_the_next_step(capsys, arguments, complaint):
    assert main(arguments) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("scim-conformance: ")
    assert err.count("\n") == 1
    assert complaint in err


@pytest.mark.parametrize(
    ("missing", "arguments", "remedy"),
    [
        ("fastapi", ["serve"], "pip install 'scim-conformance[reference]'"),
        ("fastapi", ["run", "--demo"], "pip install 'scim-conformance[reference]'"),
        ("xdist", ["run", "http://127.0.0.1:9/scim", "-n", "2"], "pip install pytest-xdist"),
    ],
)
def test_missing_package_is_named_with_the_command_that_installs_it(missing, arguments, remedy):
    code = (
        f"import sys; sys.modules['{missing}'] = None\n"
        f"from conformance.cli import main; sys.exit(main({arguments}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 3, done.stderr
    assert missing in done.stderr
    assert done.stderr.endswith(f"Run: {remedy}\n")


def test_scenario_is_accepted_by_its_name():
    done = words("run", "http://127.0.0.1:9/scim", "--scenario", "forward-reference")
    assert done.returncode == 4, done.stderr


def test_unknown_fault_gets_suggestions(capsys):
    from conformance.reference.registry import FAULTS

    name = next(iter(FAULTS))
    assert main(["serve", "--fault", name[:-1] + "~"]) == 3
    assert f"Did you mean {name}" in capsys.readouterr().err


def test_list_prints_every_requirement_with_its_checks(capsys):
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["requirements"]
    assert [entry["id"] for entry in listed] == [entry.id for entry in catalogue.load()]
    keys = {"id", "rfc", "section", "lines", "level", "title", "testable", "why_not", "checks"}
    assert all(set(entry) == keys for entry in listed)
    assert any(entry["checks"] for entry in listed)


def test_list_untested_prints_the_reason_of_each_requirement(capsys):
    assert main(["list", "--untested", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["requirements"]
    assert listed
    assert all(entry["why_not"] and not entry["testable"] for entry in listed)


def test_list_prints_every_requirement(capsys):
    assert main(["list"]) == 0
    page = capsys.readouterr().out
    assert [entry.id for entry in catalogue.load() if entry.id not in page] == []


@pytest.mark.parametrize("what", ["scenarios", "faults", "variants"])
def test_list_prints_every_name(capsys, what):
    from conformance.reference.registry import FAULTS, VARIANTS
    from conformance.scenario.registry import SCENARIOS

    names = list({"scenarios": SCENARIOS, "faults": FAULTS, "variants": VARIANTS}[what])
    assert main(["list", what, "--json"]) == 0
    assert [entry["name"] for entry in json.loads(capsys.readouterr().out)[what]] == names
    assert main(["list", what]) == 0
    page = capsys.readouterr().out
    assert [name for name in names if name not in page] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_one_line_and_ends_with_0_on_a_signal(number):
    command = [SCRIPT, "serve", "--json", "--profile", "scaikey", "--max-operations", "7"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        facts = json.loads(process.stdout.readline())
        others = {"other_base_url", "other_token", "weak_token", "expired_token"}
        assert set(facts) == {"base_url", "token", *others, "profile", "faults", "variants"}
        assert (facts["profile"], facts["faults"], facts["variants"]) == ("scaikey", [], [])
        assert _max_operations(facts) == 7
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "", "")


def _max_operations(facts):
    import httpx

    headers = {"Authorization": f"Bearer {facts['token']}"}
    answer = httpx.get(f"{facts['base_url']}/ServiceProviderConfig", headers=headers, trust_env=False)
    return answer.json()["bulk"]["maxOperations"]


def test_serve_reports_a_port_in_use():
    with subprocess.Popen([SCRIPT, "serve", "--json"], stdout=subprocess.PIPE, text=True) as process:
        port = json.loads(process.stdout.readline())["base_url"].split("/")[2].split(":")[1]
        second = words("serve", "--port", port)
        process.terminate()
    assert second.returncode == 3
    assert port in second.stderr


def test_run_writes_only_its_report(tmp_path):
    done = words("run", "--demo", "--section", "3.7.1", "--report", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["selection"]["section"] == ["3.7.1"]
    assert report["verdict"].startswith("conformant")
    lines = done.stdout.splitlines()
    assert lines[0] == lines[-1] == f"Target   the bundled reference server at {report['target']['base_url']}"
    assert report["target"]["demo"]
    assert "out/report.html" in done.stdout
    assert words("render", "out", "--format", "all", "-o", "again", cwd=tmp_path).returncode == 0
    for form in BY_RUN:
        for path in (tmp_path / "out").glob(f"{form.file}/*" if form.is_directory else form.file):
            again = tmp_path / "again" / path.relative_to(tmp_path / "out")
            assert again.read_bytes() == path.read_bytes(), path


def test_run_ignores_the_pytest_configuration_of_the_project(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('loaded')\n", encoding="utf-8")
    environment = {**os.environ, "PYTEST_ADDOPTS": "--collect-only", "PYTEST_PLUGINS": "no_such_plugin"}
    done = words("run", "--demo", "--section", "3.7.1", cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_run_reads_settings_from_the_project_file(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.scim-conformance]\nreport = "from-the-file"\nsection = ["3.7.1"]\n', encoding="utf-8"
    )
    assert words("run", "--demo", cwd=tmp_path).returncode == 0
    assert (tmp_path / "from-the-file" / "report.json").is_file()


def test_quiet_run_prints_less_than_a_verbose_run(tmp_path):
    quiet, plain, verbose = (
        words("run", "--demo", "--section", "3.7.1", *more, cwd=tmp_path).stdout
        for more in (["-q"], [], ["-v"])
    )
    assert 0 < len(quiet) < len(plain) < len(verbose)


def test_run_ends_with_1_for_a_fault_and_with_4_without_a_server(tmp_path):
    with subprocess.Popen(
        [SCRIPT, "serve", "--json", "--fault", "no-echo"], stdout=subprocess.PIPE, text=True
    ) as process:
        facts = json.loads(process.stdout.readline())
        environment = {**os.environ, "SCIM_TOKEN": facts["token"]}
        arguments = ("run", facts["base_url"], "--token-env", "SCIM_TOKEN", "--section", "3.7")
        faulty = words(*arguments, cwd=tmp_path, env=environment)
        process.terminate()
    assert faulty.returncode == 1, faulty.stdout + faulty.stderr
    assert facts["token"] not in faulty.stdout + faulty.stderr
    assert words(*arguments, cwd=tmp_path, env=environment).returncode == 4
