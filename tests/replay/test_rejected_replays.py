"""A report that cannot be replayed is rejected with the reason, and nothing is sent."""

import pytest

from conformance.cli import main


def test_report_about_a_remote_server_sends_nothing(replay, changed):
    path = changed(lambda report: report["target"].update(base_url="https://scim.example.com/v2"))
    code, out, err = replay(None, file=path)
    assert (code, out) == (3, "")
    assert "scim.example.com" in err
    assert "Give its base URL" in err


@pytest.mark.parametrize(
    ("mutate", "complaint"),
    [
        (lambda report: report.pop("requirements"), "'requirements' is a required property"),
        (lambda report: report["suite"].update(name="another-tester"), "not a report of scim-conformance"),
        (lambda report: report["exchanges"][0]["request"].update(body={"base64": "?"}), "not a valid report"),
        (lambda report: report.update(profile="../../home/somebody.toml"), "--scim-profile"),
    ],
)
def test_foreign_report_is_rejected_with_a_reason(replay, changed, mutate, complaint):
    code, out, err = replay("repaired", file=changed(mutate))
    assert (code, out) == (3, "")
    assert complaint in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "no json", "[" * 100_000, '{"suite": NaN}', "\ud800", "[]"])
def test_invalid_report_file_is_rejected(replay, tmp_path, text):
    path = tmp_path / "report.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    code, _, err = replay("repaired", file=path)
    assert code == 3
    assert "not a report" in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--exchange", "99999"], "no exchange 99999"),
        (["--exchange", "1", "--requirement", "BULK-3.7.2-04"], "Leave one of them out"),
        (["--offline"], "Give REPORT alone"),
        (["--requirement", "bulk-3.7-04"], "BULK-3.7-04 is pass in the report"),
        (["--requirement", "BULK-0-0"], "is not mentioned in the report"),
    ],
)
def test_usage_error_says_what_to_do(replay, arguments, complaint):
    code, out, err = replay("repaired", *arguments)
    assert (code, out) == (3, "")
    assert complaint in err


def test_replayed_report_is_not_overwritten(replay, saved):
    before = saved.read_bytes()
    code, _, err = replay("repaired", "--report", str(saved.parent))
    assert code == 3
    assert "--scim-report" in err
    assert saved.read_bytes() == before


def test_server_without_a_response_is_unreachable(saved, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["replay", str(saved), "http://127.0.0.1:9/scim"]) == 4
    assert "No server responds" in capsys.readouterr().err
