"""The store in S3: outages, buckets that are not there, writers that came second, and no boto3."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from registry.domain.canonical import digest_bytes
from registry.domain.errors import StorageError
from registry.storage.s3 import S3Store
from tests.s3_server import S3Server, running_s3
from tests.storage.places import S3Place, place_on
from tests.storage.samples import ABC, IN_PARTS, bytes_of, chunks_of, drain, read_all

BOUND_SECONDS = 30


@pytest.fixture
def outage_server() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


@pytest.fixture
def outage(outage_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    """A store on a server of its own, which may be stopped."""
    return place_on(outage_server, tmp_path, monkeypatch)


def test_a_stopped_server_is_a_storage_error_soon_and_all_is_well_after_it_is_back(outage: S3Place) -> None:
    store = outage.store
    store.put([b"abc"])
    outage.server.stop()
    started = time.monotonic()
    for act in (
        lambda: store.put([b"abcd"]),
        lambda: store.put(chunks_of(bytes_of(IN_PARTS))),
        lambda: store.open(ABC),
        lambda: store.exists(ABC),
        store.check,
    ):
        with pytest.raises(StorageError, match=f"Check that bucket '{outage.bucket}' is reachable"):
            act()
    assert time.monotonic() - started < BOUND_SECONDS
    outage.server.start()
    store.check()
    assert read_all(outage, ABC) == b"abc"
    assert outage.visible() == [ABC]


@pytest.mark.parametrize("size", [3, IN_PARTS])
def test_a_server_that_goes_away_during_an_upload_leaves_nothing(outage: S3Place, size: int) -> None:
    data = bytes_of(size)

    def interrupted() -> Iterator[bytes]:
        yield from chunks_of(data)
        outage.server.stop()

    with pytest.raises(StorageError):
        outage.store.put(interrupted())
    outage.server.start()
    assert (outage.visible(), outage.leftovers()) == ([], [])
    assert read_all(outage, outage.store.put(chunks_of(data)).sha256) == data


def test_a_server_that_goes_away_during_a_download_is_a_storage_error_and_no_end(outage: S3Place) -> None:
    stored = outage.store.put(chunks_of(bytes_of(64 << 20)))
    with outage.store.open(stored.sha256) as reader:
        assert len(reader.read(1000)) == 1000
        outage.server.stop()
        with pytest.raises(StorageError, match="could not be read"):
            drain(reader, bytearray())


def test_a_bucket_that_is_not_there_is_not_taken_for_an_empty_one(s3_place: S3Place) -> None:
    store = S3Store("no-such-bucket", endpoint_url=s3_place.server.endpoint_url)
    for act in (
        lambda: store.put([b"abc"]),
        lambda: store.open(ABC),
        lambda: store.exists(ABC),
        store.check,
    ):
        with pytest.raises(StorageError, match="'no-such-bucket'"):
            act()


def test_who_comes_second_does_not_write_again(s3_place: S3Place) -> None:
    """The file stays the same file, as the server was asked to write only where there is none."""
    s3_place.store.put([b"abc"])
    before = s3_place.file_of(ABC).stat()
    s3_place.store.put([b"abc"])
    after = s3_place.file_of(ABC).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_wrong_credentials_are_a_storage_error_without_the_secret(
    s3_place: S3Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "quite-another-secret")
    store = S3Store(s3_place.bucket, endpoint_url=s3_place.server.endpoint_url)
    with pytest.raises(StorageError, match="SignatureDoesNotMatch") as caught:
        store.put([b"abc"])
    assert "quite-another-secret" not in str(caught.value)


def test_an_endpoint_that_is_none_is_a_storage_error() -> None:
    with pytest.raises(StorageError, match="Check the endpoint"):
        S3Store("bucket", endpoint_url="not an address")


def test_the_store_on_disk_needs_no_boto3_and_the_one_in_s3_says_how_to_get_it() -> None:
    program = """
import sys
sys.modules["boto3"] = None  # Python's own way to say: this cannot be imported.
import registry.storage
from registry.domain.errors import MissingDependencyError
try:
    import registry.storage.s3
except MissingDependencyError as error:
    print(error.remedy)
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "Type: pip install 'modelwarden[s3]'\n"


@pytest.mark.parametrize("announced", [True, False])
def test_a_server_that_is_still_joining_parts_is_waited_for(
    s3_place: S3Place, monkeypatch: pytest.MonkeyPatch, *, announced: bool
) -> None:
    """It answered 200 to a second request while it joined 5 GiB, and the parts were removed meanwhile."""
    data = bytes_of(IN_PARTS)
    expected = digest_bytes(data) if announced else None
    store = s3_place.store
    upload: Any = store._client.upload_fileobj

    def slow(file: BinaryIO, *where: str, **options: Any) -> None:  # noqa: ANN401 - passed through
        sent = io.BytesIO(file.read())
        threading.Timer(1.5, lambda: upload(sent, *where, **options)).start()

    monkeypatch.setattr(store._client, "upload_fileobj", slow)
    stored = store.put([data], expected=expected)
    assert store.exists(stored.sha256)
    assert store.open(stored.sha256).read() == data


def test_an_object_that_never_appears_is_a_storage_error(
    s3_place: S3Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = s3_place.store
    monkeypatch.setattr(store, "_patience", 0.2)
    monkeypatch.setattr(store._client, "upload_fileobj", lambda file, *_where, **_options: file.read())
    data = bytes_of(IN_PARTS)
    with pytest.raises(StorageError, match="does not have it"):
        store.put([data], expected=digest_bytes(data))
