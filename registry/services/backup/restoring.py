"""Restoring a backup into an empty installation: examined first, verified before it is committed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine

from registry.db import metadata
from registry.db.schema import schema_revisions, upgrade_schema
from registry.domain.errors import ConflictError, IntegrityError, InvalidInputError, StorageError
from registry.services.backup.archive import chunks_of, read_members
from registry.services.backup.examining import Examined, examine_backup
from registry.services.backup.key_box import unpack_keys
from registry.services.backup.loading import loading, refuse_filled
from registry.services.backup.manifest import BLOBS, ROWS, Manifest, damaged
from registry.services.backup.rows import write_lines
from registry.services.backup.verifying import verify_blobs, verify_keys, verify_rows
from registry.storage import BlobStore
from registry.trust.keys import KeyStore

_KEY_FILE = re.compile(r"keys/[A-Za-z0-9][\w.-]{0,63}|bundle-token")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup is restored to; the engine has no limit on the time of a statement."""

    engine: Engine
    storage: BlobStore
    data_dir: Path
    migrations: Path


def restore_backup(source: Path, target: Target, passphrase: str | None) -> Manifest:
    """Restore everything, or nothing but blobs, which carry their digests as names and do no harm.

    Raises:
        IntegrityError: the backup is damaged, or of another schema than this release's.
        ConflictError: the target has rows or keys.
        InvalidInputError: the passphrase is missing or another one.
        StorageError: the storage or the data directory cannot be written.
    """
    examined = examine_backup(source)
    files = _key_files(examined, passphrase)
    _refuse_kept_keys(target.data_dir)
    _prepare_schema(target, examined.manifest)
    with _staged(target.data_dir, files) as staged:
        with loading(target.engine) as connection:
            _load(connection, source, target.storage)
            verify_rows(connection, examined.manifest)
            verify_blobs(connection, target.storage)
            if files:
                verify_keys(connection, KeyStore.open(staged / "keys", create=False))
        _put_in_place(staged, target.data_dir, files)
    return examined.manifest


def _key_files(examined: Examined, passphrase: str | None) -> dict[str, bytes]:
    if examined.keys is None:
        return {}
    files = unpack_keys(examined.keys, passphrase)
    for name in files:
        if not _KEY_FILE.fullmatch(name):
            raise damaged(f"Among its keys is {name[:100]!r}.")
    return files


def _refuse_kept_keys(data_dir: Path) -> None:
    keys, token = data_dir / "keys", data_dir / "bundle-token"
    if token.exists() or (keys.is_dir() and any(keys.iterdir())):
        raise ConflictError(
            f"There are keys in {data_dir} already.",
            why="Keys are never replaced. Nothing was changed.",
            remedy="Set MODELWARDEN_DATA_DIR to a directory that is new.",
        )


def _prepare_schema(target: Target, manifest: Manifest) -> None:
    _, wanted = schema_revisions(target.migrations, target.engine)
    if manifest.schema_revision != wanted or set(manifest.tables) != set(metadata.tables):
        raise IntegrityError(
            "The backup is of another release's schema.",
            why=f"Its revision is {manifest.schema_revision}, ours is {wanted}. Nothing was changed.",
            remedy=f"Restore it with release {manifest.release}, then upgrade: `modelwarden db upgrade`.",
        )
    found, _ = schema_revisions(target.migrations, target.engine)
    if found is not None and found != wanted:
        raise InvalidInputError(
            "The database has the schema of another release.",
            why=f"Revision {found}. Nothing was changed.",
            remedy="Name an empty database.",
        )
    if found == wanted:
        with target.engine.begin() as connection:
            refuse_filled(connection)
    upgrade_schema(target.migrations, target.engine)


def _load(connection: Connection, source: Path, storage: BlobStore) -> None:
    for name, _, file in read_members(source):
        if match := ROWS.fullmatch(name):
            write_lines(connection, metadata.tables[match[1]], _lines(file))
        elif match := BLOBS.fullmatch(name):
            storage.put(chunks_of(file), expected=f"sha256:{match[1]}")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    for line in file:
        yield line.rstrip(b"\n")


@contextmanager
def _staged(data_dir: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """The key files in a private directory beside their place, which is gone afterwards."""
    try:
        staged = Path(tempfile.mkdtemp(prefix=".restored-", dir=data_dir))
    except OSError as error:
        raise StorageError(
            "The keys could not be written.",
            why=f"{error.strerror}.",
            remedy="Make room, or choose a data directory that can be written to; then restore again.",
        ) from error
    try:
        (staged / "keys").mkdir(mode=0o700)
        for name, content in files.items():
            descriptor = os.open(staged / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _put_in_place(staged: Path, data_dir: Path, files: Mapping[str, bytes]) -> None:
    if not files:
        return
    (staged / "keys").rename(data_dir / "keys")  # An empty directory gives way.
    if "bundle-token" in files:
        (staged / "bundle-token").rename(data_dir / "bundle-token")
