"""Bringing bytes to disk: streamed, verified, and whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from modelwarden.digests import CHUNK
from modelwarden.errors import IntegrityError
from modelwarden.progress import OnTransfer
from modelwarden.transport import Transport


def download(
    transport: Transport,
    path: str,
    to: Path,
    *,
    sha256: str | None = None,
    on_transfer: OnTransfer | None = None,
) -> Path:
    """Write what `path` answers with to the file `to`, and return that.

    Raises:
        IntegrityError: when the bytes do not have the digest `sha256`; nothing is left behind then.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{to.name[:80]}.", suffix=".part", dir=to.parent)
    try:
        with os.fdopen(handle, "wb") as writer, transport.stream(path) as response:
            digest, received = hashlib.sha256(), 0
            total = int(response.headers.get("Content-Length", 0))
            for chunk in response.iter_bytes(CHUNK):
                digest.update(chunk)
                writer.write(chunk)
                received += len(chunk)
                if on_transfer:
                    on_transfer(to.name, received, total)
        _check(path, f"sha256:{digest.hexdigest()}", sha256)
        _publish(Path(part), to)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return to


def _publish(part: Path, to: Path) -> None:
    # mkstemp makes files that only their owner may read; a download gets what any new file would get.
    mask = os.umask(0)
    os.umask(mask)
    part.chmod(0o666 & ~mask)
    part.replace(to)


def _check(path: str, found: str, expected: str | None) -> None:
    if expected is not None and found != expected:
        raise IntegrityError(
            f"What {path} gave is not what it should be.",
            why=f"Its digest is {found}, and {expected} was recorded.",
            remedy="Download it again; if it happens again, tell the registry's administrator.",
        )
