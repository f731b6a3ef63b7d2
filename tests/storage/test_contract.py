"""What both stores promise: whole blobs by digest or none, and what was stored comes back or an error."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.domain.errors import IntegrityError, InvalidInputError, StorageError
from registry.storage.blobs import CHUNK_BYTES, Stored
from tests.storage.places import Place
from tests.storage.samples import ABC, ABSENT, EMPTY, IN_PARTS, bytes_of, chunks_of, drain, read_all


@pytest.mark.parametrize(("data", "digest"), [(b"abc", ABC), (b"", EMPTY)])
def test_a_blob_is_named_by_its_sha256(place: Place, data: bytes, digest: str) -> None:
    assert not place.store.exists(digest)
    assert place.store.put([data]) == Stored(digest, len(data))
    assert place.store.exists(digest)
    assert (read_all(place, digest), place.visible(), place.leftovers()) == (data, [digest], [])


@pytest.mark.parametrize("size", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, IN_PARTS])
def test_a_blob_of_any_size_comes_back_as_it_was(place: Place, size: int) -> None:
    data = bytes_of(size)
    stored = place.store.put(chunks_of(data), expected=f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert stored.size == size
    assert read_all(place, stored.sha256) == data


@pytest.mark.parametrize("step", [1000, CHUNK_BYTES - 1, 5 * CHUNK_BYTES, -1])
def test_a_reader_serves_any_appetite(place: Place, step: int) -> None:
    data = bytes_of(3 * CHUNK_BYTES + 7)
    with place.store.open(place.store.put([data]).sha256) as reader:
        pieces = list(iter(lambda: reader.read(step), b""))
        assert reader.read(1) == b""
    assert b"".join(pieces) == data


@pytest.mark.parametrize("size", [3, IN_PARTS])
def test_bytes_other_than_announced_are_not_kept(place: Place, size: int) -> None:
    with pytest.raises(IntegrityError, match="Nothing was kept"):
        place.store.put(chunks_of(bytes_of(size)), expected=ABC)
    assert (place.visible(), place.leftovers()) == ([], [])


@pytest.mark.parametrize("size", [3, IN_PARTS])
def test_the_same_bytes_twice_are_one_blob(place: Place, size: int) -> None:
    first, second = (place.store.put(chunks_of(bytes_of(size))) for _ in range(2))
    assert first == second
    assert (place.visible(), place.leftovers()) == ([first.sha256], [])


@pytest.mark.parametrize("size", [3, IN_PARTS])
def test_the_same_bytes_from_four_writers_at_once_are_one_blob(place: Place, size: int) -> None:
    data = bytes_of(size)
    with ThreadPoolExecutor(4) as pool:
        stored = set(pool.map(lambda _: place.store.put(chunks_of(data)), range(4)))
    assert (place.visible(), place.leftovers()) == ([found.sha256 for found in stored], [])
    assert read_all(place, stored.pop().sha256) == data


def test_bytes_that_are_not_there_are_an_error_with_a_remedy(place: Place) -> None:
    assert not place.store.exists(ABSENT)
    with pytest.raises(StorageError, match="is missing") as caught:
        place.store.open(ABSENT)
    assert "Restore it from a backup" in caught.value.remedy


@pytest.mark.parametrize("name", ["abc", "sha256:../../../etc/passwd", ABC.upper(), f"{ABC}\n"])
def test_a_name_that_is_no_digest_reaches_no_file(place: Place, name: str) -> None:
    for ask in (place.store.exists, place.store.open):
        with pytest.raises(InvalidInputError, match="is not a digest"):
            ask(name)


@pytest.mark.parametrize("size", [CHUNK_BYTES, IN_PARTS])
def test_a_stream_that_breaks_midway_leaves_nothing_and_its_error_is_its_own(place: Place, size: int) -> None:
    def breaking() -> Iterator[bytes]:
        yield from chunks_of(bytes_of(size))
        raise ConnectionResetError("the other side hung up")

    with pytest.raises(ConnectionResetError, match="hung up"):
        place.store.put(breaking())
    assert (place.visible(), place.leftovers()) == ([], [])


@pytest.mark.parametrize("size", [1, CHUNK_BYTES, IN_PARTS])
def test_a_changed_byte_is_noticed_before_the_last_byte_is_handed_out(place: Place, size: int) -> None:
    data = bytearray(bytes_of(size))
    stored = place.store.put([bytes(data)])
    data[size // 2] ^= 1
    place.file_of(stored.sha256).write_bytes(data)
    read = bytearray()
    with place.store.open(stored.sha256) as reader:
        with pytest.raises(IntegrityError, match="Stored bytes were changed"):
            drain(reader, read)
        with pytest.raises(IntegrityError):  # Asking again gives no end that could be taken for a good one.
            reader.read()
    assert len(read) < size
    assert data.startswith(read)


@pytest.mark.parametrize("change", [slice(None, -1), slice(1, None), slice(0, 0)])
def test_a_blob_that_was_cut_is_noticed(place: Place, change: slice) -> None:
    data = bytes_of(2 * CHUNK_BYTES)
    stored = place.store.put([data])
    place.file_of(stored.sha256).write_bytes(data[change])
    with pytest.raises(IntegrityError):
        read_all(place, stored.sha256)


def test_a_blob_that_has_grown_is_noticed(place: Place) -> None:
    stored = place.store.put([b"abc"])
    place.file_of(stored.sha256).write_bytes(b"abcd")
    with pytest.raises(IntegrityError):
        read_all(place, stored.sha256)


def test_the_check_writes_and_leaves_nothing(place: Place) -> None:
    place.store.check()
    assert (place.visible(), place.leftovers()) == ([], [])
