"""A recording is the same after it was written to a file and read back."""

import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.exchange import Exchange, Failure, Request, Response
from conformance.requirements.verdicts import Verdict
from conformance.scim.attributes import Attribute
from conformance.scim.bulk_request import Job, Operation, ref
from conformance.scim.resource_types import DEFAULT_USERS, Extension, ResourceType, ResourceTypes
from conformance.scim.resources import group, user
from conformance.trace.builder import TraceBuilder, exchange, stored
from conformance.trace.recording import Ending, Recording, joined
from conformance.trace.serialization import TraceFileError, dump, load, read, write

texts = st.text(max_size=8)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
exchanges = st.builds(
    Exchange,
    st.just(1),
    st.sampled_from(["bulk", "single"]),
    st.builds(Request, texts, texts, st.just((("A", "b"),)), st.binary(max_size=20)),
    st.none() | st.builds(Response, st.integers(100, 599), st.just(()), st.binary(max_size=20), st.just(1.5)),
    st.none() | st.builds(Failure, st.sampled_from(["timeout", "reset"]), texts),
    texts,
    st.none() | st.datetimes(timezones=st.timezones()),
)
operations = st.builds(
    Operation,
    st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]),
    texts,
    st.none() | texts,
    st.none() | st.dictionaries(texts, documents, max_size=3),
    st.none() | texts,
)
jobs = st.builds(
    Job,
    st.lists(operations, max_size=3).map(tuple),
    st.none() | st.integers(),
    st.dictionaries(st.integers(0, 3), documents, max_size=2),
)


def recorded(*traces):
    numbered = {bulk.exchange.n: bulk.exchange for trace in traces for bulk in trace.bulk_requests}
    numbered |= {single.n: single for trace in traces for single in trace.singles.values()}
    for trace in traces:
        for bulk in trace.bulk_requests:
            read = [found.exchange for found in (*bulk.before.resources, *bulk.after.resources)]
            numbered |= {each.n: each for each in (*read, *bulk.after.reads.values())}
    return Recording(traces={trace.scenario: trace for trace in traces}, exchanges=numbered)


def a_trace():
    builder = TraceBuilder("forward-reference")
    builder.bulk(
        Operation("POST", "/Users", "a", user("anna")),
        Operation("POST", "/Groups", "g", group("circle", ref("a"))),
    )
    builder.single("again", exchange("POST", "/Users", 409, b"\xff not JSON"))
    return builder.control("POST", "/Groups", "refused as a single request too").build()


@given(job=jobs, sent=exchanges)
def test_any_bulk_request_and_exchange_survive(job, sent):
    trace = TraceBuilder().bulk(response=sent).build()
    (bulk,) = trace.bulk_requests
    trace = type(trace)(
        "scenario", (type(bulk)(type(bulk.answer)(bulk.exchange, job), bulk.before, bulk.after),)
    )
    recording = recorded(trace)
    assert load(dump(recording)) == recording


def test_everything_else_of_a_recording_survives():
    recording = recorded(a_trace())
    recording.unmet["groups"] = "POST /Groups got HTTP 403"
    recording.endings["x"] = Ending(Verdict.BLOCKED, "the target is gone", cut_short=True)
    recording.controls["plain"] = TraceBuilder("plain").build()
    assert load(dump(recording)) == recording


PRINTER = ResourceType(
    "Printer",
    "/Printers",
    "urn:printer",
    (Extension("urn:lease", True, (Attribute("until", "dateTime", mutability="immutable"),)),),
    (
        Attribute("label", required=True, case_exact=True, uniqueness="server"),
        Attribute("pin", returned="never", mutability="writeOnly"),
        Attribute("paper", canonical_values=("A4", 3)),
        Attribute("trays", "complex", True, sub_attributes=(Attribute("$ref", reference_types=("Tray",)),)),
    ),
    "label",
)


def test_resource_types_survive_with_their_attributes_and_are_stored_once():
    trace = a_trace()
    types = ResourceTypes((DEFAULT_USERS, PRINTER))
    bulk = replace(trace.bulk_requests[0], resource_types=types)
    single = replace(trace.single_requests["again"], resource_types=types)
    data = dump(recorded(replace(trace, bulk_requests=(bulk,), single_requests={"again": single})))
    loaded = load(data).traces["forward-reference"]
    assert loaded.bulk_requests[0].resource_types == types
    assert loaded.single_requests["again"].resource_types is loaded.bulk_requests[0].resource_types
    assert loaded.bulk_requests[0].resource_types.of("/Printers/1") == PRINTER
    assert gzip.decompress(data).count(b"urn:printer") == 1


def test_shared_resource_is_stored_once():
    anna = stored("/Users/1", userName="anna", displayName="only once")
    builder = TraceBuilder().bulk(Operation("DELETE", "/Users/2"), after=[anna])
    recording = recorded(builder.bulk(Operation("DELETE", "/Users/1"), before=[anna]).build())
    data = dump(recording)
    assert gzip.decompress(data).partition(b'"objects"')[2].count(b"only once") == 1
    first, second = load(data).traces["scenario"].bulk_requests
    assert second.before.resources[0] is first.after.resources[0]


def test_loaded_effects_are_judged_like_recorded_ones():
    loaded = load(dump(recorded(a_trace()))).traces["forward-reference"]
    assert [effect.code for effect in loaded.effects()] == [201, 201]
    assert loaded.singles["again"].problem.startswith("the body is not UTF-8")


def test_exchanges_of_another_process_are_renumbered_with_everything_that_cites_them():
    recording = load(dump(recorded(a_trace())), shift=10)
    assert list(recording.exchanges) == [11, 12]
    (bulk,) = recording.traces["forward-reference"].bulk_requests
    assert bulk.exchange is recording.exchanges[11]


def test_recordings_of_several_processes_become_one():
    first, second = recorded(TraceBuilder("one").bulk().build()), recorded(TraceBuilder("two").bulk().build())
    whole = joined([first, load(dump(second), shift=1)])
    assert [*whole.traces] == ["two", "one"]
    assert [*whole.exchanges] == [1, 2]


def test_secrets_in_what_was_meant_to_be_sent_are_redacted():
    trace = TraceBuilder().bulk(Operation("POST", "/Users", "a", {"password": "canary"})).build()
    data = dump(recorded(trace), lambda text: text.replace("canary", "[redacted]"))
    assert b"canary" not in gzip.decompress(data).split(b'"recording"')[1]


def test_value_without_a_json_type_raises_a_type_error():
    with pytest.raises(TypeError, match="a trace holds a object"):
        dump(
            recorded(
                TraceBuilder()
                .bulk(
                    Operation("POST", "/Users", "a", {"x": object()}),
                    results=[201],
                    response=exchange("POST", "/Bulk", 200),
                )
                .build()
            )
        )


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"format": 99}, "format 99; this version reads format 2"),
        ({"format": 2, "exchanges": [], "objects": [], "recording": {"$": ["Popen", {}]}}, "KeyError"),
        ({"format": 2, "exchanges": [], "objects": [], "recording": 7}, "it holds no recording"),
        ({"format": 2, "exchanges": [], "objects": [], "recording": {"$exchange": 7}}, "KeyError"),
        ([], "TypeError"),
    ],
)
def test_file_with_other_content_is_rejected(document, reason):
    with pytest.raises(TraceFileError, match=reason):
        load(gzip.compress(json.dumps(document).encode()))


def test_uncompressed_file_is_rejected():
    with pytest.raises(TraceFileError, match="cannot be read"):
        load(b"{}")


def test_error_for_missing_traces_names_the_setting(tmp_path):
    with pytest.raises(TraceFileError, match="without --no-traces"):
        read(tmp_path)


def test_traces_of_an_earlier_run_do_not_stay_beside_another_report(tmp_path):
    write(dump(Recording()), tmp_path)
    assert read(tmp_path) == Recording()
    write(b"", tmp_path)
    assert not [*tmp_path.iterdir()]


def test_resource_of_the_builder_has_the_id_of_its_path():
    assert stored("/Users/7", userName="anna").id == "7"
