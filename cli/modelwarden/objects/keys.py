"""Public keys and certificates."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Key(Object):
    """A public file that signatures are verified with."""

    file: str
