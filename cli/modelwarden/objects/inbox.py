"""The inbox."""

from __future__ import annotations

from modelwarden.objects.base import Object
from modelwarden.objects.promotions import PromotionRequest


class Attention(Object):
    """Something that somebody should look at; `path` is where it is shown."""

    kind: str
    what: str
    why: str
    path: str
    project: str
    at: str


class RecentDecision(Object):
    """A decision as a list shows it."""

    id: str
    promotion: str
    model: str
    version: int
    environment: str
    outcome: str
    occasion: str
    decided_at: str


class Inbox(Object):
    """Requests by what I can do about them, what needs attention, and the newest decisions."""

    to_confirm: tuple[PromotionRequest, ...]
    to_sign: tuple[PromotionRequest, ...]
    to_apply: tuple[PromotionRequest, ...]
    to_mend: tuple[PromotionRequest, ...]
    refused: tuple[PromotionRequest, ...]
    applied: tuple[PromotionRequest, ...]
    attention: tuple[Attention, ...]
    decided: tuple[RecentDecision, ...]
