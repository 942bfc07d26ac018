"""Suggest similar names for an unknown name."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the question whether a similar name was meant, to append to a sentence.

    Args:
        name: The unknown name, in any letter case.
        known: The known names.

    Returns:
        The question with a space before it; empty if no known name is similar.
    """
    by_lower_case = {each.lower(): each for each in known}
    near = [by_lower_case[each] for each in get_close_matches(name.lower(), by_lower_case, n=3)]
    return f" Did you mean {' or '.join(near)}?" if near else ""
