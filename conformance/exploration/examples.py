"""What failed in one run and is tried first in the next."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase

from conformance.exploration import archive
from conformance.oracle.bulk import JobModel

KEY = b"scim-conformance/generated-jobs"
"""The key of failing shapes in the database."""


class ExampleStore:
    """Keeps failing jobs in an example database of Hypothesis.

    Args:
        directory: Where the database is, or will be.

    Attributes:
        database: The database, for what Hypothesis itself remembers.
    """

    def __init__(self, directory: Path) -> None:
        self.database = DirectoryBasedExampleDatabase(directory)

    def shapes(self) -> Iterator[JobModel]:
        """Yield what is remembered; what another version has written is forgotten."""
        for document in sorted(self.database.fetch(KEY)):
            try:
                yield archive.load(document)
            except ValueError:
                self.database.delete(KEY, document)

    def keep(self, shape: JobModel) -> None:
        """Remember a job."""
        self.database.save(KEY, archive.dump(shape))

    def forget(self, shape: JobModel) -> None:
        """Forget a job; one that is not remembered is no error."""
        self.database.delete(KEY, archive.dump(shape))
