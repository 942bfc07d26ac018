"""Equivalent paths and URLs have the same normal form."""

import pytest

from conformance.scim.paths import normal


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTP://Ann.Example:80/Users/Ann%40b", "http://ann.example/Users/Ann@b"),
        ("https://ann.example:443", "https://ann.example"),
        ("https://ann.example:/Users", "https://ann.example/Users"),
        ("http://[::1]:80/Users?a=B", "http://[::1]/Users?a=B"),
        ("http://[::80]/Users", "http://[::80]/Users"),
        ("/Users/%c3%a9", "/Users/%C3%A9"),
    ],
)
def test_equivalent_urls_have_the_same_normal_form(url: str, same: str) -> None:
    assert normal(url) == normal(same) == same


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("http://ann.example:443/Users", "http://ann.example/Users"),
        ("http://ann.example/users", "http://ann.example/Users"),
        ("http://ann.example/a%2fb", "http://ann.example/a/b"),
    ],
)
def test_different_urls_have_different_normal_forms(url: str, other: str) -> None:
    assert normal(url) != normal(other)
