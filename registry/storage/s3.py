"""Blobs in S3 (or whatever speaks its protocol) through boto3. Imported only where a bucket is configured."""

from __future__ import annotations

import base64
import copy
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID

from registry.domain.canonical import hex_of
from registry.domain.errors import MissingBlobError, MissingDependencyError, StorageError
from registry.storage.announced_reader import AnnouncedReader
from registry.storage.appearing import wait_until_there
from registry.storage.blobs import CHUNK_BYTES, ROOMS, Stored, as_room, spool
from registry.storage.s3_options import S3Options
from registry.storage.verified_reader import verified

try:
    import boto3
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
    from urllib3.exceptions import HTTPError
except ModuleNotFoundError as missing:
    raise MissingDependencyError(
        "Storage: there is no client for S3.",
        why=f"{missing}.",
        remedy="Type: pip install 'modelwarden[s3]'",
    ) from missing

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PART_BYTES = 8 * CHUNK_BYTES
_PROBE = b"probe"
_NAME = re.compile(r"[0-9a-f]{64}")
# Each part that waits or is under way is held in memory; a second one under way made nothing faster here and
# took 10 MB more of each upload.
_PARTS_AT_ONCE = 1
_TRANSFER = TransferConfig(
    multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE
)
_TRANSFER.max_in_memory_upload_chunks = _PARTS_AT_ONCE


class S3Store:
    """Blobs as objects `<prefix>/<hex>`; the digest is known before the object can be seen."""

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint_url: str | None = None,
        spool_dir: Path | None = None,
        options: S3Options = S3Options(),  # noqa: B008 - it is frozen
    ) -> None:
        """Credentials come from where boto3 looks for them, and the region too unless `options` name it.

        `spool_dir` needs room for the parts that are on their way, and for uploads whose digest is not
        announced; by default it is the system's.
        """
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix else ""
        self._spool_dir = spool_dir
        self._patience = options.read_timeout * options.attempts
        try:
            # A session of its own: the one that boto3 shares keeps the credentials that it found first.
            self._client: S3Client = boto3.Session().client(
                "s3",
                endpoint_url=endpoint_url,
                config=_config(options),
                region_name=options.region,
                verify=str(options.ca_bundle) if options.ca_bundle else None,
            )
        except (BotoCoreError, ValueError, OSError) as error:
            raise StorageError(
                "Storage: S3 could not be set up.",
                why=f"{str(error).rstrip('.')}.",
                remedy="Check the endpoint, and the region and profile that are set for boto3.",
            ) from error

    def put(self, chunks: Iterable[bytes], *, expected: str | None = None) -> Stored:
        """See `BlobStore.put`. One of unknown digest is spooled first, because its digest is its name."""
        if expected is not None:
            return self._put_announced(chunks, expected)
        with _spool_file(self._spool_dir) as file:

            def write(chunk: bytes) -> None:
                with _spool_errors():
                    file.write(chunk)

            stored = spool(chunks, write, expected=expected)
            with _spool_errors():
                file.seek(0)
            with self._errors("the bytes could not be written"):
                self._upload(file, stored)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See `BlobStore.open`."""
        errors = partial(self._errors, f"{sha256} could not be read")
        with errors():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._key(sha256))
            except self._client.exceptions.NoSuchKey as error:
                raise MissingBlobError(
                    f"Storage: {sha256} is missing.",
                    why=f"There is no such object in bucket {self._bucket!r}.",
                    remedy="Restore it from a backup, or upload the same file again.",
                ) from error
        return verified(cast("BinaryIO", answer["Body"]), sha256, errors)

    def exists(self, sha256: str) -> bool:
        """See `BlobStore.exists`."""
        with self._errors("the bucket could not be asked"):
            try:
                self._client.head_object(Bucket=self._bucket, Key=self._key(sha256))
            except ClientError as error:
                if _status(error) != HTTPStatus.NOT_FOUND:
                    raise
                # A bucket that is not there answers the same; only its own HEAD tells.
                self._client.head_bucket(Bucket=self._bucket)
                return False
        return True

    def check(self) -> None:
        """See `BlobStore.check`."""
        key = f"{self._prefix}probe"
        with self._errors("the probe could not be written and read"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=_PROBE)
            self._client.get_object(Bucket=self._bucket, Key=key)["Body"].close()
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def list_blobs(self) -> Iterator[Stored]:
        """See `BlobStore.list_blobs`."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._errors("the bucket could not be listed"):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix, Delimiter="/"):
                for entry in page.get("Contents", []):
                    name = entry["Key"].removeprefix(self._prefix)
                    if _NAME.fullmatch(name):
                        yield Stored(f"sha256:{name}", entry["Size"])

    def room(self, name: UUID) -> S3Store:
        """See `BlobStore.room`."""
        made = copy.copy(self)
        made._prefix = self._room_prefix(name)  # noqa: SLF001 - it is one of us
        return made

    def clear_room(self, name: UUID) -> None:
        """See `BlobStore.clear_room`."""
        self._clear(name, None)

    def sweep(self, older_than: timedelta, *, in_use: Callable[[UUID], bool]) -> None:
        """See `BlobStore.sweep`."""
        oldest = datetime.now(UTC) - older_than
        with self._errors("what was left behind could not be removed"):
            self._abort_uploads(oldest)
            pages = self._client.get_paginator("list_objects_v2")
            prefix = f"{self._prefix}{ROOMS}/"
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix, Delimiter="/"):
                for entry in page.get("CommonPrefixes", []):
                    name = as_room(entry["Prefix"].removeprefix(prefix).rstrip("/"))
                    if name and not in_use(name):
                        self._clear(name, oldest)

    def _abort_uploads(self, oldest: datetime) -> None:
        pages = self._client.get_paginator("list_multipart_uploads")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
            for entry in page.get("Uploads", []):
                if entry["Initiated"] < oldest:
                    with suppress(self._client.exceptions.NoSuchUpload):  # It has just ended.
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket, Key=entry["Key"], UploadId=entry["UploadId"]
                        )

    def _clear(self, name: UUID, oldest: datetime | None) -> None:
        """Remove a room's objects; with `oldest`, only those from before."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._errors("an upload could not be removed"):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._room_prefix(name)):
                for entry in page.get("Contents", []):
                    if oldest is None or entry["LastModified"] < oldest:
                        self._client.delete_object(Bucket=self._bucket, Key=entry["Key"])

    def _room_prefix(self, name: UUID) -> str:
        return f"{self._prefix}{ROOMS}/{name}/"

    def _put_announced(self, chunks: Iterable[bytes], expected: str) -> Stored:
        """Send a stream as it comes; it becomes visible only if it is as announced."""
        reader = AnnouncedReader(chunks, expected)
        extra = {"ChecksumAlgorithm": "SHA256"}
        with self._errors("the bytes could not be written"):
            self._client.upload_fileobj(
                reader.buffered(), self._bucket, self._key(expected), ExtraArgs=extra, Config=_TRANSFER
            )
        stored = reader.stored()
        wait_until_there(self.exists, stored.sha256, self._patience)
        return stored

    def _upload(self, file: BinaryIO, stored: Stored) -> None:
        if stored.size < _PART_BYTES:
            self._put_once(file, stored.sha256)
        elif not self.exists(stored.sha256):
            # The parts become one object at the end, or none. Two writers of one name write the same bytes.
            extra = {"ChecksumAlgorithm": "SHA256"}
            key = self._key(stored.sha256)
            self._client.upload_fileobj(file, self._bucket, key, ExtraArgs=extra, Config=_TRANSFER)
            wait_until_there(self.exists, stored.sha256, self._patience)

    def _put_once(self, file: BinaryIO, sha256: str) -> None:
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._key(sha256),
                Body=file,
                # The server compares what it got with the digest itself.
                ChecksumSHA256=base64.b64encode(bytes.fromhex(hex_of(sha256))).decode(),
                IfNoneMatch="*",
            )
        except ClientError as error:
            if _status(error) != HTTPStatus.PRECONDITION_FAILED:  # Then it is there already.
                raise

    def _key(self, sha256: str) -> str:
        return self._prefix + hex_of(sha256)

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError, HTTPError) as error:
            raise StorageError(
                f"Storage: {what}.",
                why=f"{str(error).rstrip('.')}.",
                remedy=f"Check that bucket {self._bucket!r} is reachable and writable, then try again.",
            ) from error


def _config(options: S3Options) -> Config:
    certificate = options.client_certificate
    shown = (str(certificate[0]), str(certificate[1])) if certificate else None
    return Config(
        connect_timeout=options.connect_timeout,
        read_timeout=options.read_timeout,
        retries={"total_max_attempts": options.attempts, "mode": "standard"},
        s3={"addressing_style": "path"} if options.path_style else {},
        client_cert=shown,
        # The reader compares with the digest in the blob's name, which says more than a checksum beside it.
        response_checksum_validation="when_required",
    )


@contextmanager
def _spool_file(folder: Path | None) -> Iterator[BinaryIO]:
    """A file without a name, in memory while it is small; a killed process leaves nothing of it."""
    file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - its own exit would raise, see below
        max_size=_PART_BYTES, dir=str(folder) if folder else None
    )
    try:
        yield cast("BinaryIO", file)
    finally:
        # Closing flushes, which fails once more when writing has failed.
        with suppress(OSError):
            file.close()


@contextmanager
def _spool_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "Storage: the upload could not be spooled.",
            why=f"{error.strerror or error}.",
            remedy="Free space in the folder for temporary files, then try again.",
        ) from error


def _status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]
