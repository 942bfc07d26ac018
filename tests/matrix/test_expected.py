"""The expected matrix is complete and has the required verdicts; nothing is played here."""

from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.matrix import expected
from tests.matrix.play import Played
from tests.matrix.survivors import SURVIVORS, TOLERATED, weak

BY_HANDSHAKE = {"SECURITY-7.2-01", "SECURITY-7.2-02"}
"""Requirements of TLS, for which there are no faults: table tests show that the checks fail."""

HINT = f"run '{expected.COMMAND}', or only some with NAMES='...'"


def test_file_lists_every_fault_and_variant() -> None:
    assert expected.load().keys() == {*FAULTS, *VARIANTS}, HINT


def test_file_is_written_as_the_command_writes_it() -> None:
    assert expected.PATH.read_text(encoding="utf-8") == expected.dump(expected.load())


def test_expected_requirements_exist() -> None:
    known = {entry.id for entry in catalogue.load()}
    for name, bad in expected.load().items():
        assert bad.keys() <= known, name


def test_declared_requirements_exist() -> None:
    known = {entry.id for entry in catalogue.load()}
    declared = {id_ for fault in FAULTS.values() for id_ in fault.breaks}
    declared |= {id_ for variant in VARIANTS.values() for id_ in variant.permits}
    assert declared <= known


def test_faults_fail_what_they_break_or_are_listed() -> None:
    found = {pair for name in FAULTS for pair in weak(name, expected.load()[name])}
    assert found == TOLERATED.keys() | SURVIVORS.keys()
    assert not TOLERATED.keys() & SURVIVORS.keys()


def test_tolerated_faults_have_a_reading_that_tolerates_them() -> None:
    assert [pair for pair in TOLERATED if len(catalogue.load()[pair[1]].readings) < 2] == []


def test_variants_are_expected_to_get_warnings_only() -> None:
    verdicts = {verdict for name in VARIANTS for verdict in expected.load()[name].values()}
    assert verdicts == {Verdict.WARN}


def test_every_binding_requirement_has_a_fault() -> None:
    broken = {id_ for fault in FAULTS.values() for id_ in fault.breaks}
    testable = {entry.id for entry in catalogue.load() if entry.testable and entry.level is not Level.MAY}
    assert testable - broken == BY_HANDSHAKE


def test_differences_name_the_requirement_and_both_verdicts() -> None:
    name = "no-echo"
    missing, *others = expected.load()[name]
    verdicts = dict(expected.load()[name])
    verdicts |= {missing: Verdict.PASS, "CORE-2.1-01": Verdict.FAIL}
    lines = expected.differences(name, Played(verdicts, {"CORE-2.1-01": []}, (), ()))
    assert others
    assert lines == [
        f"no-echo: {missing}: expected fail, got pass",
        "no-echo: CORE-2.1-01: expected no failure, got fail",
    ]


def test_differences_tell_a_warning_from_a_failure() -> None:
    name = "no-echo"
    verdicts = dict.fromkeys(expected.load()[name], Verdict.WARN)
    played = Played(verdicts, {id_: [] for id_ in verdicts}, (), ())
    assert expected.differences(name, played) == [
        f"no-echo: {id_}: expected fail, got warn" for id_ in sorted(verdicts)
    ]
