"""What a review's signature stands for: proposed by us, in the reviewer's hands."""

from __future__ import annotations

from registry.contract.promotions import PromotionView

VERDICTS = {"approve": "Approve", "request_changes": "Request changes", "reject": "Reject"}


def proposed_meanings(request: PromotionView) -> dict[str, str]:
    """The text that each verdict starts with."""
    what = f"{request.model} version {request.version}"
    seen = "I have looked at the checks and the evidence of the decision shown"
    return {
        "approve": f"{seen}, and approve that {what} goes to {request.environment}.",
        "request_changes": f"{seen}. Before {what} goes to {request.environment}, what I comment has to change.",
        "reject": f"{seen}, and object to {what} going to {request.environment}.",
    }
