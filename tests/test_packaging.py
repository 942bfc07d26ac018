"""The wheel works outside of the checkout, and does not slow down other pytest runs."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def call(*command, **options):
    """Run a command and return its output; a failure shows all of it."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the distributions, install the wheel into a clean environment and return its bin directory."""
    scratch = tmp_path_factory.mktemp("packaging")
    # Building the wheel from the source distribution tests that this one is complete.
    call(sys.executable, "-m", "build", "--outdir", scratch / "dist", ROOT)
    (wheel,) = (scratch / "dist").glob("*.whl")
    venv.create(scratch / "venv", with_pip=True)
    bin_directory = scratch / "venv" / "bin"
    pip = [bin_directory / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call(*pip, f"{wheel}[reference]", cwd=scratch)
    return bin_directory


@pytest.mark.packaging
def test_installed_package_lists_the_same_requirements(installed, tmp_path):
    command = Path(sys.executable).with_name("scim-conformance")
    listed = call(installed / "scim-conformance", "list", "--json", cwd=tmp_path)
    assert json.loads(listed) == json.loads(call(command, "list", "--json", cwd=tmp_path))


@pytest.mark.packaging
def test_installed_package_writes_a_report(installed, tmp_path):
    call(
        installed / "scim-conformance", "run", "--demo", "--section", "3.7.1", "--report", "out", cwd=tmp_path
    )
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["verdict"]


@pytest.mark.packaging
def test_installed_package_contains_the_schemas(installed, tmp_path):
    code = "from conformance.package_data import schemas; print(schemas())"
    there = Path(call(installed / "python", "-c", code, cwd=tmp_path).strip())
    assert there.is_relative_to(installed.parent)

    def names(directory):
        return sorted(str(path.relative_to(directory)) for path in directory.rglob("*.json"))

    assert names(there) == names(ROOT / "schemas")
    assert "report.schema.json" in names(there)


@pytest.mark.packaging
def test_installed_package_is_marked_as_typed(installed, tmp_path):
    code = "import conformance; print(conformance.__path__[0])"
    assert (Path(call(installed / "python", "-c", code, cwd=tmp_path).strip()) / "py.typed").is_file()


def test_plugin_imports_nothing_heavy_in_other_pytest_runs(tmp_path):
    (tmp_path / "test_trivial.py").write_text("def test_trivial(): pass\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure(config):\n"
        "    heavy = ('httpx', 'hypothesis', 'jsonschema', 'fastapi', 'rich', 'jinja2')\n"
        "    print('plugin:', 'conformance.plugin' in sys.modules)\n"
        "    print('heavy:', [name for name in heavy if name in sys.modules])\n",
        encoding="utf-8",
    )
    # The plugin of Hypothesis imports it at the end of every run, so it is switched off.
    output = call(
        sys.executable, "-m", "pytest", "-p", "no:hypothesispytest", "-p", "no:cacheprovider", cwd=tmp_path
    )
    assert "plugin: True" in output
    assert "heavy: []" in output
