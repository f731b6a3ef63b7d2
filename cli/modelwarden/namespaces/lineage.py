"""Lineage, asked both ways."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.lineage import Lineage
from modelwarden.routes import route


class LineageNamespace(Namespace):
    """What came from what."""

    def of_version(self, model: str, version: int, *, direction: str = "upstream") -> Lineage:
        """What a version comes from (`upstream`), or what came from it (`downstream`)."""
        path = route("models", model, "versions", version, "lineage")
        return self._transport.get(path, Lineage, {"direction": direction})

    def of_dataset_version(
        self, project: str, name: str, version: int, *, direction: str = "downstream"
    ) -> Lineage:
        """What came from a dataset version: the versions trained on it, and where they are deployed."""
        path = route("projects", project, "datasets", name, "versions", version, "lineage")
        return self._transport.get(path, Lineage, {"direction": direction})
