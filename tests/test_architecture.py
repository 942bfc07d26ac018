"""The parts of the package import each other only in permitted directions; this reads the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "conformance"
SOURCE = Path(__file__).parent.parent / PACKAGE

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "exchange": (),
    "nearest": (),
    "package_data": (),
    "section_packages": (),
    "contract": (),
    "scim": ("exchange",),
    "requirements": ("package_data", "nearest", "section_packages"),
    "settings": ("nearest",),
    "oracle": ("scim", "requirements"),
    "client": ("settings", "scim", "exchange"),
    "trace": ("scim", "oracle", "contract", "requirements", "exchange"),
    "run.judge": ("check", "trace", "requirements", "scenario.registry", "run.waivers"),
    "run.waivers": ("check", "requirements", "exchange"),
    "scenario": ("client", "trace", "scim", "contract", "settings", "exchange"),
    "check": ("trace", "scim", "requirements", "scenario.registry", "exchange"),
    "control": ("scenario", "check", "trace", "scim", "oracle", "client", "exploration", "exchange"),
    "exploration": ("control", "scenario", "trace", "oracle", "scim", "client", "exchange"),
    "sections": (
        "check",
        "control",
        "exploration",
        "oracle",
        "scenario",
        "trace",
        "scim",
        "contract",
        "client",
        "requirements",
        "exchange",
        "section_packages",
    ),
    "report": ("requirements", "exchange", "package_data", "nearest"),
    "reference": ("package_data", "nearest"),
    "run": (
        "sections",
        "report",
        "reference",
        "exploration",
        "control",
        "check",
        "scenario",
        "trace",
        "client",
        "contract",
        "requirements",
        "settings",
        "scim",
        "oracle",
        "exchange",
        "nearest",
    ),
    "replay": (
        "run",
        "report",
        "exploration",
        "check",
        "scenario",
        "trace",
        "client",
        "requirements",
        "settings",
        "scim",
        "oracle",
        "exchange",
    ),
    "jobs": ("exploration.strategies",),
    "suite": ("run", "settings", "report", "check", "requirements", "exchange", "plugin"),
    "plugin": ("*",),
    "cli": ("*",),
    "cli.github": ("report",),
}
"""The parts that each part may import besides itself. The longest matching name is a module's part."""

FAULTS = "faults and variants"
"""The part of a section's modules ``faults*`` and ``variants*``: code of the reference server."""

MAY_IMPORT[FAULTS] = ("reference",)

PACKAGE_ONLY: dict[str, tuple[str, ...]] = {"reference": ("sections",)}
"""Packages of which a part may import the package itself, for its list of modules, and nothing inside."""

ENTRANCES: dict[str, tuple[str, ...]] = {"cli": (), "plugin": ("cli", "suite")}
"""The entry points, and the only parts that may import them."""

THIRD_PARTIES: dict[str, tuple[str, ...]] = {
    "httpx": ("client.transport",),
    "pytest": ("plugin", "cli", "suite", "run.xdist"),
    "click": ("cli",),
    "fastapi": ("reference",),
    "uvicorn": ("reference",),
    "jinja2": ("report",),
    "yaml": ("contract.document",),
}
"""The only parts that may import a library."""


def within(module: str, part: str) -> bool:
    """Return whether a module (its name without the package) is a part or is inside it."""
    return module == part or module.startswith(f"{part}.")


def part_of(module: str) -> str | None:
    """Return the part of a module; None for the package itself and for parts without a rule."""
    if folder := section_of(module):
        inside = module.removeprefix(f"sections.{folder}").lstrip(".").partition(".")[0]
        if inside.split("_")[0] in ("faults", "variants"):
            return FAULTS
    return max((part for part in MAY_IMPORT if within(module, part)), key=len, default=None)


def section_of(module: str) -> str:
    """Return the section folder of a module, such as ``rfc7644.s3_7_bulk``; empty outside of sections."""
    names = module.split(".")[1:]
    depth = 2 if names and names[0].startswith("rfc") else 1
    return ".".join(names[:depth]) if module.startswith("sections.") and len(names) >= depth else ""


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every import of a module, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def complaint(module: str, name: str) -> str | None:
    """Return the violation if a module imports a name; None if the import is permitted."""
    top, _, inner = name.partition(".")
    part = part_of(module)
    if top != PACKAGE:
        homes = THIRD_PARTIES.get(top)
        if homes and not any(within(module, home) for home in homes):
            return f"{top} belongs in {', '.join(homes)}"
        return None
    aim = part_of(inner)
    if aim is None or part is None:
        return None
    folders = [section_of(module), section_of(inner)]
    if part == aim == "sections" and all(folders) and len(set(folders)) > 1:
        return f"sections never import each other ({folders[0]} imports {folders[1]})"
    if aim in ENTRANCES and part not in (aim, *ENTRANCES[aim]):
        return f"nothing imports {aim}"
    if inner in PACKAGE_ONLY.get(part, ()):
        return None
    if aim == FAULTS:
        return f"nothing imports {FAULTS}"
    allowed = (part, *MAY_IMPORT[part])
    if "*" in allowed or any(within(inner, other) for other in allowed):
        return None
    return f"{part} may not import {aim}"


def violations(source: Path) -> list[str]:
    """Return one line for each forbidden import below a package folder."""
    found = []
    for path in sorted(source.rglob("*.py")):
        names = path.relative_to(source).with_suffix("").parts
        module = ".".join(names[:-1] if names[-1] == "__init__" else names)
        package = ".".join([PACKAGE, *names[:-1]])
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for line, name in imported(tree, package):
            if wrong := complaint(module, name):
                found.append(f"{path.relative_to(source.parent)}:{line}: {wrong}")
    return found


def test_imports_follow_the_permitted_directions():
    assert violations(SOURCE) == []


def test_every_part_of_the_package_has_a_rule():
    parts = {
        path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert parts - {"__init__"} <= set(MAY_IMPORT)


@pytest.fixture
def tree(tmp_path):
    """Return a function that writes modules, given as path=text, and returns their violations."""

    def write(**modules: str) -> list[str]:
        for name, text in modules.items():
            path = tmp_path / PACKAGE / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return violations(tmp_path / PACKAGE)

    return write


@pytest.mark.parametrize(
    ("module", "text", "wrong"),
    [
        ("requirements__catalogue", "import conformance.client.client", "requirements may not import client"),
        (
            "requirements__catalogue",
            "from conformance import sections",
            "requirements may not import sections",
        ),
        ("requirements__catalogue", "from ..report import model", "requirements may not import report"),
        ("requirements__catalogue", "def late():\n    import httpx", "httpx belongs in"),
        ("requirements__catalogue", "import pytest", "pytest belongs in"),
        (
            "client__client",
            "from conformance.requirements import verdicts",
            "client may not import requirements",
        ),
        ("client__client", "import httpx", "httpx belongs in client.transport"),
        ("exchange", "from conformance.settings import Settings", "exchange may not import settings"),
        ("exchange", "from conformance.client import client", "exchange may not import client"),
        ("scim__build", "from conformance.client.client import Target", "scim may not import client"),
        ("scenario__context", "from conformance.sections import load", "scenario may not import sections"),
        (
            "sections__rfc1__s1__checks",
            "from conformance.sections.rfc1.s2 import checks",
            "sections never import each",
        ),
        ("sections__rfc1__s1__checks", "from ..s2.checks import help", "sections never import each other"),
        (
            "sections__contract__checks",
            "from ..rfc1.s2.checks import help",
            "sections never import each other",
        ),
        (
            "contract__openapi",
            "from conformance.client.client import Target",
            "contract may not import client",
        ),
        (
            "sections__rfc1__s1__checks",
            "from conformance.report import model",
            "sections may not import report",
        ),
        ("report__html", "from conformance.client.client import Target", "report may not import client"),
        ("report__html", "import httpx", "httpx belongs in"),
        ("report__html", "from pytest import fixture", "pytest belongs in"),
        (
            "reference__app",
            "from conformance.oracle.bulk import permit",
            "reference may not import oracle",
        ),
        (
            "reference__app",
            "from conformance.exploration import build",
            "reference may not import exploration",
        ),
        ("scenario__context", "from conformance.plugin import KEY", "nothing imports plugin"),
        ("reference__app", "from conformance.sections import load", "reference may not import sections"),
        (
            "reference__app",
            "from conformance.sections.rfc1.s2.faults import Broken",
            "nothing imports faults and variants",
        ),
        (
            "sections__rfc1__s1__scenarios",
            "from conformance.sections.rfc1.s1 import variants",
            "nothing imports faults and variants",
        ),
        ("cli", "from conformance.sections.contract.variants_odd import Odd", "nothing imports faults"),
        ("sections__rfc1__s1__variants", "from .faults_odd import Odd", "nothing imports faults"),
        (
            "sections__rfc1__s1__faults",
            "from conformance.scim import filters",
            "faults and variants may not import scim",
        ),
        (
            "sections__contract__variants_odd",
            "from .checks import odd",
            "faults and variants may not import sections",
        ),
        ("suite__test_requirements", "import conformance.cli", "nothing imports cli"),
        ("plugin", "from conformance.cli import main", "nothing imports cli"),
    ],
)
def test_forbidden_import_is_reported(tree, module, text, wrong):
    found = tree(**{module: text})
    assert len(found) == 1
    assert wrong in found[0]


def test_violation_names_file_and_line(tree):
    assert tree(requirements__catalogue="import json\nfrom conformance import cli\n") == [
        "conformance/requirements/catalogue.py:2: nothing imports cli"
    ]


def test_permitted_imports_are_not_reported(tree):
    assert not tree(
        requirements__catalogue="import json\nfrom conformance import __version__\nfrom . import verdicts",
        client__transport="import httpx\nfrom conformance.settings import Settings",
        scim__bulk_response="from conformance.exchange import Exchange",
        sections__rfc1__s1__checks="from conformance.scenario import registry\nfrom .scenarios import ring",
        sections__rfc1__s1__faults="from conformance.reference.declare import fault\nimport scim2_models",
        sections__contract__variants_odd="from conformance.reference import declare",
        reference__registry="from conformance import sections",
        client__auth="from conformance.exchange import Exchange",
        report__html="from conformance import exchange\nimport jinja2",
        plugin="from conformance.scenario import run\nimport pytest",
        cli="from conformance.plugin import EXIT_CODE_KEY\nimport click",
    )
