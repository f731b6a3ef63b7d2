"""What a password costs whoever guesses it."""

from __future__ import annotations

from tests.conftest import SHIPPED_HASHER


def test_a_password_costs_what_rfc_9106_recommends() -> None:
    """RFC 9106, section 4, second option: Argon2id, 3 passes over 64 MiB in 4 lanes, 128 bits of salt."""
    _, kind, version, cost, salt, tag = SHIPPED_HASHER.hash("a long enough password").split("$")
    assert (kind, version, cost) == ("argon2id", "v=19", "m=65536,t=3,p=4")
    assert (len(salt), len(tag)) == (22, 43)  # 128 and 256 bits in base64 without padding.
