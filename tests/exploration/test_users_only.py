"""A server that cannot store what jobs are to find is explored with what it can."""

import json

from conformance.exploration.budget import BUDGETS
from conformance.exploration.sequences import STEPS
from conformance.requirements.verdicts import Verdict
from tests.exploration.own_faults import KeepsNothingAlone, KeepsUsersOnly
from tests.exploration.play import explore

OWN = {"keeps-users-only": KeepsUsersOnly, "keeps-nothing-alone": KeepsNothingAlone}


def is_about_users(body):
    return all(operation["path"].startswith("/Users") for operation in json.loads(body)["Operations"])


def test_a_server_that_creates_no_group_by_itself_is_explored_with_users():
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
    assert [each.status for each in asked] == [500], "a group is asked for once only"


def test_sequences_go_on_with_users_too():
    explored = explore("keeps-users-only", own=OWN, effort="thorough", scenarios=("generated-sequences",))
    assert explored.problems == ()
    assert explored.findings_with(Verdict.BLOCKED) == []
    assert len(explored.jobs) > STEPS


def test_what_was_stored_for_a_job_that_could_not_be_sent_is_there_for_the_next():
    explored = explore("keeps-users-only", own=OWN, effort="quick", seed=2)
    prepared = [each.status for each in explored.exchanges if each.purpose == "prepare"]
    assert 500 in prepared
    assert 409 not in prepared
    assert len(explored.jobs) >= BUDGETS["quick"].jobs


def test_a_server_that_creates_no_user_by_itself_either_cannot_be_explored():
    explored = explore("keeps-nothing-alone", own=OWN)
    assert explored.problems == ()
    why = explored.findings_with(Verdict.BLOCKED)[0].message
    assert "POST /Users as a single request answered 500 (Nothing is kept.), not 201" in why
