"""Giving settings, and seeing them refused."""

import pytest

from conformance.settings import SettingsError, resolve


def settings(environ=None, ini=None, **flags):
    return resolve(flags, environ or {}, ini or {})


def refused(environ=None, ini=None, **flags):
    with pytest.raises(SettingsError) as error:
        settings(environ, ini, **flags)
    return str(error.value)
