"""A promotion request reads like a pull request: what fails, what is owed, who signed, what is next."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from modelwarden.cli.pages.promotion import draw_judgement, draw_promotion
from modelwarden.objects.promotions import Promotion
from tests.client.samples import DIGEST, FAIRNESS, MISSING, obligation, promotion, review


def _text(request: Promotion, *, judgement: bool = False, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    draw = draw_judgement if judgement else draw_promotion
    for part in draw(request, {"fairness": DIGEST}):
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _in_order(text: str, *words: str) -> None:
    places = [text.index(word) for word in words]
    assert places == sorted(places), text


def test_what_fails_is_told_with_actual_limit_evidence_remedy_and_law_in_this_order() -> None:
    text = _text(promotion(violations=[FAIRNESS]))
    _in_order(
        text,
        "credit version 2 → production (@champion)",
        "✗ Refused: 1 of 4 checks fails.",
        "Failing: 1 check",
        "✗ FAIR-001  Demographic parity ratio  high",
        "sex: demographic parity ratio …",
        "Actual    0.38 (91/343)",
        "Limit     at least 0.80 (4/5)",
        "Evidence  /evidence/fairness/body/attributes/0/disparities/1",
        DIGEST,
        "To do     Mitigate it, and register a new version.",
        "Because   EU AI Act Art. 10(2)(f)",
        "Checks  1 violated · 3 passed",
        "Next",
        "modelwarden promote checks request-1 --again",
    )


def test_missing_evidence_is_told_once_and_without_a_limit_that_was_never_reached() -> None:
    text = _text(promotion(violations=[MISSING], evaluated={"VAL-001": "no_evidence"}))
    assert text.count("/evidence/performance is missing") == 1
    assert "Limit" not in text


def test_the_findings_of_one_rule_share_their_remedy() -> None:
    other = FAIRNESS | {"observed": "0.5", "msg": "age: demographic parity ratio 0.5"}
    text = _text(promotion(violations=[FAIRNESS, other]))
    assert text.count("FAIR-001") == 1
    assert text.count("Actual") == 2
    assert text.count("To do") == 1


def test_why_the_gate_could_not_judge_comes_first() -> None:
    error = {"rule_id": "FAIR-001", "reason": "the parameter is not a number", "pointer": "/params/x"}
    text = _text(promotion(outcome="error", config_errors=[error], violations=[FAIRNESS]))
    _in_order(text, "could not judge", "the parameter is not a number", "/params/x", "Failing: 1 check")


def test_warnings_and_waived_findings_are_told_after_what_fails() -> None:
    waived = FAIRNESS | {"rule_id": "DOC-001", "waiver_ids": ["waiver-1"]}
    notice = {"waiver_id": "waiver-1", "rule_id": "DOC-001", "status": "expiring", "reason": "It ends soon."}
    text = _text(
        promotion(violations=[FAIRNESS], warnings=[MISSING], waived=[waived], waiver_notices=[notice])
    )
    _in_order(
        text, "waiver-1 for DOC-001 is expiring", "Failing", "Warnings", "! VAL-001", "Waived", "~ DOC-001"
    )


def test_what_is_owed_comes_before_what_was_given_and_names_the_command() -> None:
    owed = [obligation("legal_reviewer", given=1), obligation("risk_reviewer")]
    text = _text(promotion("open", "needs_approval", obligations=owed))
    _in_order(
        text,
        "Owed: 1 of 2",
        "○  risk reviewer   0 of 1",
        "✓  legal reviewer  1 of 1  by rita",
        "modelwarden promote review request-1 --role risk_reviewer --approve",
    )


def test_a_review_that_fell_says_why() -> None:
    fell = review(standing=False, fell_because=["The evidence has changed since it was signed."])
    stands = review(meaning="I still accept it.", comment="See the memo.")
    _in_order(
        _text(promotion("open", "needs_approval", reviews=[fell, stands])),
        "↓  Rita Risk approves as risk reviewer",
        "“I accept the residual risk.”",
        "fell: The evidence has changed since it was signed.",
        "✓  Rita Risk approves",
        "“I still accept it.”",
        "See the memo.",
    )


@pytest.mark.parametrize(
    ("verdict", "line"),
    [("reject", "✗  Rita Risk rejects"), ("request_changes", "!  Rita Risk requests changes")],
)
def test_a_review_says_what_it_wants(verdict: str, line: str) -> None:
    assert line in _text(promotion("open", "needs_approval", reviews=[review(verdict=verdict)]))


def test_broken_glass_is_loud() -> None:
    glass = {"break_glass_by": "rita", "break_glass_reason": "The bank is on fire."}
    asked = _text(promotion(request=glass, violations=[FAIRNESS]))
    assert "! rita asked to break the glass: The bank is on fire. It waits for a second person." in asked
    broken = _text(
        promotion("applied", "deny", request=glass | {"kind": "break_glass"}, violations=[FAIRNESS])
    )
    assert "! Glass broken by rita and emil" in broken
    assert "second person" not in broken


@pytest.mark.parametrize(
    ("request_", "command"),
    [
        (promotion("ready", "allow"), "modelwarden promote apply request-1"),
        (promotion("applied", "allow"), "modelwarden report audit request-1"),
    ],
)
def test_the_next_step_is_a_command(request_: Promotion, command: str) -> None:
    assert command in _text(request_)


def test_all_checks_are_listed_and_those_that_fail_come_first() -> None:
    text = _text(promotion(violations=[FAIRNESS], evaluated={"TIER-001": "not_applicable"}), judgement=True)
    table = text[text.index("All checks") :]
    _in_order(table, "FAIR-001", "✗ violated", "DOC-001", "✓ passed", "TIER-001", "- not applicable")


@pytest.mark.parametrize("width", [60, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = _text(promotion(violations=[FAIRNESS, MISSING], reviews=[review()]), width=width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_what_others_wrote_cannot_drive_the_terminal() -> None:
    text = _text(promotion(request={"reason": "\x1b[2J[bold]x[/bold]"}, violations=[FAIRNESS]))
    assert "\x1b" not in text
    assert "[bold]x[/bold]" in text


def test_a_request_that_was_not_judged_yet_is_shown_as_that() -> None:
    assert "Not judged yet." in _text(promotion("open", ""))
    assert "Not judged yet." in _text(promotion("open", ""), judgement=True)
