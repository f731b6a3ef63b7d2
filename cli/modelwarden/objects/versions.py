"""Versions and their manifests."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class File(Object):
    """A file of the manifest; `size` in bytes, `sha256` as `sha256:<hex>`."""

    path: str
    size: int
    sha256: str


class SignatureField(Object):
    """A named input or output."""

    name: str
    type: str


class Signature(Object):
    """What a model takes and gives; empty when nobody said."""

    inputs: tuple[SignatureField, ...]
    outputs: tuple[SignatureField, ...]


class Version(Object):
    """A version: immutable, and identified by `digest`, the digest of its manifest."""

    id: str
    project: str
    model: str
    version: int
    digest: str
    files: tuple[File, ...]
    description: str
    framework: str
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    tags: dict[str, str]
    signature: Signature
    code_commit: str
    environment: str
    run: str | None
    registered_by: str
    registered_at: str
    aliases: tuple[str, ...]
    scan_job: str | None = None
