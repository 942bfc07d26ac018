"""Where the published schemas are, in a checkout and in an installed wheel."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


@cache
def schemas() -> Path:
    """Return the directory of the published schemas.

    The wheel carries it inside the package; in a checkout it stands beside the package.

    Raises:
        FileNotFoundError: It is in neither place.
    """
    for directory in (PACKAGE / "schemas", PACKAGE.parent / "schemas"):
        if (directory / "report.schema.json").is_file():
            return directory
    raise FileNotFoundError(
        f"the schemas are neither in {PACKAGE} nor beside it: install scim-conformance from its wheel, "
        "or keep schemas/ beside conformance/ in the checkout"
    )
