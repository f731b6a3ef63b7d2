"""What `modelwarden.register` gives: a version with its evidence, from which one asks for promotion."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelwarden.objects.evidence import Evidence
from modelwarden.objects.promotions import Promotion
from modelwarden.objects.versions import Version

if TYPE_CHECKING:
    from modelwarden.client import Client


@dataclass(frozen=True)
class Registration:
    """A registered version. `notes` say what the reader should know, e.g. what lowers its assurance."""

    version: Version
    evidence: tuple[Evidence, ...]
    notes: tuple[str, ...] = ()
    client: Client | None = field(default=None, repr=False, compare=False)

    @property
    def assurance(self) -> Mapping[str, str]:
        """How each kind of evidence came about: `reproduced`, `recomputed` or `declared`."""
        return {found.kind: found.assurance for found in self.evidence}

    def promote(self, environment: str, reason: str) -> Promotion:
        """Ask for the version to enter an environment; the answer says what the gate thinks of it."""
        from modelwarden.client import Client

        model, number = self.version.model, self.version.version
        with Client.from_env() if self.client is None else nullcontext(self.client) as client:
            return client.promotions.open(model, number, environment=environment, reason=reason)

    def __str__(self) -> str:
        lines = [f"{self.version.model} version {self.version.version}, {self.version.digest}"]
        lines += [f"  {kind}: {level}" for kind, level in self.assurance.items()]
        return "\n".join([*lines, *(f"  Note: {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        from modelwarden.notebooks import registration_html

        return registration_html(self)
