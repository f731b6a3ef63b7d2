"""Datasets and their versions."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class Datasheet(Object):
    """What the data is, where it came from, what it must not be used for; empty means nobody said."""

    source: str = ""
    licence: str = ""
    collection: str = ""
    intended_use: str = ""
    known_gaps: str = ""
    sensitive_attributes: tuple[str, ...] = ()


class Dataset(Object):
    """A dataset of a project."""

    id: str
    project: str
    name: str
    description: str
    versions: int


class DatasetVersion(Object):
    """A dataset version; `digest` is of its content, `file_sha256` of the file that brought it."""

    id: str
    project: str
    dataset: str
    version: int
    digest: str
    file_sha256: str
    rows: int
    columns: tuple[dict[str, Any], ...]
    profile: dict[str, Any]
    datasheet: Datasheet
    registered_by: str
    registered_at: str
