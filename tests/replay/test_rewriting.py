"""Rewriting recorded requests so that they can be sent again."""

from conformance.replay.rewriting import Renames, pattern


def test_ids_are_replaced_only_as_whole_values_or_segments():
    renames = Renames("http://old/scim", "http://new/scim", "scimconf-22222222-")
    renames.ids = {"1": "2", "2": "3"}
    renames.versions = {'W/"1"': 'W/"7"'}
    old = (
        '{"path": "/Users/1", "failOnErrors": 1, "is": "scimconf-11111111-1-2", "href": "http://old/scim/2", '
        r'"version": "W/\"1\"", "filter": "value eq \"1\"", "text": "1 2"}'
    )
    new = (
        '{"path": "/Users/2", "failOnErrors": 1, "is": "scimconf-22222222-1-2", "href": "http://new/scim/3", '
        r'"version": "W/\"7\"", "filter": "value eq \"2\"", "text": "1 2"}'
    )
    assert renames.apply(old) == new
    assert renames.apply("SCIMCONF-11111111-X") == "SCIMCONF-22222222-X"


def test_without_ids_nothing_is_replaced():
    assert not pattern([""], [""]).search("anything")
