"""scim2-server as an ASGI application, for runs in process."""

from scim2_models import ScimProvider, UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.testserver.application import BEARER_TOKEN_SCHEME
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from tests.interop.servers import TOKEN


class TokenApplication(ASGIApplication):
    """Accept only requests with the token, as the command scim2-server does."""

    def check_auth(self, request: ScimRequest) -> None:
        if request.header("Authorization") != f"Bearer {TOKEN}":
            raise UnauthorizedException


def _provider() -> ScimProvider:
    """Return the configuration that the command scim2-server uses."""
    config = load_default_service_provider_config()
    config.authentication_schemes = [*(config.authentication_schemes or []), BEARER_TOKEN_SCHEME]
    return ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )


app = TokenApplication(AsyncInMemoryStorage(), _provider())
