import base64
import json
from urllib.parse import parse_qs

import pytest

from conformance.client.oauth import TokenLost
from conformance.settings import OAuth, Secret, SettingsError

SECRET = "client:s3cret"


class Issuer:
    """A token endpoint that numbers its tokens, or sends a given response."""

    def __init__(self, **answer):
        self.asked = []
        self.answer = answer

    def __call__(self, request):
        self.asked.append(request)
        given = {"access_token": f"token-{len(self.asked)}", "token_type": "Bearer", **self.answer}
        return given.pop("status", 200), {}, json.dumps(given).encode()


class Service:
    """A server that accepts only one token, and records the tokens of its requests."""

    def __init__(self, valid=None):
        self.valid = valid
        self.shown = []

    def __call__(self, request):
        self.shown.append(request.headers["Authorization"])
        lets_in = self.valid is None or request.headers["Authorization"] == f"Bearer {self.valid}"
        return (200, {}, b"{}") if lets_in else (401, {}, b"{}")


@pytest.fixture
def target_of(http_server, open_target):
    """Return a function that opens a target with tokens of an issuer."""

    def start(issuer, service, **settings):
        client = OAuth(http_server(issuer) + "/token", "probe", Secret(SECRET), "scim")
        return open_target(http_server(service), oauth=client, **settings)

    return start


def get(target, **options):
    return target.send("GET", "/Users", purpose="read", **options)


def test_token_is_fetched_once_with_client_credentials(target_of):
    issuer, service = Issuer(expires_in=3600), Service()
    target = target_of(issuer, service)
    get(target)
    get(target)
    assert len(issuer.asked) == 1
    asked = issuer.asked[0]
    assert (asked.method, asked.path) == ("POST", "/token")
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")) == b"probe:client%3As3cret"
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["scim"]}
    assert service.shown == ["Bearer token-1", "Bearer token-1"]


def test_token_request_is_not_recorded(target_of):
    issuer = Issuer()
    target = target_of(issuer, lambda request: (200, {}, f'"{request.headers["Authorization"]}"'.encode()))
    exchange = get(target)
    assert exchange.response.body == b'"Bearer [redacted]"'
    assert len(target.exchanges) == target.requests == 1
    assert "token-1" not in repr(target.exchanges)


def test_token_endpoint_gets_no_other_credentials(target_of):
    issuer = Issuer()
    target_of(issuer, Service(), token=Secret("not-for-the-issuer"))
    assert "not-for-the-issuer" not in str(issuer.asked[0].headers)


def test_expired_token_is_renewed_before_a_request(target_of):
    issuer, service = Issuer(expires_in=1e-9), Service()
    target = target_of(issuer, service)
    get(target)
    get(target)
    assert service.shown == ["Bearer token-2", "Bearer token-3"]


@pytest.mark.parametrize("lifetime", [0, -5, "soon", None, True])
def test_token_without_a_lifetime_is_renewed_after_a_401(target_of, lifetime):
    issuer, service = Issuer(expires_in=lifetime), Service("token-1")
    target = target_of(issuer, service)
    get(target)
    get(target)
    assert len(issuer.asked) == 1
    service.valid = "token-2"
    assert get(target).status == 200
    assert [exchange.status for exchange in target.exchanges] == [200, 200, 401, 200]


def test_token_that_was_never_accepted_is_not_renewed(target_of):
    issuer = Issuer()
    target = target_of(issuer, Service("another"))
    assert get(target).status == get(target).status == 401
    assert len(issuer.asked) == 1


def test_invalid_credential_renews_no_token(target_of):
    issuer = Issuer()
    target = target_of(issuer, Service("token-1"))
    get(target)
    assert get(target, headers={"Authorization": "Bearer forged"}).status == 401
    assert len(issuer.asked) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": 401, "error": "invalid_client"}, "HTTP 401, invalid_client"),
        ({"status": 400, "error": SECRET, "error_description": SECRET}, "HTTP 400"),
        ({"access_token": None}, "HTTP 200"),
        ({"access_token": "a\r\nb"}, "HTTP 200"),
    ],
)
def test_endpoint_without_a_token_is_a_settings_error(target_of, answer, expected):
    with pytest.raises(SettingsError) as error:
        target_of(Issuer(**answer), Service())
    assert expected in str(error.value)
    assert "--scim-oauth-client-id" in str(error.value)
    assert SECRET not in str(error.value)


def test_endpoint_without_a_response_is_named(http_server, open_target):
    client = OAuth("http://127.0.0.1:1/token", "probe", Secret(SECRET))
    with pytest.raises(SettingsError, match=r"http://127\.0\.0\.1:1/token"):
        open_target(http_server(Service()), oauth=client)


def test_token_that_cannot_be_renewed_ends_the_run(target_of):
    issuer, service = Issuer(), Service()
    target = target_of(issuer, service)
    get(target)
    issuer.answer, service.valid = {"status": 503}, "gone"
    with pytest.raises(TokenLost, match="HTTP 503"):
        get(target)
