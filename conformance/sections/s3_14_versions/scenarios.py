"""Operations that carry the version of what they change."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import PATCH_OP, Operation

STALE = 'W/"scimconf-stale"'


def changes(lab: Lab, version: str | None = None) -> list[Operation]:
    """Return a PUT, a PATCH where the server has it, and a DELETE of new users, each with a version.

    Args:
        lab: The bench.
        version: The version to send; None sends the current one.
    """
    put, patch, delete = (lab.existing_user(label) for label in ("put", "patch", "delete"))
    operations = [
        Operation("PUT", put.path, data=lab.changed(put, text="Changed"), version=version or put.version),
        Operation("DELETE", delete.path, version=version or delete.version),
    ]
    if lab.has("patch"):
        change = {"op": "replace", "path": lab.text, "value": "Changed"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        operations.append(Operation("PATCH", patch.path, data=data, version=version or patch.version))
    return operations


@scenario("users", "etag", effort="standard")
def current_versions(lab: Lab) -> None:
    """PUT, PATCH and DELETE with the version that GET showed."""
    lab.run(*changes(lab))


@scenario("users", "etag", effort="standard")
def stale_versions(lab: Lab) -> None:
    """PUT, PATCH and DELETE of users, and DELETE of a group, with a version that the resource never had."""
    operations = changes(lab, STALE)
    if lab.has("groups") and (group := lab.existing_group("group")).version:
        operations.append(Operation("DELETE", group.path, version=STALE))
    lab.run(*operations)


@scenario("users", "etag", effort="standard")
def version_outdated_by_the_job(lab: Lab) -> None:
    """Two PUTs of one user with the version from before the job: the first outdates the second's."""
    first = lab.existing_user("twice")
    puts = [
        Operation("PUT", first.path, data=lab.changed(first, text=text), version=first.version)
        for text in ("First", "Second")
    ]
    lab.run(*puts)
