"""Exploration of a server that cannot create users or groups."""

import json

from conformance.exploration.budget import BUDGETS
from conformance.exploration.sequences import STEPS
from conformance.requirements.verdicts import Verdict
from tests.exploration.own_faults import KeepsNothingAlone, KeepsUsersOnly
from tests.exploration.play import explore

OWN = {"keeps-users-only": KeepsUsersOnly, "keeps-nothing-alone": KeepsNothingAlone}


def is_about_users(body):
    return all(operation["path"].startswith("/Users") for operation in json.loads(body)["Operations"])


def test_exploration_uses_users_if_no_group_can_be_created():
    explored = explore("keeps-users-only", own=OWN)
    assert explored.problems == ()
    assert explored.findings_with(Verdict.BLOCKED) == []
    answered = [
        each for each in explored.exchanges if each.purpose == "bulk" and is_about_users(each.request.body)
    ]
    assert {each.status for each in answered} == {200}
    assert len(answered) >= BUDGETS["standard"].jobs // 2
    asked = [
        each
        for each in explored.exchanges
        if each.purpose == "prepare" and b"team" in (each.request.body or b"")
    ]
    assert [each.status for each in asked] == [500], "the run tries only once to create a group"


def test_sequences_use_users_if_no_group_can_be_created():
    explored = explore("keeps-users-only", own=OWN, effort="thorough", scenarios=("generated-sequences",))
    assert explored.problems == ()
    assert explored.findings_with(Verdict.BLOCKED) == []
    assert len(explored.jobs) > STEPS


def test_resources_of_an_unsent_request_are_reused():
    explored = explore("keeps-users-only", own=OWN, effort="quick", seed=2)
    prepared = [each.status for each in explored.exchanges if each.purpose == "prepare"]
    assert 500 in prepared
    assert 409 not in prepared
    assert len(explored.jobs) >= BUDGETS["quick"].jobs


def test_exploration_is_blocked_if_no_user_can_be_created():
    explored = explore("keeps-nothing-alone", own=OWN)
    assert explored.problems == ()
    why = explored.findings_with(Verdict.BLOCKED)[0].message
    assert "POST /Users as a single request got HTTP 500 (Nothing is stored.), not HTTP 201" in why
