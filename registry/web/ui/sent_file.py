"""A form with a file: its fields first, and then the file as a stream, in memory a chunk at a time.

Werkzeug would write the whole file aside before anybody had looked at the secret of the form. Browsers send
what a form holds in the order of the page, so the file comes last there, and nothing may come after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import (
    Data,
    Epilogue,
    Event,
    Field,
    File,
    MultipartDecoder,
    NeedData,
    Preamble,
)

from registry.domain.errors import InvalidInputError, MalformedError, TooLargeError

Fields = list[tuple[str, str]]
_CHUNK = 1 << 16
_FIELDS_BYTES = 1 << 18
_PARTS = 100
_REMEDY = "Open the page again and fill the form in there. Nothing was changed."


class SentForm:
    """What a multipart body holds. `file` is the name of the file, once the fields are read."""

    def __init__(self, body: IO[bytes], boundary: str) -> None:
        self._events = _events(body, boundary)
        self.file: tuple[str, str] | None = None

    def read_fields(self) -> Fields:
        """The fields that come before the file; raises `MalformedError` or `TooLargeError`."""
        found, room = [], _FIELDS_BYTES
        for event in self._events:
            if isinstance(event, File):
                self.file = (event.name or "", event.filename)
                break
            if isinstance(event, Field):
                text = self._text(room)
                room -= len(text)
                found.append((event.name or "", _decoded(text)))
        return found

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes; raises `MalformedError` when it breaks off, or is not the end of the form."""
        for event in self._events:
            if not isinstance(event, Data):
                raise _malformed("Something comes after the file, which has to be the last.")
            if event.data:
                yield event.data

    def _text(self, room: int) -> bytes:
        text = b""
        for event in self._events:
            text += event.data if isinstance(event, Data) else b""
            if len(text) > room:
                raise _too_large()
            if not (isinstance(event, Data) and event.more_data):
                break
        return text


def open_sent_form(most_bytes: int) -> None:
    """Read the fields of a form with a file into `request.form`; the file is left where it is."""
    if request.mimetype != "multipart/form-data":
        return
    # What is refused from here on is not to be read again by whoever looks for a field.
    request.form = ImmutableMultiDict()
    request.max_content_length = most_bytes + _FIELDS_BYTES
    g.sent_form = SentForm(request.stream, request.mimetype_params.get("boundary", ""))
    request.form = ImmutableMultiDict(g.sent_form.read_fields())


def sent_file(name: str) -> Iterator[bytes]:
    """The file of the form that was opened, in chunks; raises `InvalidInputError` when none was chosen."""
    sent: SentForm | None = g.get("sent_form")
    if sent is None or sent.file is None or sent.file[0] != name or not sent.file[1]:
        raise InvalidInputError(
            "No file was sent.",
            why=f"At /{name}.",
            remedy="Choose one, then send the form.",
            pointer=f"/{name}",
        )
    return sent.chunks()


def _events(body: IO[bytes], boundary: str) -> Iterator[Event]:
    try:
        decoder = MultipartDecoder(boundary.encode("ascii"), 4 * _CHUNK, max_parts=_PARTS)
        if not boundary:
            raise _malformed("It names no boundary between its parts.")
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, NeedData):
                decoder.receive_data(body.read(_CHUNK) or None)
            elif not isinstance(event, Preamble):
                yield event
    except RequestEntityTooLarge:
        raise _too_large() from None
    except ValueError as error:
        raise _malformed("It breaks off, or is not multipart/form-data (RFC 7578).") from error


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed("A field of it is not UTF-8.") from None


def _too_large() -> TooLargeError:
    return TooLargeError(
        "The form is too large.",
        why=f"Besides its file it has more than {_FIELDS_BYTES >> 10} KiB, or more than {_PARTS} parts.",
        remedy="Shorten the texts in it. Nothing was changed.",
    )


def _malformed(why: str) -> MalformedError:
    return MalformedError("The form is not understood.", why=why, remedy=_REMEDY)
