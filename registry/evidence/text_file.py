"""Text files: UTF-8 without null bytes, such as JSON, CSV, YAML, Markdown and source code."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import IO

_CHUNK = 1 << 20
_LARGEST_JSON = 16 * _CHUNK
_YAML_PYTHON = b"!!python/"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file's format, and what is unsafe about it, if anything."""

    format: str
    finding: str


def read_text(data: IO[bytes]) -> TextFile | None:
    """What kind of text this is; None when it is binary."""
    data.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    finding, tail = "", b""
    try:
        while chunk := data.read(_CHUNK):
            if b"\x00" in chunk:
                return None
            decoder.decode(chunk)
            if _YAML_PYTHON in tail + chunk:
                finding = "It is YAML that makes Python objects (!!python/)."
            tail = chunk[-len(_YAML_PYTHON) :]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return TextFile("JSON" if _is_json(data) else "text", finding)


def _is_json(data: IO[bytes]) -> bool:
    if data.seek(0, 2) > _LARGEST_JSON:
        return False
    data.seek(0)
    try:
        return isinstance(json.loads(data.read()), dict | list)
    except (ValueError, RecursionError):
        return False
