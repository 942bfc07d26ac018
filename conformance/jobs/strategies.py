"""Hypothesis strategies for bulk requests, for use in the tests of a SCIM server.

Example::

    from hypothesis import given
    from conformance.jobs.strategies import shapes

    @given(shapes(existing={"ann": "User"}))
    def test_bulk(job): ...
"""

from conformance.exploration.strategies import shapes

__all__ = ["shapes"]
