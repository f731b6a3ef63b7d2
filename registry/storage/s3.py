"""Blobs in S3 (or whatever speaks its protocol) through boto3."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from registry.domain.canonical import hex_of
from registry.domain.errors import StorageError
from registry.storage.blobs import CHUNK_BYTES, Stored, spool

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SPOOL_IN_MEMORY = 8 * CHUNK_BYTES


class S3Store:
    """Blobs as objects `<prefix>/<hex>`; the digest is known before the object can be seen."""

    def __init__(self, bucket: str, *, prefix: str = "", endpoint_url: str | None = None) -> None:
        """Credentials and region come from where boto3 looks for them."""
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix else ""
        self._client: S3Client = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            config=Config(
                connect_timeout=5, read_timeout=30, retries={"max_attempts": 3, "mode": "standard"}
            ),
        )

    def put(self, chunks: Iterable[bytes], *, expected: str | None = None) -> Stored:
        """See `BlobStore.put`. The stream is spooled first, because its name is its digest."""
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY) as file:
            stored = spool(chunks, cast("BinaryIO", file), expected=expected)
            if not self.exists(stored.sha256):
                file.seek(0)
                with self._errors("the object could not be written"):
                    self._client.upload_fileobj(
                        cast("BinaryIO", file),
                        self._bucket,
                        self._key(stored.sha256),
                        ExtraArgs={"ChecksumAlgorithm": "SHA256"},
                    )
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See `BlobStore.open`."""
        with self._errors(f"{sha256} could not be read"):
            return cast(
                "BinaryIO", self._client.get_object(Bucket=self._bucket, Key=self._key(sha256))["Body"]
            )

    def exists(self, sha256: str) -> bool:
        """See `BlobStore.exists`."""
        with self._errors("the bucket could not be asked"):
            try:
                self._client.head_object(Bucket=self._bucket, Key=self._key(sha256))
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004 - HTTP
                    return False
                raise
        return True

    def check(self) -> None:
        """See `BlobStore.check`."""
        key = f"{self._prefix}probe"
        with self._errors("the probe could not be written"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=b"probe")
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _key(self, sha256: str) -> str:
        return self._prefix + hex_of(sha256)

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise StorageError(
                f"Storage: {what}.",
                why=f"{error}.",
                remedy=f"Check that bucket {self._bucket!r} is reachable and writable, then try again.",
            ) from error
