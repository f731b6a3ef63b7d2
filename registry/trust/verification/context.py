"""What a verifier brings along: trusted roots and keys, an engine to replay with, and a clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from registry.trust.verification.bundles import Replay

Render = Callable[[bytes], Mapping[str, bytes]]
"""A model card's JSON -> its forms by file suffix. Raises a `ModelwardenError`."""


@dataclass(frozen=True, slots=True)
class VerifierContext:
    """All of it may be absent; what then cannot be checked is said, and never taken for granted.

    `roots`: certificates that seals must lead to; None takes those inside the files. `keys`: public keys of
    attestations and bundles. `render`: makes a model card's forms again, to compare. `moment`: at which seals
    are judged; None is now.
    """

    roots: Sequence[x509.Certificate] | None = None
    keys: Sequence[ec.EllipticCurvePublicKey] = ()
    replay: Replay | None = None
    render: Render | None = None
    moment: datetime | None = None
