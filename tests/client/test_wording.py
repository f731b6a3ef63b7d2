"""Where a promotion request stands, in one sentence."""

from __future__ import annotations

import pytest

from modelwarden.objects.promotions import Promotion
from tests.client.samples import FAIRNESS, MISSING, obligation, promotion

GLASS = {"kind": "break_glass", "break_glass_by": "rita", "break_glass_reason": "The bank is on fire."}


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (promotion(violations=[FAIRNESS]), "Refused: 1 of 4 checks fails."),
        (promotion(violations=[FAIRNESS, FAIRNESS, MISSING]), "Refused: 2 of 4 checks fail."),
        (
            promotion(outcome="error", config_errors=[{"rule_id": "", "reason": "r", "pointer": "/p"}]),
            "Refused: the gate could not judge, because of 1 configuration error.",
        ),
        (
            promotion("open", "needs_approval", obligations=[obligation("risk_reviewer")]),
            "Waiting: nothing fails, and it is for a risk reviewer to sign.",
        ),
        (
            promotion(
                "open",
                "needs_approval",
                obligations=[
                    obligation("legal_reviewer"),
                    obligation("risk_reviewer", required=2),
                    obligation("validator", given=1),
                ],
            ),
            "Waiting: nothing fails, and it is for a legal reviewer and 2 of risk reviewer to sign.",
        ),
        (
            promotion("ready", "allow"),
            "Ready: nothing fails, nothing is owed, and @champion can be moved now.",
        ),
        (promotion("applied", "allow"), "Applied: emil moved @champion to version 2."),
        (
            promotion("applied", "deny", request=GLASS, violations=[FAIRNESS]),
            "Glass broken by rita and emil: @champion moved to version 2 without the gate's leave.",
        ),
        (promotion("withdrawn", "deny"), "Withdrawn by emil."),
        (promotion("open", ""), "Not judged yet."),
        (promotion("open", "a_word_of_tomorrow"), "The gate answered 'a_word_of_tomorrow'."),
    ],
)
def test_the_sentence_says_where_it_stands(request_: Promotion, sentence: str) -> None:
    assert request_.summary == sentence


def test_what_fails_and_what_is_owed_can_be_asked_of_the_request() -> None:
    waiting = promotion(
        violations=[FAIRNESS],
        obligations=[obligation("risk_reviewer", given=1), obligation("legal_reviewer")],
    )
    assert [finding.rule_id for finding in waiting.checks_failing] == ["FAIR-001"]
    assert [owed.role for owed in waiting.obligations_owed] == ["legal_reviewer"]
    assert promotion("open", "").checks_failing == ()
