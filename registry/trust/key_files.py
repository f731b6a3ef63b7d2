"""Key files in a directory that only its owner may enter: written all at once, read with care."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from registry.domain.errors import KeyUnavailableError, SigningError

PRIVATE_SUFFIX = ".key.pem"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def publish_directory(directory: Path, files: Mapping[str, bytes]) -> None:
    """Make `directory` (0700) with these files, private keys 0600. One that holds files stays as it is.

    The files are written beside it and moved into place by one rename(2), which refuses a directory that is
    not empty. So a reader never sees half of them, and of two processes that start together one wins and
    both go on.

    Raises:
        SigningError: the file system refuses.
    """
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=directory.parent))
    except OSError as error:
        raise _unwritable(directory, error) from error
    try:
        for name, content in files.items():
            _write(draft / name, content)
        _sync_directory(draft)
        draft.rename(directory)
        _sync_directory(directory.parent)
    except OSError as error:
        if not holds_files(directory):
            raise _unwritable(directory, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def holds_files(directory: Path) -> bool:
    """Whether the directory is there and has anything in it."""
    return directory.is_dir() and any(directory.iterdir())


def read_key_file(path: Path) -> bytes:
    """The bytes of a file of the key directory; raises `SigningError` when it is missing."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise damaged(path, f"It cannot be read: {error.strerror}.") from error


def read_private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """A PEM private key on P-256.

    Raises:
        SigningError: it is missing, damaged, of another kind, or others may read it.
    """
    refuse_if_open_to_others(path)
    try:
        key = load_pem_private_key(read_key_file(path), password=None)
    except (ValueError, TypeError) as error:
        raise damaged(path, "It is no PEM private key without a password.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise damaged(path, "It is no key on the curve P-256.")
    return key


class WatchedKey:
    """The file of a private key in use: one that is taken away, or opened to others, signs nothing more."""

    def __init__(self, path: Path) -> None:
        self.key = read_private_key(path)
        self._path = path
        self._seen = _stamp(path)

    def require(self) -> None:
        """Return if the file is as it was read, or holds the same key again; raises `SigningError`."""
        refuse_if_open_to_others(self._path)
        now = _stamp(self._path)
        if now == self._seen:
            return
        if read_private_key(self._path).private_numbers() != self.key.private_numbers():
            raise damaged(self._path, "It holds another key than the one that this process was started with.")
        self._seen = now


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """PKCS #8 (RFC 5958) as PEM, without a password: the file's mode protects it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def refuse_if_open_to_others(path: Path) -> None:
    """Raise `SigningError` when group or others have any right on `path`; a missing path passes."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return
    if mode & _OTHERS:
        wanted = "700" if path.is_dir() else "600"
        raise KeyUnavailableError(
            f"{path} is open to other users (mode {mode:04o}).",
            why="Whoever reads a private key can sign in this registry's name.",
            remedy=f"Run `chmod {wanted} {path}`; if somebody may have read it, make new keys elsewhere.",
        )


def damaged(path: Path, why: str) -> SigningError:
    """The error for a key file that cannot be used."""
    return KeyUnavailableError(
        f"The key file {path} cannot be used.",
        why=why,
        remedy=(
            f"Restore {path.parent} from its backup. Keys are never replaced silently: for new ones, name a "
            "new directory, and keep the old public files so that old signatures still verify."
        ),
    )


def _stamp(path: Path) -> tuple[int, int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise damaged(path, f"It cannot be read: {error.strerror}.") from error
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _write(path: Path, content: bytes) -> None:
    mode = 0o600 if path.name.endswith(PRIVATE_SUFFIX) else 0o644
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(directory: Path, error: OSError) -> SigningError:
    return SigningError(
        f"The keys cannot be written to {directory}.",
        why=f"{error.strerror}.",
        remedy="Name a directory that this user may create; it must not be a mount point itself.",
    )
