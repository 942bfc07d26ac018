"""The failures of a report are tested again, against the reference server with and without the faults."""

import json
import re

from tests.replay.saved_reports import asked, entry, numbers


def test_fixed_server_has_all_findings_fixed_and_no_leftovers(replay, servers, tmp_path):
    code, out, _ = replay("repaired")
    assert code == 0, out
    assert "STILL FAILS" not in out
    for shown in ("FIXED        BULK-3.7.2-04", "FIXED        BULK-3.7.3-04", "in generated-jobs"):
        assert shown in out
    assert asked(servers["repaired"], "/Users")["totalResults"] == 0
    assert json.loads((tmp_path / "scim-replay/report.json").read_text())["verdict"] != "not-conformant"


def test_faulty_server_still_fails(replay):
    code, out, _ = replay("broken")
    assert code == 1
    assert "FIXED" not in out
    assert re.search(r"^STILL FAILS +BULK-3.7.2-04 \w+ in forward-reference$", out, re.MULTILINE)


def test_local_server_of_the_report_is_used(replay):
    code, out, _ = replay(None, "--requirement", "BULK-3.7.2-04")
    assert code == 1
    assert "BULK-3.7.3-04" not in out


def test_same_generated_requests_are_resent(replay, document, tmp_path):
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


def test_finding_without_its_generated_request_is_not_fixed(replay, changed):
    def forget(report):
        for each in report["exchanges"]:
            each.pop("shape", None)

    code, out, _ = replay("repaired", file=changed(forget))
    assert code == 2
    assert re.search(
        r"^DIFFERENT .* in generated-jobs\n.*\n +now untested: the report does not contain", out, re.MULTILINE
    )


def test_changed_generated_request_is_rejected(replay, changed):
    def send_malformed(report):
        for each in report["exchanges"]:
            if "shape" in each:
                each["shape"]["failOnErrors"] = 1.0

    code, _, err = replay("repaired", file=changed(send_malformed))
    assert code == 3
    assert "1.0" in err


def test_unknown_check_is_different(replay, changed):
    def rename(report):
        for requirement in report["requirements"]:
            for finding in requirement["findings"]:
                finding["check"] = "of_another_version"

    code, out, _ = replay("repaired", file=changed(rename))
    assert code == 2
    assert "this version does not have the check" in out


def test_blocked_finding_is_not_fixed(replay, monkeypatch):
    monkeypatch.setenv("SCIM_MAX_REQUESTS", "6")
    code, out, _ = replay("repaired", "--requirement", "BULK-3.7.2-04")
    assert code == 2, out
    assert "now blocked" in out
