"""What a service may lean on, handed down by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from registry.gate.client import GateClient
    from registry.storage import BlobStore
    from registry.trust.keys import KeyStore
    from registry.trust.pdf import TimestampAuthority


class JobQueue(Protocol):
    """Carries the ids of committed jobs to a worker."""

    def hand_over(self, job_id: UUID) -> None:
        """Tell a worker; losing the message is harmless, since a sweep finds the row."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much is taken, in bytes; `age` is how long an upload may rest before it is swept."""

    part_bytes: int = 16 << 20
    artifact_bytes: int = 64 << 30
    project_bytes: int | None = None
    open_per_person: int = 32
    age: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Platform:
    """The parts that a running installation is made of."""

    engine: Engine
    storage: BlobStore
    gate: GateClient
    keys: KeyStore
    queue: JobQueue
    clock: Callable[[], datetime]
    opa: Path
    installation: str
    public_url: str
    version: str
    migrations: Path | None = None
    timestamps: TimestampAuthority | None = None
    # A job whose worker has been silent for this long is given to another one.
    job_lease: timedelta = timedelta(seconds=60)
    upload_limits: UploadLimits = UploadLimits()
