"""Taking a backup: rows as they were at one moment, then every blob that they name, then the keys."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import Connection, Engine, Table, select, union

from registry.db import metadata
from registry.db.artifacts import ArtifactRow
from registry.db.events import EventRow
from registry.db.reports import ReportRow
from registry.db.schema import schema_revisions
from registry.domain.canonical import hex_of
from registry.domain.clock import rfc3339
from registry.domain.errors import IntegrityError
from registry.services.backup.archive import ArchiveWriter, writing_archive
from registry.services.backup.key_box import pack_keys
from registry.services.backup.manifest import FORMAT, KEYS, BlobsEntry, Manifest, TableEntry
from registry.services.backup.rows import Tally, read_lines, streamed
from registry.services.platform import Platform
from registry.storage.blobs import CHUNK_BYTES

_READ_ONLY = {"read_only": True}  # SQLite: a snapshot that waits for no writer.
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """The files beside the database that belong to it, and the passphrase to put them under."""

    directory: Path
    passphrase: str | None

    def read(self) -> dict[str, bytes]:
        """The signing keys, and the token with which OPA fetches its policies."""
        keys = {
            f"keys/{path.name}": path.read_bytes() for path in sorted((self.directory / "keys").iterdir())
        }
        token = self.directory / "bundle-token"
        return keys | ({"bundle-token": token.read_bytes()} if token.is_file() else {})


def take_backup(platform: Platform, engine: Engine, target: Path, keys: KeyFiles | None) -> Manifest:
    """Write a backup of a running or stopped installation, in constant memory.

    Args:
        platform: the installation.
        engine: its database, without a limit on the time of a statement.
        target: a file that is not there yet.
        keys: None leaves them out.

    Raises:
        IntegrityError: the schema is not this release's, or a blob is not what its digest says.
        StorageError: a blob is missing, or the file cannot be written.
    """
    revision = _revision(platform, engine)
    with writing_archive(target) as archive:
        with engine.connect().execution_options(**_snapshot(engine)) as connection:
            tables = {
                table.name: _add_table(archive, connection, table) for table in metadata.tables.values()
            }
            count, head = _event_head(connection)
            blobs = _add_blobs(archive, connection, platform)
        packed = pack_keys(keys.read(), keys.passphrase) if keys else None
        if packed is not None:
            archive.add_bytes(KEYS, packed)
        manifest = Manifest(
            format=FORMAT,
            release=platform.version,
            schema_revision=revision,
            made_at=rfc3339(platform.clock()),
            installation=platform.installation,
            database=engine.dialect.name,
            event_count=count,
            event_head=head,
            tables=tables,
            blobs=blobs,
            keys=hashlib.sha256(packed).hexdigest() if packed is not None else None,
        )
        content = manifest.canonical()
        archive.add_bytes(f"manifest-{hashlib.sha256(content).hexdigest()}.json", content)
    return manifest


def named_blobs(connection: Connection) -> Iterator[tuple[str, int]]:
    """Digest and size of every blob that a row names, each once, in the order of their digests."""
    tables = [metadata.tables[str(kind.__tablename__)] for kind in (ArtifactRow, ReportRow)]
    query = union(*(select(table.c.sha256, table.c.size) for table in tables)).order_by("sha256")
    with connection.execute(query, execution_options=streamed(1000)) as rows:
        for row in rows:
            yield row.sha256, row.size


def _revision(platform: Platform, engine: Engine) -> str:
    found, wanted = schema_revisions(platform.migrations, engine) if platform.migrations else (None, None)
    if found is None or found != wanted:
        raise IntegrityError(
            "The database has not the schema of this release.",
            why=f"It has revision {found or 'none'}, and this release wants {wanted}.",
            remedy="Run `modelwarden db upgrade`, or take the backup with the release that made it.",
        )
    return found


def _snapshot(engine: Engine) -> dict[str, object]:
    return dict(_READ_ONLY if engine.dialect.name == "sqlite" else _SNAPSHOT)


def _event_head(connection: Connection) -> tuple[int, str | None]:
    events = metadata.tables[str(EventRow.__tablename__)]
    row = connection.execute(
        select(events.c.seq, events.c.digest).order_by(events.c.seq.desc()).limit(1)
    ).first()
    return (row.seq, row.digest) if row else (0, None)


def _add_table(archive: ArchiveWriter, connection: Connection, table: Table) -> TableEntry:
    counted, digest = Tally(), hashlib.sha256()

    def lines() -> Iterator[bytes]:
        for line in read_lines(connection, table):
            counted.add(line)
            digest.update(line + b"\n")
            yield line + b"\n"

    archive.add_chunks(f"rows/{table.name}.jsonl", lines())
    return TableEntry(rows=counted.rows, sha256=digest.hexdigest(), contents=counted.digest)


def _add_blobs(archive: ArchiveWriter, connection: Connection, platform: Platform) -> BlobsEntry:
    count, total, listing = 0, 0, hashlib.sha256()
    for sha256, size in named_blobs(connection):
        with platform.storage.open(sha256) as reader:
            # Buffered, because tarfile takes a short read for the end.
            archive.add(f"blobs/{hex_of(sha256)}", _buffered(reader), size)
        count, total = count + 1, total + size
        listing.update(f"{hex_of(sha256)} {size}\n".encode())
    return BlobsEntry(count=count, size=total, listing=listing.hexdigest())


def _buffered(reader: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", reader), CHUNK_BYTES))
