"""The settings that a project keeps in its pyproject.toml."""

import tomllib
from pathlib import Path
from typing import Any

from conformance.settings.model import SettingsError


def project_settings(directory: Path) -> dict[str, Any]:
    """Return the table ``[tool.scim-conformance]`` of the nearest pyproject.toml upwards; empty without one.

    Raises:
        SettingsError: The file is no TOML, or the table is none.
    """
    for folder in (directory.resolve(), *directory.resolve().parents):
        file = folder / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            table = (
                tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("scim-conformance", {})
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError) as error:
            raise SettingsError(f"{file} cannot be read as TOML: {error}. Mend the file.") from None
        if not isinstance(table, dict):
            raise SettingsError(f"tool.scim-conformance in {file} is {table!r}. Make it a table.")
        return table
    return {}
