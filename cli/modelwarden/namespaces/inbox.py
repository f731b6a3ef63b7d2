"""The inbox."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.inbox import Inbox
from modelwarden.routes import route


class InboxNamespace(Namespace):
    """What waits for me."""

    def read(self) -> Inbox:
        """Requests that I can move on, what needs attention, and the newest decisions."""
        return self._transport.get(route("inbox"), Inbox)
