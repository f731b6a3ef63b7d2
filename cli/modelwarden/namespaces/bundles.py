"""Policy bundles."""

from __future__ import annotations

from pathlib import Path

from modelwarden.downloads import download
from modelwarden.namespaces.base import Namespace
from modelwarden.routes import route


class Bundles(Namespace):
    """The signed policy bundles that were ever in force."""

    def download(self, sha256: str, to: Path | str) -> Path:
        """Write the archive with this digest to a file."""
        return download(self._transport, route("bundles", sha256), Path(to), sha256=sha256)
