"""What lies behind a store: its files, seen and changed without it."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import boto3
import pytest

from registry.storage import BlobStore, DiskStore
from registry.storage.s3 import S3Store
from tests.s3_server import S3Server

_numbers = itertools.count()


class Place(Protocol):
    """A store and what only its owner sees."""

    @property
    def store(self) -> BlobStore: ...

    def visible(self) -> list[str]:
        """The digests of all blobs that are there."""

    def leftovers(self) -> list[str]:
        """What is there and is no blob: temporary files, uploads that were never completed."""

    def parts(self) -> list[str]:
        """The names of all parts of uploads that are there."""

    def file_of(self, sha256: str) -> Path:
        """The file that holds a blob."""

    def file_of_part(self, upload: str, sha256: str) -> Path:
        """The file that holds a part of an upload."""

    def grow_older(self, than: timedelta) -> None:
        """Make everything that was left behind older than this."""


@dataclass(frozen=True)
class DiskPlace:
    store: DiskStore
    root: Path

    def visible(self) -> list[str]:
        return sorted(f"sha256:{path.name}" for path in self.root.glob("??/*"))

    def leftovers(self) -> list[str]:
        return [path.name for path in (self.root / "incoming").iterdir()]

    def parts(self) -> list[str]:
        return sorted(path.name for path in (self.root / "uploads").glob("*/??/*"))

    def grow_older(self, than: timedelta) -> None:
        moment = time.time() - than.total_seconds() - 1
        for path in (*(self.root / "incoming").iterdir(), *(self.root / "uploads").glob("*")):
            os.utime(path, (moment, moment))

    def file_of(self, sha256: str) -> Path:
        name = sha256.removeprefix("sha256:")
        return self.root / name[:2] / name

    def file_of_part(self, upload: str, sha256: str) -> Path:
        name = sha256.removeprefix("sha256:")
        return self.root / "uploads" / upload / name[:2] / name


@dataclass(frozen=True)
class S3Place:
    store: S3Store
    server: S3Server
    bucket: str
    spool: Path

    def visible(self) -> list[str]:
        client = boto3.client("s3", endpoint_url=self.server.endpoint_url)
        found = client.list_objects_v2(Bucket=self.bucket, Prefix="blobs/", Delimiter="/").get("Contents", [])
        return sorted(f"sha256:{entry['Key'].removeprefix('blobs/')}" for entry in found)

    def parts(self) -> list[str]:
        client = boto3.client("s3", endpoint_url=self.server.endpoint_url)
        found = client.list_objects_v2(Bucket=self.bucket, Prefix="blobs/uploads/").get("Contents", [])
        return sorted(entry["Key"].rpartition("/")[2] for entry in found)

    def grow_older(self, than: timedelta) -> None:
        moment = time.time() - than.total_seconds() - 1
        for path in (self.server.home / "objects" / self.bucket).rglob("*"):
            os.utime(path, (moment, moment))

    def leftovers(self) -> list[str]:
        client = boto3.client("s3", endpoint_url=self.server.endpoint_url)
        uploads = client.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])
        return [entry["Key"] for entry in uploads] + [path.name for path in self.spool.iterdir()]

    def file_of(self, sha256: str) -> Path:
        return self.server.home / "objects" / self.bucket / "blobs" / sha256.removeprefix("sha256:")

    def file_of_part(self, upload: str, sha256: str) -> Path:
        folder = self.server.home / "objects" / self.bucket / "blobs" / "uploads" / upload
        return folder / sha256.removeprefix("sha256:")


def place_on(server: S3Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    """A new bucket on a server."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    bucket = server.make_bucket(f"bucket-{next(_numbers)}")
    spool = folder / "spool"
    spool.mkdir()
    store = S3Store(bucket, prefix="blobs", endpoint_url=server.endpoint_url, spool_dir=spool)
    return S3Place(store, server, bucket, spool)
