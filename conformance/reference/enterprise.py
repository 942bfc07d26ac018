"""The enterprise extension of users as RFC 7643 4.3 has it."""

from typing import Annotated, Any

import scim2_models
from pydantic import Field
from scim2_models import CaseExact, Reference, User


class Manager(scim2_models.Manager):
    """A user's manager: the RFC recommends both of its attributes and requires neither."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Annotated[Reference[User[Any]] | None, Field(alias="$ref")] = None


class EnterpriseUser(scim2_models.EnterpriseUser):
    """The extension whose manager may be given by id alone."""

    manager: Manager | None = None
