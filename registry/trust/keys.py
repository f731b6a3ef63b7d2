"""The key store: a directory with one key per purpose, made with a development authority on the first run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self, overload

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from registry.domain.canonical import canonical_json
from registry.domain.errors import SigningError
from registry.trust.development_ca import create_authority, is_development
from registry.trust.dsse import StatementSigner
from registry.trust.jwks import json_web_key
from registry.trust.key_files import (
    PRIVATE_SUFFIX,
    WatchedKey,
    damaged,
    holds_files,
    private_pem,
    publish_directory,
    read_key_file,
    refuse_if_open_to_others,
)
from registry.trust.signers import FileSigner, KeyPurpose, public_pem


@dataclass(frozen=True, slots=True)
class SealIdentity:
    """Under whose name PDFs are sealed: the certificate, those above it up to the root, and their lists."""

    certificate: x509.Certificate
    authorities: tuple[x509.Certificate, ...]
    crls: tuple[x509.CertificateRevocationList, ...]

    @property
    def root(self) -> x509.Certificate:
        return self.authorities[-1]

    @property
    def is_development(self) -> bool:
        """Whether every page must say that this is not for production."""
        return is_development(self.certificate)


@dataclass(frozen=True, slots=True)
class OwnSeal:
    """A seal that an operator has brought: its signer, and under whose name it seals."""

    signer: FileSigner
    identity: SealIdentity


class KeyStore:
    """The keys of one installation. Open it with `KeyStore.open`.

    Before each signature the file of its key is looked at: a key that somebody has taken away signs nothing,
    and signs again once it is back.
    """

    def __init__(self, directory: Path, signers: Mapping[KeyPurpose, FileSigner], seal: SealIdentity) -> None:
        self.directory = directory
        self.seal = seal
        self._signers = signers

    @classmethod
    def open(
        cls, directory: Path, *, create: bool, now: datetime | None = None, own_seal: OwnSeal | None = None
    ) -> Self:
        """Read the keys; make them first when there are none and `create` is true.

        `own_seal` takes the place of the development seal.

        Several processes may do this at the same moment. A directory that holds anything is never written to.

        Raises:
            SigningError: there are no keys, or some are missing, damaged, mixed up or open to other users.
        """
        if not holds_files(directory):
            if not create:
                raise SigningError(
                    f"There are no signing keys in {directory}.",
                    why="Nothing can be signed without them.",
                    remedy="Restore the directory. In a new installation `modelwarden serve` makes keys.",
                )
            publish_directory(directory, _development_files(now or datetime.now(UTC)))
        refuse_if_open_to_others(directory)
        signers = {purpose: _signer(directory, purpose) for purpose in KeyPurpose}
        seal = _seal_identity(directory)
        if own_seal is not None:
            signers[KeyPurpose.SEAL], seal = own_seal.signer, own_seal.identity
        return cls(directory, signers, seal)

    @overload
    def signer(self, purpose: Literal["attestation", KeyPurpose.ATTESTATION]) -> StatementSigner: ...

    @overload
    def signer(
        self, purpose: Literal["seal", "bundle", KeyPurpose.SEAL, KeyPurpose.BUNDLE]
    ) -> FileSigner: ...

    def signer(self, purpose: KeyPurpose | str) -> StatementSigner | FileSigner:
        """The signer for `seal`, `attestation` or `bundle`; raises ValueError for any other purpose."""
        match KeyPurpose(purpose):
            case KeyPurpose.ATTESTATION:
                return StatementSigner(self._signers[KeyPurpose.ATTESTATION])
            case KeyPurpose.SEAL | KeyPurpose.BUNDLE as other:
                return self._signers[other]

    def check(self) -> None:
        """Sign something with each key; raises `SigningError` when one of them may not."""
        for signer in self._signers.values():
            signer.sign(b"examination")

    def public_bundle(self) -> dict[str, bytes]:
        """What an auditor needs to verify, by file name. Nothing in it is secret."""
        chain = (self.seal.certificate, *self.seal.authorities)
        return {
            "root.pem": self.seal.root.public_bytes(Encoding.PEM),
            "chain.pem": b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain),
            **self._revocation_lists(),
            "jwks.json": canonical_json({"keys": self._json_web_keys(chain)}),
            "attestation.pub.pem": public_pem(self.signer(KeyPurpose.ATTESTATION).public_key),
            "bundle.pub.pem": public_pem(self.signer(KeyPurpose.BUNDLE).public_key),
        }

    def _revocation_lists(self) -> dict[str, bytes]:
        """By file name: that of the root, and those of the authorities between it and the certificate."""
        by_issuer = {crl.issuer: crl.public_bytes(Encoding.DER) for crl in self.seal.crls}
        between = self.seal.authorities[:-1]
        names = ["issuing.crl", *(f"issuing-{number}.crl" for number in range(2, len(between) + 1))]
        lists = {name: by_issuer[one.subject] for name, one in zip(names, between, strict=False)}
        return {"root.crl": by_issuer[self.seal.root.subject], **lists}

    def _json_web_keys(self, chain: Sequence[x509.Certificate]) -> list[dict[str, object]]:
        return [
            json_web_key(signer.public_key, chain=chain if purpose is KeyPurpose.SEAL else ())
            for purpose, signer in self._signers.items()
        ]


def _development_files(now: datetime) -> dict[str, bytes]:
    made = create_authority(now)
    attestation, bundle = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    private = {
        "root": made.root_key,
        "issuing": made.issuing_key,
        KeyPurpose.SEAL.value: made.seal_key,
        KeyPurpose.ATTESTATION.value: attestation,
        KeyPurpose.BUNDLE.value: bundle,
    }
    return {
        **{f"{name}{PRIVATE_SUFFIX}": private_pem(key) for name, key in private.items()},
        "root.pem": made.root.public_bytes(Encoding.PEM),
        "issuing.pem": made.issuing.public_bytes(Encoding.PEM),
        "seal.pem": made.seal.public_bytes(Encoding.PEM),
        "root.crl": made.root_crl.public_bytes(Encoding.DER),
        "issuing.crl": made.issuing_crl.public_bytes(Encoding.DER),
        "attestation.pub.pem": public_pem(attestation.public_key()),
        "bundle.pub.pem": public_pem(bundle.public_key()),
    }


def _signer(directory: Path, purpose: KeyPurpose) -> FileSigner:
    private = directory / f"{purpose}{PRIVATE_SUFFIX}"
    watched = WatchedKey(private)
    signer = FileSigner(watched.key, before_signing=watched.require)
    if purpose is KeyPurpose.SEAL:
        public = directory / "seal.pem"
        belongs = signer.public_key == _certificate(public).public_key()
    else:
        public = directory / f"{purpose}.pub.pem"
        belongs = public_pem(signer.public_key) == read_key_file(public)
    if not belongs:
        raise damaged(public, f"It is not the public half of {private.name}.")
    return signer


def _seal_identity(directory: Path) -> SealIdentity:
    seal, issuing, root = (_certificate(directory / name) for name in ("seal.pem", "issuing.pem", "root.pem"))
    for child, parent, name in ((seal, issuing, "seal.pem"), (issuing, root, "issuing.pem")):
        try:
            child.verify_directly_issued_by(parent)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise damaged(directory / name, "It was not issued by the certificate above it.") from error
    crls = (
        _revocation_list(directory / "root.crl", root),
        _revocation_list(directory / "issuing.crl", issuing),
    )
    return SealIdentity(seal, (issuing, root), crls)


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(read_key_file(path))
    except ValueError as error:
        raise damaged(path, "It is no PEM certificate.") from error


def _revocation_list(path: Path, issuer: x509.Certificate) -> x509.CertificateRevocationList:
    try:
        crl = x509.load_der_x509_crl(read_key_file(path))
        signed = crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # The issuer is on P-256.
    except (ValueError, TypeError) as error:
        raise damaged(path, "It is no DER revocation list.") from error
    if not signed:
        raise damaged(path, "It is not signed by the certificate that it belongs to.")
    return crl
