"""TLS with the reference server, and with servers that support only outdated versions."""

import socket
import ssl
import threading
import warnings

import pytest
import trustme

from conformance.client.tls import try_outdated
from conformance.reference.server import ReferenceConfig, ReferenceServer, Tls
from conformance.settings import ClientCertificate, Secret, SettingsError


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def files(authority, tmp_path_factory):
    """Return PEM files of an authority, a server and a client."""
    folder = tmp_path_factory.mktemp("tls")
    paths = {name: folder / f"{name}.pem" for name in ("authority", "server", "client", "key", "locked")}
    authority.cert_pem.write_to_path(paths["authority"])
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(paths["server"])
    client = authority.issue_cert("client@example.com")
    client.cert_chain_pems[0].write_to_path(paths["client"])
    client.private_key_pem.write_to_path(paths["key"])
    return paths


@pytest.fixture
def serve(files):
    """Return a function that starts the reference server with TLS."""

    def start(**options):
        return ReferenceServer(ReferenceConfig(), tls=Tls(files["server"], **options))

    return start


def get(open_target, server, **settings):
    target = open_target(server.base_url, token=Secret(server.token), **settings)
    return target.send("GET", "/Users", purpose="read")


def test_server_with_a_trusted_certificate_is_requested(serve, open_target, files):
    with serve() as server:
        assert server.base_url.startswith("https://")
        assert get(open_target, server, ca_bundle=files["authority"]).status == 200


def test_server_with_an_untrusted_certificate_is_a_failure(serve, open_target):
    with serve() as server:
        exchange = get(open_target, server)
    assert exchange.failure.kind == "tls"


def test_location_of_a_server_with_tls_is_https(serve, open_target, files):
    with serve() as server:
        target = open_target(server.base_url, token=Secret(server.token), ca_bundle=files["authority"])
        user = b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "anna"}'
        made = target.send("POST", "/Users", purpose="prepare", body=user)
        assert made.response.header("location").startswith(f"{server.base_url}/Users/")


def test_client_certificate_is_sent(serve, open_target, files):
    shown = ClientCertificate(files["client"], files["key"])
    with serve(client_authorities=files["authority"]) as server:
        assert get(open_target, server, ca_bundle=files["authority"]).failure is not None
        exchange = get(open_target, server, ca_bundle=files["authority"], client_certificate=shown)
        assert exchange.status == 200


@pytest.fixture
def locked_key(files):
    """Return the encrypted key of the client and its password."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(files["key"].read_bytes(), None)
    hidden = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"open sesame"),
    )
    files["locked"].write_bytes(hidden)
    return files["locked"], Secret("open sesame")


def test_encrypted_key_is_read_with_its_password(serve, open_target, files, locked_key):
    key, password = locked_key
    shown = ClientCertificate(files["client"], key, password)
    with serve(client_authorities=files["authority"]) as server:
        exchange = get(open_target, server, ca_bundle=files["authority"], client_certificate=shown)
    assert exchange.status == 200


@pytest.mark.parametrize("password", [None, Secret("open barley")])
def test_wrong_key_password_is_reported_and_not_shown(open_target, files, locked_key, password):
    shown = ClientCertificate(files["client"], locked_key[0], password)
    with pytest.raises(SettingsError, match="--scim-client-key-password-env") as error:
        open_target("https://127.0.0.1:1", client_certificate=shown)
    assert "barley" not in str(error.value)
    assert str(files["client"]) in str(error.value)


@pytest.fixture
def old_server(files):
    """Start a server with only TLS 1.0 and 1.1 and return its URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(files["server"])
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def agree():
            connection, _ = listener.accept()
            with connection, context.wrap_socket(connection, server_side=True):
                pass

        thread = threading.Thread(target=agree, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


def test_server_with_outdated_tls_accepts_the_handshake(old_server):
    attempt = try_outdated(old_server, 5)
    if attempt.problem.startswith("our own"):
        pytest.skip(attempt.problem)
    assert attempt.agreed in ("TLSv1", "TLSv1.1")


def test_server_with_current_tls_rejects_the_handshake(serve):
    with serve() as server:
        attempt = try_outdated(server.base_url, 5)
    assert (attempt.agreed, attempt.problem) == ("", "")


def test_closed_connection_is_a_rejection(raw_server):
    url = raw_server(lambda _: None).replace("http:", "https:")
    attempt = try_outdated(url, 5)
    assert (attempt.agreed, attempt.problem) == ("", "")


def test_handshake_without_a_response_has_no_result(raw_server):
    quiet = threading.Event()
    url = raw_server(lambda _: quiet.wait(5)).replace("http:", "https:")
    assert "did not finish in time" in try_outdated(url, 0.2).problem
    quiet.set()


def test_handshake_without_a_connection_has_no_result():
    assert "no connection" in try_outdated("https://127.0.0.1:1", 5).problem
