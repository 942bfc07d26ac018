"""What the tested server declares in addition to the RFC: its profile and its published contract."""

from dataclasses import dataclass
from pathlib import Path

from conformance.contract import openapi
from conformance.contract.openapi import Contract, ContractError
from conformance.requirements import profile
from conformance.requirements.profile import Profile, ProfileError
from conformance.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class DeclaredContract:
    """What a run judges the server by, in addition to the RFC.

    Attributes:
        profile: The declared deviations from the RFC.
        contract: The published contract of the Bulk operation; None without one.
    """

    profile: Profile
    contract: Contract | None = None

    @classmethod
    def of(cls, settings: Settings) -> "DeclaredContract":
        """Read the profile of the settings, and their contract or that of the profile.

        Raises:
            SettingsError: The profile or the contract cannot be used.
        """
        return cls.named(settings.profile, settings.contract)

    @classmethod
    def named(cls, profile_name: str, path: Path | None = None) -> "DeclaredContract":
        """Read a profile, and a contract or the one that the profile names.

        Args:
            profile_name: Name of a profile, or path of a .toml file.
            path: An OpenAPI document; None for that of the profile.

        Raises:
            SettingsError: The profile or the contract cannot be used.
        """
        try:
            chosen = profile.load(profile_name)
            path = path or chosen.contract
            return cls(chosen, openapi.load(path) if path else None)
        except (ProfileError, ContractError) as error:
            raise SettingsError(str(error)) from None
