"""The base of all result objects: frozen, and lenient, so that an old client survives a newer server.

Fields that this client does not know are kept (they come back out with `to_json`); words from a closed list
are plain text, since a newer server may know one more.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Object(BaseModel):
    """Something that the registry answered with."""

    model_config = ConfigDict(extra="allow", frozen=True, protected_namespaces=())

    def to_json(self) -> dict[str, Any]:
        """The plain JSON value, as the API gave it."""
        return self.model_dump(mode="json", by_alias=True)
