"""A resource that the server created without reporting it is found by its name and deleted."""

import httpx
import pytest

from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun
from conformance.settings import Settings


def stored(server):
    """Return the paths of all users and groups."""
    headers = {"Authorization": f"Bearer {server.token}"}
    paths = set()
    for name in ("Users", "Groups"):
        listing = httpx.get(f"{server.base_url}/{name}?count=1000", headers=headers, trust_env=False).json()
        paths |= {f"/{name}/{resource['id']}" for resource in listing["Resources"]}
    return paths


@pytest.mark.parametrize(
    ("fault", "scenario"),
    [("ring-phantom", "ring-of-two-groups"), ("lower-case-method-phantom", "malformed-operations")],
)
def test_unreported_resource_is_deleted_at_the_end_of_the_run(tmp_path, fault, scenario):
    with ReferenceServer(ReferenceConfig(faults=(fault,))) as server:
        settings = Settings(report=tmp_path, scenario=(scenario,))
        live = LiveRun(introduced(settings, server))
        for case in live.cases():
            live.judge(case)
        (journal,) = tmp_path.glob("*[0-9a-f]-journal.jsonl")
        said = "".join(
            exchange.response.body.decode()
            for exchange in live.runner().target.exchanges
            if exchange.response and exchange.request.method == "POST"
        )
        phantoms = {path for path in stored(server) if path not in said}
        assert phantoms
        assert list(live.collect().leftovers) == []
        assert stored(server) == set()
        assert not journal.exists()
