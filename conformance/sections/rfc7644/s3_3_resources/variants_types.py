"""Permitted variations in the resource types that a server has besides users and groups."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import URN, Group, Required, Resource, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser


class Printer(Resource[Any]):
    """A printer with required attributes of several types."""

    __schema__ = URN("urn:example:params:scim:schemas:office:Printer")

    label: Annotated[str | None, Required.true] = None
    floor: Annotated[int | None, Required.true] = None
    paper: Annotated[str | None, Required.true] = Field(None, examples=["A4", "A3"])
    title: str | None = None


@variant("printers-too", permits=("RESOURCE-3.6-01",))
class PrintersToo(Behaviour):
    """The server has printers besides users and groups."""

    resources = (User[EnterpriseUser], Group, Printer)
