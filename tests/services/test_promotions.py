"""Promotion requests: what ends them, what they refuse, and that only one apply wins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from registry.contract.models import MoveAlias, VersionView
from registry.contract.promotions import (
    BreakGlassReason,
    ConfirmBreakGlass,
    OpenRollback,
    PromotionDetailView,
)
from registry.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    ModelwardenError,
    NotFoundError,
    SeparationOfDutiesError,
)
from registry.evidence.requests import EvidenceResult
from registry.services.aliases import alias_history, set_alias
from registry.services.applying import apply_promotion
from registry.services.break_glass import ask_break_glass, confirm_break_glass
from registry.services.context import Actor, open_unit
from registry.services.models import get_model
from registry.services.platform import Platform
from registry.services.promotions import open_rollback, withdraw_promotion
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]

REASON = BreakGlassReason(reason="The old model rejects everybody since this morning's change.")


def champion(platform: Platform, actor: Actor) -> int | None:
    with open_unit(platform, actor, read_only=True) as context:
        aliases = {alias.alias: alias.version for alias in get_model(context, MODEL).aliases}
    return aliases.get("champion")


def apply(platform: Platform, actor: Actor, promotion: str) -> str:
    with open_unit(platform, actor) as context:
        return apply_promotion(context, UUID(promotion)).request.state


def test_an_unsigned_request_is_not_applied_and_nothing_moves(
    platform: Platform, people: People, waiting: str
) -> None:
    assert apply(platform, people.emil, waiting) == "open"
    assert champion(platform, people.emil) is None


def test_of_two_applies_at_the_same_time_one_wins(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    journey.sign(people.rita, waiting, "risk_reviewer")
    journey.sign(people.leo, waiting, "legal_reviewer")
    emil = people.emil

    def attempt(_: int) -> str:
        try:
            return apply(platform, emil, waiting)
        except ModelwardenError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(attempt, range(8)))
    assert outcomes == ["applied"] + ["conflict"] * 7
    with open_unit(platform, emil, read_only=True) as context:
        assert [move.to_version for move in alias_history(context, MODEL)] == [1]


def test_what_was_withdrawn_stays_so(platform: Platform, people: People, waiting: str) -> None:
    with open_unit(platform, people.emil) as context:
        assert withdraw_promotion(context, UUID(waiting)).request.state == "withdrawn"
    with pytest.raises(ConflictError, match="withdrawn already"):
        apply(platform, people.emil, waiting)


def test_a_version_has_one_living_request_per_environment(
    people: People, journey: Journey, waiting: str
) -> None:
    with pytest.raises(ConflictError, match=waiting):
        journey.open(people.emil, 1)


def test_a_protected_alias_does_not_move_by_hand(platform: Platform, people: People, waiting: str) -> None:
    assert waiting
    with (
        pytest.raises(ForbiddenError, match="@champion is protected"),
        open_unit(platform, people.ada) as context,
    ):
        set_alias(context, MODEL, "champion", MoveAlias(version=1))
    with open_unit(platform, people.ada) as context:
        view = set_alias(context, MODEL, "shadow", MoveAlias(version=1))
    assert [(alias.alias, alias.protected) for alias in view.aliases] == [("shadow", False)]


@pytest.mark.parametrize(
    "alias",
    [
        "Champion",
        "\N{CYRILLIC SMALL LETTER ES}hampion",
        "\N{FULLWIDTH LATIN SMALL LETTER C}hampion",
        "champion ",
    ],
)
def test_nothing_that_looks_like_a_protected_alias_moves_by_hand(
    platform: Platform, people: People, waiting: str, alias: str
) -> None:
    assert waiting
    with (
        pytest.raises(InvalidInputError, match="not a name for an alias"),
        open_unit(platform, people.ada) as context,
    ):
        set_alias(context, MODEL, alias, MoveAlias(version=1))


def test_breaking_the_glass_takes_two_people_and_keeps_the_refusal(
    platform: Platform,
    people: People,
    journey: Journey,
    unfair: Credit,
    unfair_results: list[EvidenceResult],
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
) -> None:
    journey.set_up(people.emil, unfair)
    evaluated(people.emil, unfair, unfair_results)
    promotion = UUID(journey.open(people.emil, 1).request.id)
    with pytest.raises(ForbiddenError), open_unit(platform, people.emil) as context:
        ask_break_glass(context, promotion, REASON)
    with open_unit(platform, people.ada) as context:
        asked = confirming(ask_break_glass(context, promotion, REASON))
    with pytest.raises(SeparationOfDutiesError), open_unit(platform, people.ada) as context:
        confirm_break_glass(context, promotion, asked)
    assert champion(platform, people.ada) is None

    with open_unit(platform, people.rita) as context:
        detail = confirm_break_glass(context, promotion, asked)
    assert (detail.request.state, detail.request.kind) == ("applied", "break_glass")
    assert detail.decision is not None
    assert detail.decision.document.outcome == "deny"
    assert champion(platform, people.ada) == 1
    assert [event.action for event in detail.timeline][-3:] == [
        "decision.made",
        "alias.moved",
        "promotion.applied",
    ]


def test_who_confirms_answers_for_what_they_saw_and_for_nothing_else(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    promotion = UUID(waiting)
    with open_unit(platform, people.ada) as context:
        first = confirming(ask_break_glass(context, promotion, REASON))
        other = BreakGlassReason(reason="Somebody important is waiting for it.")
        second = confirming(ask_break_glass(context, promotion, other))
    refuse_to_break(platform, people, promotion, first)

    journey.sign(people.leo, waiting, "legal_reviewer")
    refuse_to_break(platform, people, promotion, second)
    assert champion(platform, people.ada) is None

    third = confirming(journey.look(people.rita, waiting))
    with open_unit(platform, people.rita) as context:
        detail = confirm_break_glass(context, promotion, third)
    assert (detail.request.state, detail.request.break_glass_reason) == ("applied", other.reason)
    assert detail.request.break_glass_digest is None


def refuse_to_break(platform: Platform, people: People, promotion: UUID, command: ConfirmBreakGlass) -> None:
    with (
        pytest.raises(ConflictError, match="changed since you looked"),
        open_unit(platform, people.rita) as context,
    ):
        confirm_break_glass(context, promotion, command)


def confirming(seen: PromotionDetailView) -> ConfirmBreakGlass:
    assert seen.request.break_glass_digest is not None
    return ConfirmBreakGlass(asked=seen.request.break_glass_digest)


def test_a_rollback_is_a_request_for_what_was_there_before(
    platform: Platform,
    people: People,
    journey: Journey,
    waiting: str,
    repaired: Credit,
    repaired_results: list[EvidenceResult],
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
) -> None:
    wanted = OpenRollback(model=MODEL, environment="production", reason="Version 2 is too slow.")
    with (
        pytest.raises(NotFoundError, match="nothing to go back to"),
        open_unit(platform, people.emil) as context,
    ):
        open_rollback(context, wanted)
    sign_and_apply(platform, people, journey, waiting)
    evaluated(people.emil, repaired, repaired_results)
    sign_and_apply(platform, people, journey, journey.open(people.emil, 2).request.id)
    assert champion(platform, people.emil) == 2

    with open_unit(platform, people.emil) as context:
        detail = open_rollback(context, wanted)
    assert (detail.request.kind, detail.request.version, detail.request.state) == ("rollback", 1, "open")
    assert champion(platform, people.emil) == 2
    sign_and_apply(platform, people, journey, detail.request.id)
    with open_unit(platform, people.emil, read_only=True) as context:
        moves = [(move.from_version, move.to_version) for move in alias_history(context, MODEL)]
    assert moves == [(2, 1), (1, 2), (None, 1)]


def sign_and_apply(platform: Platform, people: People, journey: Journey, promotion: str) -> None:
    journey.sign(people.rita, promotion, "risk_reviewer")
    journey.sign(people.leo, promotion, "legal_reviewer")
    assert apply(platform, people.emil, promotion) == "applied"
