"""The registry of scenarios and checks, and the cases of a run."""

from conformance import sections
from conformance.check.registry import cases


def test_case_has_the_same_text_in_each_process():
    """Allure identifies a test by the text of its parameter, so the text must not contain an address."""
    sections.load()
    texts = [repr(case) for case in cases()]
    assert texts
    assert not [text for text in texts if " at 0x" in text]
    assert len(set(texts)) == len(texts)
