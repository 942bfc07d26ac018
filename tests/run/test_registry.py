"""Scenarios and checks, and what becomes of them in a run."""

from conformance import sections
from conformance.check.registry import cases


def test_case_has_the_same_text_in_each_process():
    """Allure knows a test of pytest again by the text of its parameter, which no address may stand in."""
    sections.load()
    texts = [repr(case) for case in cases()]
    assert texts
    assert not [text for text in texts if " at 0x" in text]
    assert len(set(texts)) == len(texts)
