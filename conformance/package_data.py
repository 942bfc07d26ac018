"""The location of the published schemas in a checkout and in an installed wheel."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


@cache
def schemas() -> Path:
    """Return the directory of the published schemas.

    In a wheel it is inside of the package, in a checkout it is next to the package.

    Raises:
        FileNotFoundError: The directory does not exist.
    """
    for directory in (PACKAGE / "schemas", PACKAGE.parent / "schemas"):
        if (directory / "report.schema.json").is_file():
            return directory
    raise FileNotFoundError(
        f"The directory schemas/ is neither in {PACKAGE} nor next to it. Install scim-conformance from its "
        "wheel, or restore schemas/ next to conformance/ in the checkout."
    )
