"""A private place for OPA's socket and configuration, with a path that is short enough."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from registry.gate.errors import RuntimeDirectoryError

# sun_path holds 108 bytes on Linux and 104 on macOS, with the NUL at its end.
_LONGEST_SOCKET_PATH = 103
_SOCKET = "opa.sock"


def runtime_directory(data: Path) -> Path:
    """Where OPA's socket lives for the installation with this data directory; not made yet.

    It is the same for every process of the installation: `<data>/opa`, or, when a socket's path in there
    would be too long, a directory in the system's place for temporary files, named by a digest.
    """
    inside = data.absolute() / "opa"
    if len(os.fsencode(inside / _SOCKET)) <= _LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"modelwarden-{os.geteuid()}-{name}"


def socket_path(runtime: Path) -> Path:
    """The socket in a runtime directory."""
    return runtime / _SOCKET


def make_private(directory: Path) -> None:
    """Make a directory that only we may enter.

    Raises:
        RuntimeDirectoryError: it cannot be made, or the name is taken by somebody else's directory or a link:
            in a place that all may write to, that is how one would lay hands on the socket.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise _refused(directory, "It is not a directory of ours")
        directory.chmod(0o700)
    except OSError as error:
        raise _refused(directory, str(error)) from error


def write_private(path: Path, text: str) -> None:
    """Put a file in place, whole and readable by us alone."""
    draft = path.with_name(f"{path.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def _refused(directory: Path, why: str) -> RuntimeDirectoryError:
    return RuntimeDirectoryError(
        f"{directory} cannot hold OPA's socket.",
        why=f"{why}.",
        remedy="Remove it, or set another data directory that this user owns.",
    )
