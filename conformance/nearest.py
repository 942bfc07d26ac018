"""Which name was meant by one that nothing has."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the question whether one of the nearest known names was meant, to stand behind a sentence.

    Args:
        name: What was given, in any letter case.
        known: The names that there are.

    Returns:
        The question with a space before it; empty where no known name is near.
    """
    spelt = {each.lower(): each for each in known}
    near = [spelt[each] for each in get_close_matches(name.lower(), spelt, n=3)]
    return f" Did you mean {' or '.join(near)}?" if near else ""
