"""A key that is taken away from a process that uses it signs nothing, and signs again when it is back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.domain.errors import SigningError
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose, verifies

TROUBLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "taken away": (lambda key: key.unlink(), "cannot be read"),
    "emptied": (lambda key: key.write_bytes(b""), "no PEM private key"),
    "opened to others": (lambda key: key.chmod(0o640), "open to other users"),
    "replaced": (
        lambda key: key.write_bytes((key.parent / "root.key.pem").read_bytes()),
        "another key than the one",
    ),
}


@pytest.mark.parametrize("purpose", KeyPurpose)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_signature_without_the_file_and_again_when_it_is_back(
    tmp_path: Path, trouble: str, purpose: KeyPurpose
) -> None:
    signer = KeyStore.open(tmp_path / "keys", create=True)._signers[purpose]
    file = tmp_path / "keys" / f"{purpose}.key.pem"
    kept = file.read_bytes()
    spoil, told = TROUBLES[trouble]
    spoil(file)
    with pytest.raises(SigningError, match=told) as caught:
        signer.sign(b"something")
    assert (caught.value.reason, bool(caught.value.remedy)) == ("key_unavailable", True)
    assert signer.kid.startswith("sha256:"), "what is public is still told"
    file.write_bytes(kept)
    file.chmod(0o600)
    assert verifies(signer.public_key, signer.sign(b"something"), b"something")
