"""The base of all result objects: frozen, and lenient, so that an old client survives a newer server.

Fields that this client does not know are kept (they come back out with `to_json`); words from a closed list
are plain text, since a newer server may know one more.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr


class Object(BaseModel):
    """Something that the registry answered with."""

    model_config = ConfigDict(extra="allow", frozen=True, protected_namespaces=())

    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str | None:
        """Its entity tag, to be given as `if_match`; None for the items of a list, which have none."""
        return self._etag

    def to_json(self) -> dict[str, Any]:
        """The plain JSON value, as the API gave it."""
        return self.model_dump(mode="json", by_alias=True)
