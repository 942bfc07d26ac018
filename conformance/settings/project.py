"""The settings in the pyproject.toml of a project."""

import tomllib
from pathlib import Path
from typing import Any

from conformance.settings.model import SettingsError


def project_settings(directory: Path) -> dict[str, Any]:
    """Return the table ``[tool.scim-conformance]`` of the nearest pyproject.toml.

    Args:
        directory: The directory where the search begins; it continues in the parent directories.

    Returns:
        The table; empty if there is no pyproject.toml or no such table.

    Raises:
        SettingsError: The file is not valid TOML, or ``tool.scim-conformance`` is not a table.
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
            raise SettingsError(f"{file} is not valid TOML: {error}. Fix the file.") from None
        if not isinstance(table, dict):
            raise SettingsError(
                f"tool.scim-conformance in {file} is {table!r}. Write it as a table: [tool.scim-conformance]."
            )
        return table
    return {}
