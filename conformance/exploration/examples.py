"""A store of failing models, which the next run tries first."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase

from conformance.exploration import archive
from conformance.oracle.bulk import JobModel

KEY = b"scim-conformance/generated-jobs"
"""The key of failing models in the database."""


class ExampleStore:
    """Stores failing models in an example database of Hypothesis.

    Args:
        directory: The directory of the database; it need not exist.

    Attributes:
        database: The database, also for the examples of Hypothesis itself.
    """

    def __init__(self, directory: Path) -> None:
        self.database = DirectoryBasedExampleDatabase(directory)

    def shapes(self) -> Iterator[JobModel]:
        """Yield the stored models; unreadable entries of other versions are deleted."""
        for document in sorted(self.database.fetch(KEY)):
            try:
                yield archive.load(document)
            except ValueError:
                self.database.delete(KEY, document)

    def keep(self, shape: JobModel) -> None:
        """Store a model."""
        self.database.save(KEY, archive.dump(shape))

    def forget(self, shape: JobModel) -> None:
        """Delete a model; it need not be stored."""
        self.database.delete(KEY, archive.dump(shape))
