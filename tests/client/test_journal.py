import json

import pytest

from conformance.client.journal import Journal, JournalError, load

PREFIX = "scimconf-00000815-"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "made" / "journal.jsonl"


def test_entries_are_written_before_the_journal_is_closed(path):
    journal = Journal(path, PREFIX, "http://localhost/v2")
    journal.intend("/Users", "userName", PREFIX + "a", PREFIX + "b")
    journal.created("/Users/1")
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    assert [entry["event"] for entry in entries] == ["run", "intend", "created"]
    assert entries[1]["names"] == [PREFIX + "a", PREFIX + "b"]
    journal.close()


def test_journal_can_be_loaded_and_continued(path):
    with Journal(path, PREFIX, "http://localhost/v2") as journal:
        journal.intend("/Users", "userName", PREFIX + "a", PREFIX + "b")
        journal.created("/Users/1")
        journal.created("/Users/2")
        journal.gone("/Users/1")
    with load(path) as found:
        assert (found.run_prefix, found.base_url) == (PREFIX, "http://localhost/v2")
        assert found.intended == {("/Users", "userName"): 2}
        assert list(found.pending) == ["/Users/2"]
        found.gone("/Users/2")
    with load(path) as again:
        assert not again.pending


def test_incomplete_line_of_a_killed_run_is_ignored(path):
    with Journal(path, PREFIX) as journal:
        journal.created("/Users/1")
    with path.open("a") as file:
        file.write('{"event": "created", "pa')
    with load(path) as found:
        assert list(found.pending) == ["/Users/1"]


def test_created_resource_is_recorded_once(path):
    with Journal(path, PREFIX) as journal:
        journal.created("/Users/1")
        journal.created("/Users/1")
    assert path.read_text().count("created") == 1


def test_longer_prefixes_cover_all_names(path):
    names = [f"{PREFIX}1-{label}" for label in ("a", "before1", "before12", "before2", "behind1")]
    with Journal(path, PREFIX) as journal:
        journal.intend("/Users", "userName", *names)
        journal.intend("/Groups", "displayName", PREFIX + "2")
    with load(path) as found:
        longer_prefixes = [
            found.longer_prefixes("/Users", "userName", PREFIX + end) for end in ("", "1-b", "1-before1", "9")
        ]
    assert longer_prefixes == [
        [f"{PREFIX}1-a", f"{PREFIX}1-b"],
        [f"{PREFIX}1-bef", f"{PREFIX}1-beh"],
        [f"{PREFIX}1-before12"],
        [],
    ]


def test_name_without_the_run_prefix_is_rejected(path):
    with Journal(path, PREFIX) as journal, pytest.raises(ValueError, match="anna"):
        journal.intend("/Users", "userName", "anna")


def test_existing_journal_is_not_overwritten(path):
    Journal(path, PREFIX).close()
    with pytest.raises(JournalError, match="Use another file"):
        Journal(path, "scimconf-00004711-")


@pytest.mark.parametrize("prefix", ["", "admin-", "scimconf-", "scimconf-00000815-x"])
def test_invalid_run_prefix_is_rejected(path, prefix):
    with pytest.raises(JournalError, match=r"run prefix .* is not valid"):
        Journal(path, prefix)


@pytest.mark.parametrize("content", [None, "", "null", '{"event": "created"}', "\x00", '{"event": "run"}'])
def test_file_that_is_not_a_journal_is_rejected(tmp_path, content):
    file = tmp_path / "other"
    if content is not None:
        file.write_text(content)
    with pytest.raises(JournalError, match="other"):
        load(file)
