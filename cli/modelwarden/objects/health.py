"""How the installation is doing."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Part(Object):
    """One part that the registry depends on: `sound`, `doubtful` or `failed`, and what to do about it."""

    part: str
    health: str
    finding: str
    remedy: str


class Health(Object):
    """The whole installation; `status` is `ok` unless a part has failed."""

    status: str
    parts: tuple[Part, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can do its work."""
        return self.status == "ok"
