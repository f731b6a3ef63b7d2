"""Evidence."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Evidence(Object):
    """One immutable document about one version, without its body; `newest` of its kind."""

    id: str
    kind: str
    assurance: str
    digest: str
    produced_by: str
    produced_at: str
    newest: bool
