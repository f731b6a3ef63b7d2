"""Verifying what was restored, before it is committed: read back from where it is now, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from registry.db import metadata
from registry.db.bundles import BundleRow
from registry.db.decisions import DecisionRow
from registry.db.events import EventRow
from registry.db.evidence import EvidenceRow
from registry.domain.canonical import digest_bytes
from registry.domain.errors import IntegrityError
from registry.services.backup.manifest import Manifest
from registry.services.backup.rows import streamed, tally
from registry.services.backup.taking import named_blobs
from registry.storage import BlobStore
from registry.storage.blobs import read_chunks
from registry.trust.dsse import parse_envelope, verify_envelope
from registry.trust.event_chain import verify_chain
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose

# Content and what must be its digest, table by table.
_DIGESTS = (
    (EvidenceRow, "content", "digest"),
    (DecisionRow, "input_content", "input_digest"),
    (DecisionRow, "decision_content", "decision_digest"),
    (BundleRow, "archive", "sha256"),
    (EventRow, "content", "digest"),
)


def verify_rows(connection: Connection, manifest: Manifest) -> None:
    """Row counts and contents, the chain of events, and the digests of what is stored as bytes."""
    for name, entry in manifest.tables.items():
        found = tally(connection, metadata.tables[name])
        if (found.rows, found.digest) != (entry.rows, entry.contents):
            raise _differs(f"{name} has {found.rows} rows now and had {entry.rows}, or other contents.")
    chain = verify_chain(_events(connection))
    if not chain.passed or (chain.events, chain.head) != (manifest.event_count, manifest.event_head):
        fault = f": {chain.faults[0].reason}" if chain.faults else ""
        raise _differs(f"the chain of the audit log does not hold{fault}.")
    for kind, content, digest in _DIGESTS:
        table = metadata.tables[str(kind.__tablename__)]
        for bytes_, expected in _stream(connection, select(table.c[content], table.c[digest])):
            if digest_bytes(bytes_) != expected:
                raise _differs(f"{content} of a row of {table.name} is not what {expected} names.")


def verify_blobs(connection: Connection, storage: BlobStore) -> int:
    """Read every blob that a row names back from storage, which compares its digest; how many there are."""
    count = 0
    for sha256, size in named_blobs(connection):
        if sum(len(chunk) for chunk in read_chunks(storage.open(sha256))) != size:
            raise _differs(f"the blob {sha256} has not {size} bytes.")
        count += 1
    return count


def verify_keys(connection: Connection, keys: KeyStore) -> None:
    """The newest evidence verifies with the attestation key, and the policy in force was signed by ours."""
    evidence, bundles = (metadata.tables[str(kind.__tablename__)] for kind in (EvidenceRow, BundleRow))
    newest = select(evidence.c.envelope).order_by(evidence.c.produced_at.desc()).limit(1)
    if (row := connection.execute(newest).first()) is not None:
        key = keys.signer(KeyPurpose.ATTESTATION).public_key
        verify_envelope(parse_envelope(row.envelope), [key])
    active = connection.execute(select(bundles.c.key_id).where(bundles.c.active)).first()
    if active is not None and active.key_id != keys.signer(KeyPurpose.BUNDLE).kid:
        raise _differs("the policy in force was signed by another key.")


def _events(connection: Connection) -> Iterator[bytes]:
    events = metadata.tables[str(EventRow.__tablename__)]
    for (content,) in _stream(connection, select(events.c.content).order_by(events.c.seq)):
        yield content


def _stream(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.execute(query, execution_options=streamed(50)) as rows:
        for row in rows:
            yield tuple(row)


def _differs(why: str) -> IntegrityError:
    return IntegrityError(
        "What was restored is not what was backed up.",
        why=f"On reading it back, {why} The database was left empty.",
        remedy="Look at the machine's disk and memory, empty the target, and restore again.",
    )
