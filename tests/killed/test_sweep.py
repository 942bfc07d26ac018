from pathlib import Path

import httpx
import pytest

from conformance.cli import main
from conformance.client.journal import Journal
from conformance.reference.server import ReferenceServer

PREFIX = "scimconf-00000815-"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
FILE = Path("scim-report") / f"{PREFIX}journal.jsonl"


class Reference:
    """A reference server with methods that create and list resources."""

    def __init__(self, server, client):
        self.base_url, self.client = server.base_url, client

    def add(self, name):
        made = self.client.post(f"{self.base_url}/Users", json={"schemas": [USER], "userName": name})
        return f"/Users/{made.json()['id']}"

    def names(self):
        found = self.client.get(f"{self.base_url}/Users").json()
        return {user["userName"] for user in found["Resources"]}


@pytest.fixture(autouse=True)
def _workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCIM_TOKEN_ENV", "TOKEN")
    monkeypatch.setenv("TOKEN", "of nobody")


@pytest.fixture
def reference(monkeypatch):
    with ReferenceServer() as server, httpx.Client(trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {server.token}"
        monkeypatch.setenv("TOKEN", server.token)
        yield Reference(server, client)


def journal(base_url, *created):
    """Begin the journal of a run that has intended to create users, and has created these."""
    begun = Journal(FILE, PREFIX, base_url)
    begun.intend("/Users", "userName", f"{PREFIX}1-a")
    for path in created:
        begun.created(path)
    return begun


def test_sweep_removes_reported_and_unreported_resources_only(reference, capsys):
    reported, phantom = f"{PREFIX}1-a", f"{PREFIX}9-phantom"
    paths = [reference.add(name) for name in (reported, phantom, "anna", "scimconf-99999999-1-a")]
    journal(reference.base_url, paths[0]).close()
    assert main(["sweep"]) == 0
    assert reference.names() == {"anna", "scimconf-99999999-1-a"}
    said = capsys.readouterr().out
    assert all(
        f"removed  {path} {name}" in said for path, name in zip(paths, (reported, phantom), strict=False)
    )
    assert "2 resources removed, nothing left." in said
    assert not FILE.exists()


def test_sweep_keeps_a_resource_that_reuses_the_id(reference, capsys):
    path = reference.add("anna")
    journal(reference.base_url, path).close()
    assert main(["sweep", str(FILE)]) == 1
    assert reference.names() == {"anna"}
    assert f"LEFT     {path} anna: its name does not begin with the run prefix" in capsys.readouterr().out
    assert FILE.exists()


def test_journal_with_a_foreign_prefix_deletes_nothing(reference, capsys):
    reference.add("administrator")
    journal(reference.base_url).close()
    FILE.write_text(FILE.read_text().replace(PREFIX, "administ"))
    assert main(["sweep"]) == 3
    assert reference.names() == {"administrator"}
    assert "'administ'" in capsys.readouterr().err


@pytest.mark.parametrize("named", [(), ("--url", "http://127.0.0.1:9/scim")])
def test_journal_does_not_select_the_server(capsys, named):
    journal("https://scim.example.com/v2").close()
    assert main(["sweep", *named]) == 3
    error = capsys.readouterr().err
    assert "'https://scim.example.com/v2'" in error
    assert "--scim-url" in error


def test_sweep_of_a_remote_server_needs_permission(capsys):
    journal("https://scim.example.com/v2").close()
    assert main(["sweep", "--url", "https://scim.example.com/v2"]) == 3
    assert "--scim-allow-writes" in capsys.readouterr().err


def test_unreachable_server_exits_with_4_and_keeps_the_journal(capsys):
    journal("http://127.0.0.1:9/scim").close()
    assert main(["sweep"]) == 4
    assert FILE.exists()
    assert str(FILE) in capsys.readouterr().err


def test_sweep_skips_a_run_in_progress(reference, capsys):
    name = f"{PREFIX}1-a"
    with journal(reference.base_url, reference.add(name)):
        assert main(["sweep"]) == 3
        assert reference.names() == {name}
    assert "still in progress" in capsys.readouterr().err
    assert main(["sweep"]) == 0
    assert reference.names() == set()


def test_sweep_without_a_journal_does_nothing_and_names_a_wrong_directory(capsys):
    assert main(["sweep"]) == 3
    assert "'scim-report'" in capsys.readouterr().err
    FILE.parent.mkdir()
    assert main(["sweep"]) == 0
    assert "'scim-report'" in capsys.readouterr().out


def test_sweep_reports_a_budget_that_is_too_small(reference, capsys, monkeypatch):
    monkeypatch.setenv("SCIM_MAX_REQUESTS", "1")
    journal(reference.base_url).close()
    assert main(["sweep"]) == 3
    assert "--scim-max-requests" in capsys.readouterr().err
    assert FILE.exists()
