"""Resolve settings, or return the message of their rejection."""

import pytest

from conformance.settings import SettingsError, resolve


def settings(environ=None, ini=None, **flags):
    return resolve(flags, environ or {}, ini or {})


def rejection(environ=None, ini=None, **flags):
    with pytest.raises(SettingsError) as error:
        settings(environ, ini, **flags)
    return str(error.value)
