"""Sending a large file in parts, and going on where it broke off.

Nothing is remembered on this side: the server finds the upload again by the file's digest. So a new process
goes on like an old one. Two that send the same file at once as the same person help each other.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from modelwarden.digests import CHUNK
from modelwarden.errors import (
    IntegrityError,
    ModelwardenError,
    ServerError,
    UploadBusyError,
    WrongOffsetError,
)
from modelwarden.objects.artifacts import Artifact, Upload
from modelwarden.progress import OnTransfer
from modelwarden.routes import route
from modelwarden.transport import Transport

PAUSES = (0.2, 0.6, 1.8, 5.0, 10.0, 20.0)
"""Seconds to wait for a server or a connection that is gone, before the file is given up for now."""
_COMPLETION_SECONDS = 60.0
_COMPLETION_RATE = 20e6  # Bytes a second that a slow storage is read and written with.
_LOOK_AGAIN_SECONDS = 2.0
_PASSING = frozenset(
    {None, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)


def upload_in_parts(
    transport: Transport,
    project: str,
    file: Path,
    digest: str,
    on_transfer: OnTransfer | None = None,
    *,
    pauses: tuple[float, ...] = PAUSES,
) -> Artifact:
    """Send what the server has not got yet of a file, and make it an artifact.

    Raises:
        ServerError: the server was gone for longer than `pauses`; what has arrived is kept for a while.
        IntegrityError: the file changed while it was being sent.
    """
    return _Sender(transport, project, file, on_transfer, pauses).send(digest)


class _Sender:
    def __init__(
        self,
        transport: Transport,
        project: str,
        file: Path,
        on_transfer: OnTransfer | None,
        pauses: tuple[float, ...],
    ) -> None:
        self._transport = transport
        self._project = project
        self._file = file
        self._on_transfer = on_transfer
        self._pauses = pauses

    def send(self, digest: str) -> Artifact:
        body = {"sha256": digest, "size": self._file.stat().st_size}
        upload = self._transport.send("POST", self._route(), Upload, body)
        failures = 0
        while True:
            before = upload.offset
            try:
                if upload.offset < upload.size:
                    upload = self._send_part(upload)
                else:
                    return self._complete(upload)
            except ServerError as error:
                self._rest(error, failures)
            except WrongOffsetError:
                self._rest(None, failures)
            upload = self._look(upload) if upload.offset == before else upload
            failures = failures + 1 if upload.offset == before else 0

    def _complete(self, upload: Upload) -> Artifact:
        """Wait for the server to join and hash it all: longer for what is larger."""
        seconds = _COMPLETION_SECONDS + upload.size / _COMPLETION_RATE
        deadline = time.monotonic() + seconds
        while True:
            try:
                path = self._route(upload.id, "complete")
                return self._transport.send("POST", path, Artifact, timeout=seconds)
            except UploadBusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_AGAIN_SECONDS)

    def _rest(self, error: ServerError | None, failures: int) -> None:
        if error is not None and error.status not in _PASSING:
            raise error
        if failures >= len(self._pauses):
            raise error or _crowded(self._file)
        time.sleep(self._pauses[failures])

    def _look(self, upload: Upload) -> Upload:
        """How far it has come; the server may still be away."""
        try:
            return self._transport.get(self._route(upload.id), Upload)
        except ServerError:
            return upload

    def _send_part(self, upload: Upload) -> Upload:
        size = min(upload.part_size, upload.size - upload.offset)
        digest = hashlib.sha256()
        for chunk in self._read(upload.offset, size):
            digest.update(chunk)
        headers = {
            "Content-Length": str(size),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(upload.offset),
            "X-Content-SHA256": f"sha256:{digest.hexdigest()}",
        }
        sent = self._transport.upload(
            self._route(upload.id),
            Upload,
            lambda: self._read(upload.offset, size),
            headers,
            method="PATCH",
        )
        if self._on_transfer:
            self._on_transfer(self._file.name, sent.offset, sent.size)
        return sent

    def _read(self, start: int, size: int) -> Iterator[bytes]:
        with self._file.open("rb") as reader:
            reader.seek(start)
            while size:
                chunk = reader.read(min(CHUNK, size))
                if not chunk:
                    raise _changed(self._file)
                size -= len(chunk)
                yield chunk

    def _route(self, *more: str) -> str:
        return route("projects", self._project, "uploads", *more)


def _changed(file: Path) -> IntegrityError:
    return IntegrityError(
        f"{file} changed while it was being uploaded.",
        why="It is shorter than it was when its digest was taken.",
        remedy="Wait until nothing writes to it, then try again.",
    )


def _crowded(file: Path) -> ModelwardenError:
    return WrongOffsetError(
        f"{file} is being uploaded by somebody else with your account.",
        why="Each of your parts came too late.",
        remedy="Wait until that is done, then try again.",
    )
