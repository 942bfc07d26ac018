"""Replaying a report: over HTTP against the reference server, broken and mended, and without any server."""

import copy
import json
import re
import urllib.request

import pytest

from conformance.cli import main
from conformance.law import catalogue
from conformance.law.verdicts import Verdict
from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.replay.offline import rejudge
from conformance.replay.recorded import job_of
from conformance.replay.rewriting import Renames, pattern
from conformance.report.saved import load
from conformance.settings import Secret, Settings
from conformance.suite.live import LiveRun

FAULTS = ("members-literal", "status-number")
SCENARIOS = (
    "forward-reference",
    "confusable-bulk-ids",
    "current-versions",
    "generated-jobs",
    "changes-in-turn",
)


@pytest.fixture(scope="module")
def servers():
    """A server with faults, and the same one mended."""
    with ReferenceServer(ReferenceConfig(faults=FAULTS)) as broken, ReferenceServer() as mended:
        yield {"broken": broken, "mended": mended}


@pytest.fixture(scope="module")
def saved(servers, tmp_path_factory):
    """The file of a report about the broken server."""
    server = servers["broken"]
    directory = tmp_path_factory.mktemp("saved")
    settings = Settings(
        url=server.base_url, token=Secret(server.token), scenario=SCENARIOS, effort="quick", report=directory
    )
    live = LiveRun(settings)
    for case in live.cases():
        live.judge(case)
    live.report([live.bring_home()], interrupted=False)
    return directory / "report.json"


@pytest.fixture(scope="module")
def document(saved):
    return load(saved)


@pytest.fixture
def replay(saved, servers, tmp_path, monkeypatch, capsys):
    """Replay the report, against one of the servers if one is named, and return exit code and output."""

    def run(server, *arguments, file=saved):
        where = [servers[server].base_url] if server else []
        token = servers[server or "broken"].token
        monkeypatch.setenv("REPLAY_TOKEN", token)
        monkeypatch.chdir(tmp_path)
        code = main(["replay", str(file), *where, "--token-env", "REPLAY_TOKEN", *arguments])
        out, err = capsys.readouterr()
        assert token not in out + err
        return code, out, err

    return run


@pytest.fixture
def changed(document, tmp_path):
    """Write a changed copy of the report and return its path."""

    def change(spoil):
        spoilt = copy.deepcopy(document)
        spoil(spoilt)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(spoilt), encoding="utf-8")
        return path

    return change


def asked(server, path):
    """Return what a server answers to a plain GET."""
    request = urllib.request.Request(
        f"{server.base_url}{path}", headers={"Authorization": f"Bearer {server.token}"}
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def numbers(document, purpose, scenario):
    return [
        entry["n"]
        for entry in document["exchanges"]
        if entry["purpose"] == purpose and entry["scenario"] == scenario
    ]


def entry(document, number):
    return next(each for each in document["exchanges"] if each["n"] == number)


def test_a_mended_server_has_everything_fixed_and_nothing_left(replay, servers, tmp_path):
    code, out, _ = replay("mended")
    assert code == 0, out
    assert "STILL FAILS" not in out
    for shown in ("FIXED        BULK-3.7.2-04", "FIXED        BULK-3.7.3-04", "in generated-jobs"):
        assert shown in out
    assert asked(servers["mended"], "/Users")["totalResults"] == 0
    assert json.loads((tmp_path / "scim-replay/report.json").read_text())["verdict"] != "not-conformant"


def test_a_broken_server_still_fails(replay):
    code, out, _ = replay("broken")
    assert code == 1
    assert "FIXED" not in out
    assert re.search(r"^STILL FAILS +BULK-3.7.2-04 \w+ in forward-reference$", out, re.MULTILINE)


def test_the_server_of_the_report_is_asked_where_it_is_on_this_machine(replay):
    code, out, _ = replay(None, "--requirement", "BULK-3.7.2-04")
    assert code == 1
    assert "BULK-3.7.3-04" not in out


def test_the_very_generated_jobs_are_sent_again(replay, document, tmp_path):
    recorded = [each["shape"] for each in document["exchanges"] if "shape" in each]
    failed = {
        n
        for requirement in document["requirements"]
        for finding in requirement["findings"]
        if finding["scenario"] == "generated-jobs" and finding["verdict"] == "fail"
        for n in finding["exchanges"]
    }
    assert failed
    assert len(recorded) >= len(failed)
    replay("broken")
    now = json.loads((tmp_path / "scim-replay/report.json").read_text())
    shapes = [each["shape"] for each in now["exchanges"] if "shape" in each]
    assert all(entry(document, n)["shape"] in shapes for n in failed)
    jobs = numbers(now, "bulk", "generated-jobs")
    assert len(jobs) <= 2 * len(shapes)  # nothing is drawn and nothing made smaller


def test_a_generated_job_that_the_report_does_not_have_is_not_called_fixed(replay, changed):
    def forget(report):
        for each in report["exchanges"]:
            each.pop("shape", None)

    code, out, _ = replay("mended", file=changed(forget))
    assert code == 2
    assert re.search(
        r"^DIFFERENT .* in generated-jobs\n.*\n +now untested: the report does not have", out, re.MULTILINE
    )


def test_a_generated_job_that_was_changed_is_refused(replay, changed):
    def spoil(report):
        for each in report["exchanges"]:
            if "shape" in each:
                each["shape"]["failOnErrors"] = 1.0

    code, _, err = replay("mended", file=changed(spoil))
    assert code == 3
    assert "1.0" in err


def test_a_check_that_this_version_does_not_have_is_different(replay, changed):
    def rename(report):
        for requirement in report["requirements"]:
            for finding in requirement["findings"]:
                finding["check"] = "of_another_version"

    code, out, _ = replay("mended", file=changed(rename))
    assert code == 2
    assert "this version has no such check" in out


def test_what_cannot_be_seen_is_not_called_fixed(replay, monkeypatch):
    monkeypatch.setenv("SCIM_MAX_REQUESTS", "6")
    code, out, _ = replay("mended", "--requirement", "BULK-3.7.2-04")
    assert code == 2, out
    assert "now blocked" in out


def test_an_exchange_is_the_same_on_the_same_server(replay, document, servers):
    number = numbers(document, "bulk", "forward-reference")[0]
    code, out, _ = replay("broken", "--exchange", str(number))
    assert code == 0
    assert f"Exchange {number}: SAME" in out
    assert asked(servers["broken"], "/Users")["totalResults"] == 0


def test_an_exchange_is_different_on_the_mended_server(replay, document):
    number = numbers(document, "bulk", "forward-reference")[0]
    code, out, _ = replay("mended", "--exchange", str(number))
    assert code == 2
    assert f"Exchange {number}: DIFFERENT" in out


def test_what_an_exchange_acts_on_is_made_anew(replay, document, servers):
    number = numbers(document, "bulk", "current-versions")[0]
    body = entry(document, number)["request"]["body"]
    ids = [asked_for.rpartition("/")[2] for asked_for in re.findall(r'"path": "([^"]+)"', body)]
    code, out, _ = replay("broken", "--exchange", str(number))
    assert (code, ids != []) == (0, True), out
    assert asked(servers["broken"], "/Users")["totalResults"] == 0


def test_a_name_that_was_free_is_free_again(replay, document):
    number = next(
        n
        for n in numbers(document, "single", "changes-in-turn")
        if entry(document, n)["request"]["method"] == "POST"
        and entry(document, n)["response"]["status"] == 201
    )
    assert replay("broken", "--exchange", str(number))[0] == 0


@pytest.mark.parametrize(
    ("method", "url", "operation"),
    [
        ("DELETE", "/Users/{id}", None),
        ("POST", "/Bulk", {"method": "DELETE", "path": "/Users/{id}"}),
        ("POST", "/Bulk", {"METHOD": "delete", "Path": "Users/{id}"}),
        ("POST", "/Bulk", {"method": "PATCH", "path": "/Users/scimconf-00000000-x/../{id}", "data": {}}),
        ("DELETE", "/Users/scimconf-00000000-x/%2e%2e/{id}", None),
        ("POST", "/../{id}", None),
    ],
)
def test_a_hostile_report_changes_nothing_of_others(
    replay, changed, document, servers, method, url, operation
):
    server = servers["mended"]
    body = json.dumps(
        {"userName": "somebody.else", "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}
    )
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/scim+json"}
    request = urllib.request.Request(f"{server.base_url}/Users", body.encode(), headers)
    with urllib.request.urlopen(request) as response:
        victim = json.load(response)["id"]
    number = numbers(document, "bulk", "forward-reference")[0]

    def attack(report):
        job = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [operation]}
        target = entry(report, number)["request"]
        target["method"], target["url"] = method, report["target"]["base_url"] + url.format(id=victim)
        target["body"] = json.dumps(job).replace("{id}", victim) if operation else ""
        target["headers"]["X-HTTP-Method-Override"] = "DELETE"

    code, _, err = replay("mended", "--exchange", str(number), file=changed(attack))
    assert code == 3, err
    assert "not sent" in err
    assert asked(server, f"/Users/{victim}")["userName"] == "somebody.else"
    urllib.request.urlopen(
        urllib.request.Request(f"{server.base_url}/Users/{victim}", headers=headers, method="DELETE")
    )


def test_credentials_that_were_refused_are_not_replaced_by_good_ones(replay, changed, document):
    number = numbers(document, "bulk", "forward-reference")[0]
    path = changed(lambda report: entry(report, number)["response"].update(status=401))
    code, _, err = replay("mended", "--exchange", str(number), file=path)
    assert code == 3
    assert "credentials, which a report does not have" in err


def test_a_report_about_a_server_elsewhere_sends_nothing_there(replay, changed):
    path = changed(lambda report: report["target"].update(base_url="https://scim.example.com/v2"))
    code, out, err = replay(None, file=path)
    assert (code, out) == (3, "")
    assert "scim.example.com" in err
    assert "Give its base URL" in err


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda report: report.pop("requirements"), "'requirements' is a required property"),
        (lambda report: report["suite"].update(name="another-tester"), "no report of scim-conformance"),
        (lambda report: report["exchanges"][0]["request"].update(body={"base64": "?"}), "no valid report"),
        (lambda report: report.update(profile="../../home/somebody.toml"), "--scim-profile"),
    ],
)
def test_what_is_no_report_of_ours_is_refused_with_the_reason(replay, changed, spoil, complaint):
    code, out, err = replay("mended", file=changed(spoil))
    assert (code, out) == (3, "")
    assert complaint in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "no json", "[" * 100_000, '{"suite": NaN}', "\ud800", "[]"])
def test_a_file_that_is_no_report_is_refused(replay, tmp_path, text):
    path = tmp_path / "report.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    code, _, err = replay("mended", file=path)
    assert code == 3
    assert "no report" in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--exchange", "99999"], "no exchange 99999"),
        (["--exchange", "1", "--requirement", "BULK-3.7.2-04"], "Leave one of them out"),
        (["--offline"], "Give REPORT alone"),
        (["--requirement", "BULK-3.7-04"], "is pass in the report"),
        (["--requirement", "BULK-0-0"], "is not mentioned in the report"),
    ],
)
def test_misuse_says_what_to_do(replay, arguments, complaint):
    code, out, err = replay("mended", *arguments)
    assert (code, out) == (3, "")
    assert complaint in err


def test_the_report_that_is_replayed_is_not_written_over(replay, saved):
    before = saved.read_bytes()
    code, _, err = replay("mended", "--report", str(saved.parent))
    assert code == 3
    assert "--scim-report" in err
    assert saved.read_bytes() == before


def test_a_server_that_does_not_answer_is_unreachable(saved, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["replay", str(saved), "http://127.0.0.1:9/scim"]) == 4
    assert "No server answers" in capsys.readouterr().err


def test_offline_an_unchanged_report_stays_as_it_is(saved, capsys):
    assert main(["replay", str(saved), "--offline"]) == 1
    out = capsys.readouterr().out
    assert "->" not in out
    assert "The run was not-conformant, and is not-conformant now." in out


def changes(document):
    """Return which requirements are judged otherwise now, each with its verdict then and now."""
    return {
        change.requirement: (change.was, change.now) for change in rejudge(document, catalogue.load()).changes
    }


def test_offline_answers_are_judged_again(document):
    mended = copy.deepcopy(document)
    for each in mended["exchanges"]:
        if each["purpose"] == "bulk" and isinstance(each["response"]["body"], str):
            each["response"]["body"] = re.sub(
                r'"status": ?(\d{3})\b', r'"status":"\1"', each["response"]["body"]
            )
    assert "BULK-3.7.3-04" not in changes(mended)  # one of the exchanges that it cites is cut
    judged = next(each for each in mended["requirements"] if each["id"] == "BULK-3.7.3-04")
    for finding in judged["findings"]:
        finding["exchanges"] = [
            n for n in finding["exchanges"] if isinstance(entry(mended, n)["response"]["body"], str)
        ]
    assert changes(mended)["BULK-3.7.3-04"] == (Verdict.WARN, Verdict.PASS)


def test_offline_what_was_cut_keeps_its_verdict(document):
    cut = copy.deepcopy(document)
    for each in cut["exchanges"]:
        if each["purpose"] == "bulk":
            each["response"]["body"] = {"text": "{", "size": 99_999, "cut": True}
    assert rejudge(cut, catalogue.load()).changes == ()


def test_offline_what_rests_on_the_store_is_kept(document):
    rejudged = rejudge(document, catalogue.load())
    assert rejudged.again
    assert rejudged.kept
    assert rejudged.changes == ()


def test_offline_requirements_that_only_one_version_has_are_told(document):
    other = copy.deepcopy(document)
    other["requirements"][0]["id"] = "BULK-0-0"
    told = changes(other)
    assert told["BULK-0-0"][1] is None
    assert told[document["requirements"][0]["id"]][0] is None


def test_old_ids_are_replaced_where_ids_stand_and_nowhere_else():
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


def test_without_ids_nothing_is_looked_for():
    assert not pattern([""], [""]).search("anything")


@pytest.mark.parametrize(
    "operation",
    [
        {"method": "FETCH", "path": "/Users", "bulkId": "a", "data": {}},
        {"method": "POST", "path": "/Users", "data": {}},
        {"method": "POST", "path": "Users", "bulkId": "a", "data": {}},
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": {}, "colour": "red"},
        {"method": "POST", "path": "/Users", "bulkId": 7, "data": {}},
        {"method": "PUT", "path": "/Users/1"},
        "no operation",
    ],
)
def test_a_job_that_may_be_malformed_on_purpose_is_not_taken_for_one(operation):
    schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]
    good = {"method": "DELETE", "path": "/Users/1"}
    assert job_of(json.dumps({"schemas": schemas, "Operations": [good]}).encode())
    assert job_of(json.dumps({"schemas": schemas, "Operations": [good, operation]}).encode()) is None
