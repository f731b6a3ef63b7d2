"""How an S3 is reached that is not AWS's: addresses, certificates, patience."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class S3Options:
    """What a private network needs. Times are seconds; `attempts` counts the first one, too."""

    region: str | None = None
    path_style: bool = False
    ca_bundle: Path | None = None
    client_certificate: tuple[Path, Path] | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    attempts: int = 4
