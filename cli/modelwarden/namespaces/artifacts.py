"""Artifacts: bytes, streamed both ways and verified by their digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from modelwarden.digests import digest_file, read_chunks
from modelwarden.downloads import download
from modelwarden.errors import IntegrityError, InvalidInputError
from modelwarden.namespaces.base import Namespace
from modelwarden.objects.artifacts import Artifact, Upload
from modelwarden.progress import OnTransfer
from modelwarden.routes import route
from modelwarden.uploads import upload_in_parts

WHOLE_BYTES = 32 << 20
"""Files up to this size go in one request."""


class Artifacts(Namespace):
    """Files by digest, in a project. Memory use does not depend on their size."""

    def upload(self, project: str, path: Path | str, *, on_transfer: OnTransfer | None = None) -> Artifact:
        """Send a file. It is read twice: its digest goes ahead, and the server refuses what arrives wrong.

        A large file goes in parts. When that breaks off, sending the same file again goes on where it stood,
        also from a new process.
        """
        file = Path(path)
        if not file.is_file():
            raise InvalidInputError(f"{file} is not a file.", remedy="Check the path.")
        digest, size = digest_file(file)
        if size > WHOLE_BYTES and not self._transport.rehearses:
            return upload_in_parts(self._transport, project, file, digest, on_transfer)
        headers = {
            "Content-Length": str(size),
            "Content-Type": "application/octet-stream",
            "X-Content-SHA256": digest,
        }
        return self._transport.upload(
            route("projects", project, "artifacts"), Artifact, lambda: _read(file, size, on_transfer), headers
        )

    def get_upload(self, project: str, upload_id: str) -> Upload:
        """How far an upload in parts has come."""
        return self._transport.get(route("projects", project, "uploads", upload_id), Upload)

    def give_up_upload(self, project: str, upload_id: str) -> None:
        """Give an upload in parts up; nothing of it is kept."""
        self._transport.exchange("DELETE", route("projects", project, "uploads", upload_id))

    def download(
        self, project: str, sha256: str, to: Path | str, *, on_transfer: OnTransfer | None = None
    ) -> Path:
        """Write the bytes with this digest to a file; raises `IntegrityError` when others come."""
        path = route("projects", project, "artifacts", sha256)
        return download(self._transport, path, Path(to), sha256=sha256, on_transfer=on_transfer)


def _read(file: Path, size: int, on_transfer: OnTransfer | None) -> Iterator[bytes]:
    sent = 0
    with file.open("rb") as reader:
        for chunk in read_chunks(reader):
            sent += len(chunk)
            if sent > size:
                raise _changed(file)
            yield chunk
            if on_transfer:
                on_transfer(file.name, sent, size)
    if sent < size:
        raise _changed(file)


def _changed(file: Path) -> IntegrityError:
    return IntegrityError(
        f"{file} changed while it was being uploaded.",
        why="Its size is not what it was when its digest was taken.",
        remedy="Wait until nothing writes to it, then try again.",
    )
