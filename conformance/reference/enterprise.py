"""The enterprise extension of users (RFC 7643 section 4.3)."""

from typing import Annotated, Any

import scim2_models
from pydantic import Field
from scim2_models import CaseExact, Reference, User


class Manager(scim2_models.Manager):
    """A user's manager: the RFC recommends both attributes and requires neither."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Annotated[Reference[User[Any]] | None, Field(alias="$ref")] = None


class EnterpriseUser(scim2_models.EnterpriseUser):
    """The extension, with a manager that may have only an id."""

    manager: Manager | None = None
