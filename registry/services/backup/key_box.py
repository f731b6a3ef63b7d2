"""The signing keys in a backup: under a passphrase, or plain for whoever keeps the file as safe as the keys.

With a passphrase: scrypt (RFC 7914) for the key, AES-256-GCM (NIST SP 800-38D) for the files.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from registry.domain.errors import InvalidInputError
from registry.services.backup.manifest import damaged

SHORTEST_PASSPHRASE = 12
_COST, _BLOCK, _PARALLEL = 1 << 15, 8, 1  # 32 MiB and some 0.1 s.
_PURPOSE = b"modelwarden backup keys 1"


def pack_keys(files: Mapping[str, bytes], passphrase: str | None) -> bytes:
    """The files as one document; raises `InvalidInputError` when the passphrase is too short."""
    plain = json.dumps({name: _text(content) for name, content in sorted(files.items())}).encode()
    if passphrase is None:
        return json.dumps({"sealed": False, "files": _text(plain)}).encode()
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InvalidInputError(
            "The passphrase is too short.",
            why=f"It has fewer than {SHORTEST_PASSPHRASE} characters.",
            remedy="Use a long one, and keep it apart from the backup.",
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, plain, _PURPOSE)
    document = {"sealed": True, "salt": _text(salt), "nonce": _text(nonce), "files": _text(sealed)}
    return json.dumps(document).encode()


def unpack_keys(document: bytes, passphrase: str | None) -> dict[str, bytes]:
    """The files that `pack_keys` packed.

    Raises:
        InvalidInputError: a passphrase is needed, or it is another one.
        IntegrityError: the document is damaged.
    """
    try:
        found = json.loads(document)
        content = _bytes(found["files"])
        if found["sealed"]:
            content = _opened(content, found, passphrase)
        return {name: _bytes(text) for name, text in json.loads(content).items()}
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(f"Its keys cannot be read ({type(error).__name__}).") from error


def _opened(content: bytes, found: Mapping[str, str], passphrase: str | None) -> bytes:
    if passphrase is None:
        raise InvalidInputError(
            "The keys in this backup are under a passphrase.",
            why="None was given. Nothing was changed.",
            remedy="Name the file that holds it: `--passphrase-file`.",
        )
    try:
        key = _key(passphrase, _bytes(found["salt"]))
        return AESGCM(key).decrypt(_bytes(found["nonce"]), content, _PURPOSE)
    except InvalidTag:
        raise InvalidInputError(
            "The passphrase is another one than that of the backup.",
            why="The keys do not open with it. Nothing was changed.",
            remedy="Give the passphrase that the backup was made with.",
        ) from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt, length=32, n=_COST, r=_BLOCK, p=_PARALLEL).derive(passphrase.encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
