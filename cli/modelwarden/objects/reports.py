"""Reports."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Report(Object):
    """A report that can be downloaded; `promotion` and `decision` are null for what is about a version."""

    id: str
    kind: str
    model: str
    version: int
    promotion: str | None
    decision: str | None
    file_name: str
    media_type: str
    sha256: str
    size: int
    created_by: str
    created_at: str
