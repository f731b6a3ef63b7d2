"""Lineage, asked both ways."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace, given
from modelwarden.objects.lineage import Lineage
from modelwarden.routes import route


class LineageNamespace(Namespace):
    """What came from what."""

    def of_version(
        self, model: str, version: int, *, direction: str = "upstream", hops: int | None = None
    ) -> Lineage:
        """What a version comes from (`upstream`), what came from it (`downstream`), or `both`.

        Of the whole graph, or of so many hops.
        """
        path = route("models", model, "versions", version, "lineage")
        return self._transport.get(path, Lineage, given({"direction": direction, "hops": hops}))

    def of_dataset_version(
        self,
        project: str,
        name: str,
        version: int,
        *,
        direction: str = "downstream",
        hops: int | None = None,
    ) -> Lineage:
        """What came from a dataset version: the versions trained on it, and where they are deployed."""
        path = route("projects", project, "datasets", name, "versions", version, "lineage")
        return self._transport.get(path, Lineage, given({"direction": direction, "hops": hops}))
