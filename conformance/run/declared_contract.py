"""What the tested server has promised besides the RFC: its profile, and its published contract."""

from dataclasses import dataclass
from pathlib import Path

from conformance.contract import openapi
from conformance.contract.openapi import Contract, ContractError
from conformance.requirements import profile
from conformance.requirements.profile import Profile, ProfileError
from conformance.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class DeclaredContract:
    """What a run holds the server to, besides the RFC.

    Attributes:
        profile: What deviates from the RFC.
        contract: What is published of the Bulk operation; None where nothing is known of it.
    """

    profile: Profile
    contract: Contract | None = None

    @classmethod
    def of(cls, settings: Settings) -> "DeclaredContract":
        """Read what the settings name: a profile, and a contract of its own or that of the profile.

        Raises:
            SettingsError: One of them cannot be used.
        """
        return cls.named(settings.profile, settings.contract)

    @classmethod
    def named(cls, profile_name: str, path: Path | None = None) -> "DeclaredContract":
        """Read a profile, and a contract of its own or the one that the profile names.

        Args:
            profile_name: Name of a profile, or path of a .toml file.
            path: An OpenAPI document; None for the profile's own.

        Raises:
            SettingsError: One of them cannot be used.
        """
        try:
            chosen = profile.load(profile_name)
            path = path or chosen.contract
            return cls(chosen, openapi.load(path) if path else None)
        except (ProfileError, ContractError) as error:
            raise SettingsError(str(error)) from None
