"""Decisions, byte for byte."""

from __future__ import annotations

from pathlib import Path

from modelwarden.downloads import download
from modelwarden.namespaces.base import Namespace
from modelwarden.objects.decisions import Decision
from modelwarden.routes import route

_FILES = ("input.json", "decision.json", "provenance.json", "bundle.tar.gz")


class Decisions(Namespace):
    """The gate's answers, with all that is needed to ask again without a server."""

    def get(self, decision_id: str) -> Decision:
        """A decision with its provenance."""
        return self._transport.get(route("decisions", decision_id), Decision)

    def download(self, decision_id: str, directory: Path | str) -> tuple[Path, ...]:
        """Write input, decision, provenance and policy bundle to a directory, verified.

        There, `opa eval -b bundle.tar.gz -i input.json data.modelwarden.gate.decision` decides the same.
        """
        provenance = self.get(decision_id).provenance
        digests = {
            "input.json": provenance.input_digest,
            "decision.json": provenance.decision_digest,
            "bundle.tar.gz": provenance.bundle_sha256,
        }
        return tuple(
            download(
                self._transport,
                route("decisions", decision_id, name),
                Path(directory) / name,
                sha256=digests.get(name),
            )
            for name in _FILES
        )
