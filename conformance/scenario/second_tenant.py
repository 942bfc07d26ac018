"""The second tenant of a run: its own connection, its own credentials, its own journal."""

from dataclasses import replace

from conformance.client.cleanup import Leftover, clean_up
from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.client.journal import Journal
from conformance.settings import OtherTenant, Settings


def next_door(settings: Settings, tenant: OtherTenant) -> Settings:
    """Return the settings for requests to a second tenant, without the secrets of the tested tenant."""
    plain = tuple(header for header in settings.headers if not header.sensitive)
    return replace(settings, url=tenant.url, token=tenant.token, basic=None, oauth=None, headers=plain)


class SecondTenant:
    """A second tenant of the tested server.

    Its requests carry its own token, and those headers of the settings that hold no secret. It is assumed to
    have the capabilities of the tested tenant, since both are on one server.

    Args:
        beside: The tested tenant; request log and budget are shared.
        settings: The settings of the run; they name the second tenant.
        prefix: Beginning of every name of the run.

    Attributes:
        target: Sends its requests.
        journal: The names that the run uses in it.

    Raises:
        SettingsError: Its settings cannot be used.
        JournalError: The journal cannot be written.
    """

    def __init__(self, beside: Target, settings: Settings, prefix: str) -> None:
        assert settings.other_tenant
        self._settle = settings.settle
        self.target = Target(next_door(settings, settings.other_tenant), beside)
        self.journal = Journal(settings.report / f"{prefix}other-journal.jsonl", prefix, self.target.base_url)

    def close(self, capabilities: Capabilities) -> tuple[Leftover, ...]:
        """Delete what the run created there and return what is left, by URL; then the journal stays."""
        left = clean_up(self.target, self.journal, capabilities, self._settle)
        leftovers = tuple(replace(each, path=self.target.url(each.path)) for each in left)
        self.journal.close()
        self.target.close()
        if not leftovers:
            self.journal.path.unlink(missing_ok=True)
        return leftovers
