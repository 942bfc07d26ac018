from conformance.report.excerpt import LEAST_FOLDED, SHOWN, excerpt


def text_of(parts, *, folded=None):
    return "".join(text for part in parts for text, _ in part.runs if folded in (None, part.folded))


def lines(number):
    return "".join(f"line {n}\n" for n in range(number))


def test_short_text_is_one_part():
    (part,) = excerpt(lines(SHOWN))
    assert (part.rows, part.folded, text_of([part])) == (SHOWN, False, lines(SHOWN))


def test_empty_text_has_no_parts():
    assert excerpt("") == []


def test_parts_of_a_long_text_are_complete():
    parts = excerpt(lines(500))
    assert [part.folded for part in parts] == [False, True]
    assert sum(part.rows for part in parts) == 500
    assert text_of(parts) == lines(500)


def test_few_rows_are_not_folded():
    assert len(excerpt(lines(SHOWN + LEAST_FOLDED - 1))) == 1
    assert len(excerpt(lines(SHOWN + LEAST_FOLDED))) == 2


def test_marked_place_is_in_the_visible_part():
    text = lines(500)
    begin = text.index("line 300")
    parts = excerpt(text, [(begin, begin + 8)])
    assert [part.folded for part in parts] == [True, False, True]
    assert [text for part in parts for text, marked in part.runs if marked] == ["line 300"]
    assert "line 299\n" in text_of(parts, folded=False)
    assert text_of(parts) == text


def test_long_line_is_split():
    parts = excerpt("x" * 100_000)
    assert [part.folded for part in parts] == [False, True]
    assert text_of(parts) == "x" * 100_000


def test_overlapping_marks_do_not_repeat_text():
    parts = excerpt("abcdef", [(1, 4), (2, 6)])
    assert parts[0].runs == (("a", False), ("bcd", True), ("ef", False))


def test_mark_continues_in_the_folded_part():
    parts = excerpt(lines(200), [(0, len(lines(200)))])
    assert all(marked for part in parts for _, marked in part.runs)
    assert text_of(parts) == lines(200)
