"""The data about the texts of the RFCs."""

import pytest

from tests.requirements.rfc_lines import describe, main, read, write

TEXT = """
   1.  Colours .................................. 1
1.  Colours

   A painter MUST choose a colour.  A second one is OPTIONAL, and SHOULD
   NOT be brighter than the first, the third and the fourth one, which
Painter, et al.               For the Tests                     [Page 1]
\f
RFC 0001                  Colours                          November 2026

   painters MAY mix.

1.1.  Grey

   A painter must   not use grey.

2.  Shapes
3.  Sizes
"""


@pytest.fixture(scope="module")
def rfc():
    return describe(TEXT)


def number_of(start):
    return next(n for n, line in enumerate(TEXT.split("\n"), 1) if line.strip().startswith(start))


def test_keywords_are_those_in_capitals_and_a_split_one_belongs_to_both_lines(rfc):
    found = {n: line.keywords for n, line in enumerate(rfc.lines, 1) if line.keywords}
    first = number_of("A painter MUST")
    assert found == {
        first: ["MUST", "OPTIONAL", "SHOULD NOT"],
        first + 1: ["SHOULD NOT"],
        number_of("painters MAY"): ["MAY"],
    }


def test_section_ends_at_the_next_heading_of_its_depth(rfc):
    assert rfc.headings() == [
        (number_of("1.  Colours") + 1, "1"),
        (number_of("1.1."), "1.1"),
        (number_of("2."), "2"),
        (number_of("3."), "3"),
    ]
    assert rfc.range_of("1") == range(number_of("1.  Colours") + 1, number_of("2."))
    assert rfc.range_of("1.1") == range(number_of("1.1."), number_of("2."))
    assert rfc.section_of(number_of("painters MAY")) == "1"
    assert rfc.section_of(number_of("A painter must")) == "1.1"


def test_hash_of_a_line_depends_on_its_words_only(rfc):
    grey = number_of("A painter must")
    assert rfc.lines[grey - 1].hash == describe(" A painter must not use grey.").lines[0].hash != ""
    assert rfc.lines[grey - 1].hash != describe("A painter must not use gray.").lines[0].hash
    assert describe(" \n\f").lines[0].hash == ""


def test_eight_words_in_a_row_are_copied_and_seven_are_not(rfc):
    assert rfc.copied("the painter MUST choose a colour. A second") == []
    assert rfc.copied("a painter must choose: a colour, a SECOND") == [
        "a painter must choose a colour a second",
    ]


def test_copied_phrase_across_a_page_break_is_found(rfc):
    assert rfc.copied("the third and the fourth one, which painters") == [
        "the third and the fourth one which painters"
    ]


def test_written_data_is_read_back_and_holds_no_word_of_the_text(rfc, tmp_path):
    write(1, rfc, tmp_path)
    assert read(1, tmp_path) == rfc
    kept = (tmp_path / "rfc1.lines").read_text(encoding="ascii").lower()
    assert not any(word in kept for word in ("painter", "colour", "grey", "shapes"))
    assert len(kept.split("\n")) == len(TEXT.split("\n"))


def test_main_writes_the_data_of_each_text(tmp_path, capsys):
    (tmp_path / "rfc1.txt").write_text(TEXT, encoding="utf-8")
    main([str(tmp_path / "rfc1.txt")], tmp_path / "data")
    assert read(1, tmp_path / "data") == describe(TEXT)
    assert "RFC 1" in capsys.readouterr().out
