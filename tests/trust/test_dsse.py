"""Envelopes: the protocol's own vector, two independent verifiers, and everything that must not pass."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope as ForeignEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._key import SSlibKey

from registry.domain.canonical import canonical_json
from registry.domain.errors import IntegrityError
from registry.domain.jose import es256_signature
from registry.trust.dsse import (
    IN_TOTO_PAYLOAD,
    Envelope,
    parse_envelope,
    pre_authentication_encoding,
    sign_envelope,
    verify_envelope,
)
from registry.trust.keys import KeyStore
from registry.trust.signers import FileSigner, key_id, public_pem

# secure-systems-lab/dsse, protocol.md, "Test Vectors".
VECTOR_TYPE = "http://example.com/HelloWorld"
VECTOR_PRIVATE = 97358161215184420915383655311931858321456579547487070936769975997791359926199
VECTOR_X = 46950820868899156662930047687818585632848591499744589407958293238635476079160
VECTOR_Y = 5640078356564379163099075877009565129882514886557779369047442380624545832820
VECTOR_SIGNATURE = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="

STATEMENT = canonical_json({"_type": "https://in-toto.io/Statement/v1"})


@pytest.fixture(scope="module")
def vector_signer() -> FileSigner:
    numbers = ec.EllipticCurvePublicNumbers(VECTOR_X, VECTOR_Y, ec.SECP256R1())
    return FileSigner(ec.EllipticCurvePrivateNumbers(VECTOR_PRIVATE, numbers).private_key())


def test_what_is_signed_is_the_encoding_of_the_protocols_example() -> None:
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert pre_authentication_encoding(VECTOR_TYPE, b"hello world") == expected


def test_lengths_are_counted_in_bytes() -> None:
    assert pre_authentication_encoding("t", "né".encode()) == "DSSEv1 1 t 3 né".encode()


def test_signing_gives_the_signature_of_the_protocols_vector(vector_signer: FileSigner) -> None:
    envelope = parse_envelope(sign_envelope(b"hello world", vector_signer, payload_type=VECTOR_TYPE))
    # The vector writes r and s raw where everybody else writes DER.
    assert es256_signature(envelope.signatures[0]) == base64.b64decode(VECTOR_SIGNATURE)


def test_the_protocols_vector_verifies(vector_signer: FileSigner) -> None:
    raw = base64.b64decode(VECTOR_SIGNATURE)
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    envelope = Envelope(VECTOR_TYPE, b"hello world", (signature,))
    assert verify_envelope(envelope, [vector_signer.public_key], payload_type=VECTOR_TYPE) == b"hello world"


def test_securesystemslib_accepts_our_envelope_and_not_with_another_key(
    keystore: KeyStore, stranger: KeyStore
) -> None:
    signer = keystore.signer("attestation")
    envelope = ForeignEnvelope.from_dict(json.loads(sign_envelope(STATEMENT, signer)))
    ours, theirs = (
        SSlibKey.from_crypto(load_pem_public_key(public_pem(key)), key_id(key))
        for key in (signer.public_key, stranger.signer("attestation").public_key)
    )
    assert list(envelope.verify([ours], 1)) == [ours.keyid]
    assert envelope.payload == STATEMENT
    with pytest.raises(VerificationError):
        envelope.verify([theirs], 1)


def test_openssl_accepts_the_signature(keystore: KeyStore, saved: Callable[[str, bytes], Path]) -> None:
    signer = keystore.signer("attestation")
    envelope = parse_envelope(sign_envelope(STATEMENT, signer))
    signed = saved("signed", pre_authentication_encoding(envelope.payload_type, envelope.payload))
    signature = saved("signature", envelope.signatures[0])
    key = saved("key.pem", public_pem(signer.public_key))
    command = ["openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(signature), str(signed)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "Verified OK"


def test_a_statement_is_signed_in_its_canonical_form(keystore: KeyStore) -> None:
    signer = keystore.signer("attestation")
    envelope = signer.sign_statement({"b": 1, "a": 2})
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert base64.b64decode(envelope["payload"]) == b'{"a":2,"b":1}'
    assert envelope["signatures"][0]["keyid"] == signer.kid
    assert verify_envelope(parse_envelope(json.dumps(envelope).encode()), [signer.public_key])


def test_both_base64_alphabets_are_read(keystore: KeyStore) -> None:
    signer = keystore.signer("attestation")
    payload = bytes([0xFB, 0xEF, 0xFF])
    document = json.loads(sign_envelope(payload, signer))
    assert document["payload"] == "++//"
    document["payload"] = "--__"
    document["signatures"][0]["sig"] = document["signatures"][0]["sig"].replace("+", "-").replace("/", "_")
    assert verify_envelope(parse_envelope(json.dumps(document).encode()), [signer.public_key]) == payload


def test_the_key_id_decides_nothing(keystore: KeyStore) -> None:
    signer = keystore.signer("attestation")
    document = json.loads(sign_envelope(STATEMENT, signer))
    document["signatures"][0]["keyid"] = "somebody else"
    assert verify_envelope(parse_envelope(json.dumps(document).encode()), [signer.public_key]) == STATEMENT


@pytest.mark.parametrize("what", ["payload", "type", "key"])
def test_a_changed_payload_another_type_or_another_key_is_refused(
    keystore: KeyStore, stranger: KeyStore, what: str
) -> None:
    signer = keystore.signer("attestation")
    signature = parse_envelope(sign_envelope(STATEMENT, signer)).signatures
    envelope = Envelope(
        "text/plain" if what == "type" else IN_TOTO_PAYLOAD,
        b"{}" if what == "payload" else STATEMENT,
        signature,
    )
    key = (stranger if what == "key" else keystore).signer("attestation").public_key
    with pytest.raises(IntegrityError, match="'text/plain'" if what == "type" else "0 of the 1 keys"):
        verify_envelope(envelope, [key])


def test_a_threshold_counts_keys_and_not_signatures(keystore: KeyStore, stranger: KeyStore) -> None:
    one, other = keystore.signer("attestation"), stranger.signer("attestation")
    (first,) = parse_envelope(sign_envelope(STATEMENT, one)).signatures
    (second,) = parse_envelope(sign_envelope(STATEMENT, other)).signatures
    keys = [one.public_key, other.public_key]
    twice = Envelope(IN_TOTO_PAYLOAD, STATEMENT, (first, first))
    with pytest.raises(IntegrityError, match="1 of the 2 keys"):
        verify_envelope(twice, [*keys], threshold=2)
    with pytest.raises(IntegrityError):
        verify_envelope(twice, [one.public_key, one.public_key], threshold=2)
    both = Envelope(IN_TOTO_PAYLOAD, STATEMENT, (first, second))
    assert verify_envelope(both, keys, threshold=2) == STATEMENT


def test_no_threshold_lets_an_unsigned_envelope_through(keystore: KeyStore) -> None:
    envelope = Envelope(IN_TOTO_PAYLOAD, STATEMENT, (b"",))
    for threshold in (0, -1):
        with pytest.raises(IntegrityError):
            verify_envelope(envelope, [keystore.signer("attestation").public_key], threshold=threshold)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"payload":"e30=","payloadType":"t","signatures":[]}',
        b'{"payload":"e30=","payloadType":1,"signatures":[{"sig":"AA=="}]}',
        b'{"payload":"e30","payloadType":"t","signatures":[{"sig":"AA=="}]}',
        b'{"payload":"e3 0=","payloadType":"t","signatures":[{"sig":"AA=="}]}',
        b'{"payload":1,"payloadType":"t","signatures":[{"sig":"AA=="}]}',
        b'{"payload":"e30=","payloadType":"t","signatures":{"sig":"AA=="}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_envelope_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(IntegrityError, match="no DSSE envelope"):
        parse_envelope(data)
