"""Types that the gate's tests share."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec

from registry.trust.signers import FileSigner

Ask = Callable[..., bytes]
"""Makes a question, with changes to the model."""

Eventually = Callable[[Callable[[], bool]], None]
"""Waits until something holds."""


class NamedSigner(FileSigner):
    """A signer under a name of the test's choice."""

    def __init__(self, private_key: ec.EllipticCurvePrivateKey, kid: str) -> None:
        super().__init__(private_key)
        self.kid = kid
