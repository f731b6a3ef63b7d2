"""What a review's signature stands for: proposed here, in the reviewer's hands."""

from __future__ import annotations

from registry.contract.promotions import PromotionView


def proposed_meanings(request: PromotionView) -> dict[str, str]:
    """The text that each verdict starts with."""
    what = f"{request.model} version {request.version}"
    seen = "I have looked at the checks and the evidence of this decision"
    return {
        "approve": f"{seen}, and approve that {what} goes to {request.environment}.",
        "request_changes": f"{seen}. Before {what} goes to {request.environment}, something has to change.",
        "reject": f"{seen}, and object to {what} going to {request.environment}.",
    }
