"""What a search found."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Hit(Object):
    """One thing; `path` is where its page is, on the registry's address."""

    kind: str
    title: str
    detail: str
    path: str


class Found(Object):
    """All of it; of the kinds in `more` there is more than that."""

    q: str
    items: tuple[Hit, ...]
    more: tuple[str, ...]
