"""Public keys and certificates."""

from __future__ import annotations

from pathlib import Path

from modelwarden.downloads import download
from modelwarden.namespaces.base import Namespace
from modelwarden.objects.keys import Key
from modelwarden.routes import route


class Keys(Namespace):
    """What signatures are verified with; open to everybody."""

    def list(self) -> tuple[Key, ...]:
        """The public files."""
        return self._transport.get_all(route("keys"), Key)

    def download(self, name: str, directory: Path | str) -> Path:
        """Write one of the files to a directory."""
        return download(self._transport, route("keys", name), Path(directory) / Path(name).name)
