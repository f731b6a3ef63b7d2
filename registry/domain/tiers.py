"""Risk tiers, heaviest first (the AI Act's classes)."""

from __future__ import annotations

from enum import StrEnum


class RiskTier(StrEnum):
    """How much may go wrong for people."""

    PROHIBITED = "prohibited"
    HIGH = "high"
    LIMITED = "limited"
    MINIMAL = "minimal"

    def is_below(self, other: RiskTier) -> bool:
        """Whether this tier asks for less than the other."""
        order = list(RiskTier)
        return order.index(self) > order.index(other)
