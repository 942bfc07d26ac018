"""The settings of a run. One table defines all flags, environment variables and ini keys."""

from conformance.settings.address import is_loopback, require_target
from conformance.settings.model import (
    IN_PROCESS,
    ClientCertificate,
    Header,
    OAuth,
    OtherTenant,
    Secret,
    Settings,
    SettingsError,
    draw_password,
)
from conformance.settings.project import project_settings
from conformance.settings.resolution import draw_seed, resolve
from conformance.settings.table import SETTINGS, Setting

__all__ = [
    "IN_PROCESS",
    "SETTINGS",
    "ClientCertificate",
    "Header",
    "OAuth",
    "OtherTenant",
    "Secret",
    "Setting",
    "Settings",
    "SettingsError",
    "draw_password",
    "draw_seed",
    "is_loopback",
    "project_settings",
    "require_target",
    "resolve",
]
