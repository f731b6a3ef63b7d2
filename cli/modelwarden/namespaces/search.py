"""Search."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.search import Found
from modelwarden.routes import route


class Search(Namespace):
    """Find a thing of which you know a part of the name, or the first digits of its digest."""

    def find(self, text: str, *, limit: int = 10) -> Found:
        """What is called like that, up to `limit` of each kind."""
        return self._transport.get(route("search"), Found, {"q": text, "limit": limit})
