"""The key store: made once, never remade, private to its owner, and readable by openssl."""

from __future__ import annotations

import base64
import hashlib
import json
import multiprocessing
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from registry.domain.errors import SigningError
from registry.trust.development_ca import DEVELOPMENT_LABEL
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose, verifies

PRIVATE = {"root", "issuing", "seal", "attestation", "bundle"}
USED = (
    "seal.key.pem",
    "attestation.key.pem",
    "bundle.key.pem",
    "seal.pem",
    "issuing.pem",
    "root.pem",
    "root.crl",
    "issuing.crl",
    "attestation.pub.pem",
    "bundle.pub.pem",
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    KeyStore.open(tmp_path / "keys", create=True)
    return tmp_path / "keys"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _kids(store: KeyStore) -> list[str]:
    return [store.signer("seal").kid, store.signer("attestation").kid, store.signer("bundle").kid]


def test_only_the_owner_may_enter_the_directory_and_read_private_keys(directory: Path) -> None:
    assert _mode(directory) == 0o700
    private = sorted(directory.glob("*.key.pem"))
    assert {path.name.removesuffix(".key.pem") for path in private} == PRIVATE
    assert {_mode(path) for path in private} == {0o600}
    assert all(path.read_text().startswith("-----BEGIN PRIVATE KEY-----") for path in private)


def test_it_opens_again_with_the_same_keys_whether_or_not_it_may_create(directory: Path) -> None:
    first, second = KeyStore.open(directory, create=True), KeyStore.open(directory, create=False)
    assert _kids(first) == _kids(second)
    assert len(set(_kids(first))) == 3


def test_without_keys_and_without_leave_to_make_them_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="no signing keys") as caught:
        KeyStore.open(tmp_path / "keys", create=False)
    assert caught.value.remedy
    assert not (tmp_path / "keys").exists()


def test_an_empty_directory_becomes_the_key_store_and_a_private_one(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    KeyStore.open(tmp_path / "keys", create=True)
    assert _mode(tmp_path / "keys") == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


@pytest.mark.parametrize("name", USED)
def test_a_missing_file_is_an_error_and_never_made_again(directory: Path, name: str) -> None:
    (directory / name).unlink()
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    with pytest.raises(SigningError, match=name) as caught:
        KeyStore.open(directory, create=True)
    assert "backup" in caught.value.remedy
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before


@pytest.mark.parametrize("name", USED)
def test_a_damaged_file_is_an_error(directory: Path, name: str) -> None:
    path = directory / name
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(SigningError, match=name):
        KeyStore.open(directory, create=True)


@pytest.mark.parametrize("name", USED)
def test_a_file_of_other_keys_is_an_error(directory: Path, name: str, stranger: KeyStore) -> None:
    path = directory / name
    path.write_bytes((stranger.directory / name).read_bytes())
    with pytest.raises(SigningError, match="cannot be used"):
        KeyStore.open(directory, create=True)


@pytest.mark.parametrize(("name", "mode"), [(".", 0o750), ("seal.key.pem", 0o640), ("bundle.key.pem", 0o604)])
def test_keys_that_others_may_read_are_refused(directory: Path, name: str, mode: int) -> None:
    (directory / name).chmod(mode)
    with pytest.raises(SigningError, match="open to other users") as caught:
        KeyStore.open(directory, create=False)
    assert "chmod" in caught.value.remedy


def _open_in_child(directory: Path, answers: multiprocessing.Queue[list[str]], start: object) -> None:
    start.wait()  # type: ignore[attr-defined] # multiprocessing's Barrier has no public type
    answers.put(_kids(KeyStore.open(directory, create=True)))


def test_processes_that_start_together_end_up_with_the_same_keys(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers, start = context.Queue(), context.Barrier(4)
    children = [
        context.Process(target=_open_in_child, args=(tmp_path / "keys", answers, start)) for _ in range(4)
    ]
    for child in children:
        child.start()
    kids = [answers.get(timeout=60) for _ in children]
    for child in children:
        child.join()
    assert all(one == kids[0] for one in kids)
    assert _kids(KeyStore.open(tmp_path / "keys", create=False)) == kids[0]
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_openssl_accepts_the_chain_with_both_revocation_lists(directory: Path, tmp_path: Path) -> None:
    lists = tmp_path / "lists.pem"
    lists.write_bytes(
        b"".join(
            x509.load_der_x509_crl((directory / name).read_bytes()).public_bytes(Encoding.PEM)
            for name in ("root.crl", "issuing.crl")
        )
    )
    done = subprocess.run(
        [
            *("openssl", "verify", "-x509_strict", "-crl_check_all", "-CRLfile", str(lists)),
            *("-CAfile", "root.pem", "-untrusted", "issuing.pem", "seal.pem"),
        ],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "seal.pem: OK", done.stderr


def test_the_certificates_say_that_they_are_not_for_production(keystore: KeyStore) -> None:
    for certificate in (keystore.seal.certificate, *keystore.seal.authorities):
        assert DEVELOPMENT_LABEL in certificate.subject.rfc4514_string()
    assert keystore.seal.is_development


def test_a_key_is_named_by_the_digest_of_its_public_half(keystore: KeyStore) -> None:
    der = subprocess.run(
        ["openssl", "pkey", "-in", keystore.directory / "attestation.key.pem", "-pubout", "-outform", "DER"],
        capture_output=True,
        check=True,
    ).stdout
    assert keystore.signer(KeyPurpose.ATTESTATION).kid == f"sha256:{hashlib.sha256(der).hexdigest()}"


def test_the_public_bundle_has_everything_to_verify_with_and_no_secret(keystore: KeyStore) -> None:
    bundle = keystore.public_bundle()
    assert sorted(bundle) == [
        "attestation.pub.pem",
        "bundle.pub.pem",
        "chain.pem",
        "issuing.crl",
        "jwks.json",
        "root.crl",
        "root.pem",
    ]
    assert not any(b"PRIVATE" in content for content in bundle.values())
    assert bundle["chain.pem"].count(b"BEGIN CERTIFICATE") == 3
    assert bundle["chain.pem"].endswith(bundle["root.pem"])


def test_the_key_set_carries_the_seal_certificate_and_its_thumbprint(keystore: KeyStore) -> None:
    keys = json.loads(keystore.public_bundle()["jwks.json"])["keys"]
    assert [key["kid"] for key in keys] == _kids(keystore)
    der = keystore.seal.certificate.public_bytes(Encoding.DER)
    assert base64.b64decode(keys[0]["x5c"][0]) == der
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    assert keys[0]["x5t#S256"] == thumbprint
    assert ["x5c" in key for key in keys] == [True, False, False]


def test_the_same_bytes_are_signed_the_same_way_and_only_by_their_key(keystore: KeyStore) -> None:
    signer = keystore.signer("bundle")
    signature = signer.sign(b"bytes")
    assert signer.sign(b"bytes") == signature
    assert verifies(signer.public_key, signature, b"bytes")
    assert not verifies(signer.public_key, signature, b"other bytes")
    assert not verifies(keystore.signer("attestation").public_key, signature, b"bytes")


def test_an_unknown_purpose_is_a_programming_error(keystore: KeyStore) -> None:
    with pytest.raises(ValueError, match="login"):
        keystore.signer("login")  # type: ignore[call-overload] # that is what is tested


def test_the_authority_is_valid_from_the_moment_that_it_was_given(tmp_path: Path) -> None:
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    store = KeyStore.open(tmp_path / "keys", create=True, now=moment)
    assert store.seal.certificate.not_valid_before_utc < moment
    assert store.seal.certificate.not_valid_after_utc == moment + timedelta(days=2 * 365)


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SigningError, match="cannot be written") as caught:
        KeyStore.open(tmp_path / "file" / "keys", create=True)
    assert caught.value.remedy
