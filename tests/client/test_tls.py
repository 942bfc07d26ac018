"""What is agreed on by TLS: with the reference server over https, and with listeners of old."""

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
    """Return the PEM files of an authority, of a server and of a client."""
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
    """Return a function that starts the reference server over https."""

    def start(**options):
        return ReferenceServer(ReferenceConfig(), tls=Tls(files["server"], **options))

    return start


def get(open_target, server, **settings):
    target = open_target(server.base_url, token=Secret(server.token), **settings)
    return target.send("GET", "/Users", purpose="read")


def test_a_server_whose_authority_is_known_is_asked(serve, open_target, files):
    with serve() as server:
        assert server.base_url.startswith("https://")
        assert get(open_target, server, ca_bundle=files["authority"]).status == 200


def test_a_server_of_an_unknown_authority_is_not_asked(serve, open_target):
    with serve() as server:
        exchange = get(open_target, server)
    assert exchange.failure.kind == "tls"


def test_locations_of_a_server_by_https_are_https(serve, open_target, files):
    with serve() as server:
        target = open_target(server.base_url, token=Secret(server.token), ca_bundle=files["authority"])
        user = b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "anna"}'
        made = target.send("POST", "/Users", purpose="prepare", body=user)
        assert made.response.header("location").startswith(f"{server.base_url}/Users/")


def test_a_server_that_asks_for_a_certificate_is_shown_one(serve, open_target, files):
    shown = ClientCertificate(files["client"], files["key"])
    with serve(client_authorities=files["authority"]) as server:
        assert get(open_target, server, ca_bundle=files["authority"]).failure is not None
        exchange = get(open_target, server, ca_bundle=files["authority"], client_certificate=shown)
        assert exchange.status == 200


@pytest.fixture
def locked_key(files):
    """Return the client's key behind a password, and the password."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(files["key"].read_bytes(), None)
    hidden = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"open sesame"),
    )
    files["locked"].write_bytes(hidden)
    return files["locked"], Secret("open sesame")


def test_a_key_opens_with_its_password(serve, open_target, files, locked_key):
    key, password = locked_key
    shown = ClientCertificate(files["client"], key, password)
    with serve(client_authorities=files["authority"]) as server:
        exchange = get(open_target, server, ca_bundle=files["authority"], client_certificate=shown)
    assert exchange.status == 200


@pytest.mark.parametrize("password", [None, Secret("open barley")])
def test_a_key_that_does_not_open_is_told_without_the_password(open_target, files, locked_key, password):
    shown = ClientCertificate(files["client"], locked_key[0], password)
    with pytest.raises(SettingsError, match="--scim-client-key-password-env") as error:
        open_target("https://127.0.0.1:1", client_certificate=shown)
    assert "barley" not in str(error.value)
    assert str(files["client"]) in str(error.value)


@pytest.fixture
def old_server(files):
    """Serve TLS 1.0 and 1.1 alone, and return the URL."""
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


def test_an_outdated_server_is_seen_to_agree(old_server):
    attempt = try_outdated(old_server, 5)
    if attempt.problem.startswith("our own"):
        pytest.skip(attempt.problem)
    assert attempt.agreed in ("TLSv1", "TLSv1.1")


def test_a_current_server_is_seen_to_refuse(serve):
    with serve() as server:
        attempt = try_outdated(server.base_url, 5)
    assert (attempt.agreed, attempt.problem) == ("", "")


def test_a_connection_that_is_closed_at_once_is_a_refusal(raw_server):
    url = raw_server(lambda _: None).replace("http:", "https:")
    attempt = try_outdated(url, 5)
    assert (attempt.agreed, attempt.problem) == ("", "")


def test_a_server_that_says_nothing_proves_nothing(raw_server):
    quiet = threading.Event()
    url = raw_server(lambda _: quiet.wait(5)).replace("http:", "https:")
    assert "too long" in try_outdated(url, 0.2).problem
    quiet.set()


def test_a_server_that_is_not_there_proves_nothing():
    assert "no connection" in try_outdated("https://127.0.0.1:1", 5).problem
