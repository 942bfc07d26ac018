"""The package keeps to its directions of import, read from the sources without running them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "conformance"
SOURCE = Path(__file__).parent.parent / PACKAGE

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "document": (),
    "paths": (),
    "contract": (),
    "law": ("resources", "nearest"),
    "settings": ("nearest",),
    "resources": (),
    "nearest": (),
    "target": ("settings", "document", "paths"),
    "target.evidence": (),
    "jobs": ("law", "target.evidence", "document", "paths"),
    "engine": ("law", "contract", "target", "jobs", "settings", "document", "paths", "nearest"),
    "sections": ("law", "contract", "target", "jobs", "engine", "resources", "document", "paths"),
    "report": ("law", "target.evidence", "resources", "nearest"),
    "reference": ("resources", "nearest"),
    "replay": ("law", "target", "jobs", "engine", "report", "settings", "suite", "document"),
    "suite": ("law", "target", "jobs", "engine", "sections", "report", "settings", "reference", "plugin"),
    "plugin": ("*",),
    "cli": ("*",),
    "commands": ("*",),
}
"""What each part may import besides itself; the longest name that fits a module is its part."""

ENTRANCES: dict[str, tuple[str, ...]] = {"cli": (), "plugin": ("cli", "commands", "suite")}
"""What stands at the top, and who alone may import it: the suite is the plugin's other half."""

THIRD_PARTIES: dict[str, tuple[str, ...]] = {
    "httpx": ("target.transport",),
    "pytest": ("plugin", "cli", "commands", "suite"),
    "click": ("cli", "commands"),
    "fastapi": ("reference",),
    "uvicorn": ("reference",),
    "jinja2": ("report",),
    "yaml": ("contract.document",),
}
"""Where alone a library may be imported."""


def within(module: str, part: str) -> bool:
    """Say whether a module (its name without the package) is a part or lies inside it."""
    return module == part or module.startswith(f"{part}.")


def part_of(module: str) -> str | None:
    """Return the part that a module belongs to, None for the package itself and for parts nobody listed."""
    return max((part for part in MAY_IMPORT if within(module, part)), key=len, default=None)


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def complaint(module: str, name: str) -> str | None:
    """Return what is wrong with a module importing that name, None when nothing is."""
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
    rooms = [
        name.split(".")[1] for name in (module, inner) if name.startswith(("sections.s", "sections.contract"))
    ]
    if part == aim == "sections" and len(set(rooms)) > 1:
        return f"sections never import each other ({rooms[0]} imports {rooms[1]})"
    if aim in ENTRANCES and part not in (aim, *ENTRANCES[aim]):
        return f"nothing imports {aim}"
    allowed = (part, *MAY_IMPORT[part])
    if "*" in allowed or any(within(inner, other) for other in allowed):
        return None
    return f"{part} may not import {aim}"


def violations(source: Path) -> list[str]:
    """Return one line for each import below a package folder that goes against the directions."""
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


def test_imports_keep_to_their_directions():
    assert violations(SOURCE) == []


def test_every_part_of_the_package_has_a_rule():
    parts = {
        path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert parts - {"__init__"} <= set(MAY_IMPORT)


@pytest.fixture
def tree(tmp_path):
    """Write modules given as path=text into a made-up package and return its violations."""

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
        ("law__oracle", "import conformance.target.client", "law may not import target"),
        ("law__oracle", "from conformance import sections", "law may not import sections"),
        ("law__oracle", "from ..report import model", "law may not import report"),
        ("law__oracle", "def late():\n    import httpx", "httpx belongs in"),
        ("law__oracle", "import pytest", "pytest belongs in"),
        ("target__client", "from conformance.law import verdicts", "target may not import law"),
        ("target__client", "import httpx", "httpx belongs in target.transport"),
        ("target__evidence", "from conformance.settings import Settings", "target.evidence may not import"),
        ("target__evidence", "from . import client", "target.evidence may not import target"),
        ("jobs__build", "from conformance.target.client import Target", "jobs may not import target"),
        ("engine__run", "from conformance.sections import load", "engine may not import sections"),
        ("sections__s1__checks", "from conformance.sections.s2 import checks", "sections never import each"),
        ("sections__s1__checks", "from ..s2.checks import help", "sections never import each other"),
        ("sections__contract__checks", "from ..s2.checks import help", "sections never import each other"),
        (
            "contract__openapi",
            "from conformance.target.client import Target",
            "contract may not import target",
        ),
        ("sections__s1__checks", "from conformance.report import model", "sections may not import report"),
        ("report__html", "from conformance.target.client import Target", "report may not import target"),
        ("report__html", "import httpx", "httpx belongs in"),
        ("report__html", "from pytest import fixture", "pytest belongs in"),
        ("reference__app", "from conformance.law.oracle import permit", "reference may not import law"),
        ("reference__app", "from conformance.jobs import build", "reference may not import jobs"),
        ("engine__run", "from conformance.plugin import KEY", "nothing imports plugin"),
        ("suite__test_bulk", "import conformance.cli", "nothing imports cli"),
        ("plugin", "from conformance.cli import main", "nothing imports cli"),
    ],
)
def test_a_broken_direction_is_seen(tree, module, text, wrong):
    found = tree(**{module: text})
    assert len(found) == 1
    assert wrong in found[0]


def test_a_violation_names_file_and_line(tree):
    assert tree(law__oracle="import json\nfrom conformance import cli\n") == [
        "conformance/law/oracle.py:2: nothing imports cli"
    ]


def test_lawful_imports_are_left_alone(tree):
    assert not tree(
        law__oracle="import json\nfrom conformance import __version__\nfrom . import verdicts",
        target__transport="import httpx\nfrom conformance.settings import Settings",
        jobs__answer="from conformance.target.evidence import Exchange",
        sections__s1__checks="from conformance.engine import registry\nfrom .scenarios import ring",
        target__auth="from conformance.target.evidence import Redactor",
        report__html="from conformance.target import evidence\nimport jinja2",
        plugin="from conformance.engine import run\nimport pytest",
        cli="from conformance.plugin import EXIT_CODE_KEY\nimport click",
    )
