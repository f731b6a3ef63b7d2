"""Passwords by Argon2id, and random secrets of which only the SHA-256 is kept."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.domain.canonical import digest_bytes

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Argon2id's encoded form, with the library's current parameters."""
    return _HASHER.hash(password)


def password_matches(encoded: str | None, password: str) -> bool:
    """Whether the password is the right one; takes the same time when there is nobody to compare with."""
    try:
        _HASHER.verify(encoded or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return encoded is not None


@cache
def _nobody() -> str:
    """What is checked when there is no such user, so that the answer takes as long as for one that exists."""
    return _HASHER.hash(secrets.token_hex(16))


def new_secret() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is kept of a random secret: it has too much entropy to need a slow hash."""
    return digest_bytes(secret.encode())
