"""Two versions held against each other: which way each figure went, and what else is not the same."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from registry.contract.comparison import ComparisonView, FigureChange
from registry.contract.gate_input import SignatureInput
from registry.contract.models import FileRef, VersionView
from registry.contract.rates import Interval, Rate
from registry.domain.errors import NotFoundError
from registry.evidence.rates import rate as wilson
from registry.evidence.requests import EvidenceResult
from registry.services.comparison import compare_versions
from registry.services.comparison.changes import change_of, change_of_rate, interval_of_change
from registry.services.comparison.contents import compare_files, compare_signatures
from registry.services.context import Actor, open_unit
from registry.services.platform import Platform
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People

Evaluated = Callable[[Actor, Credit, list[EvidenceResult]], VersionView]
A, B, C = (f"sha256:{letter * 64}" for letter in "abc")


def compare(platform: Platform, actor: Actor, before: int, after: int) -> ComparisonView:
    with open_unit(platform, actor, read_only=True) as context:
        return compare_versions(context, MODEL, before, after)


def figure(figures: list[FigureChange], name: str) -> FigureChange:
    [found] = [one for one in figures if one.name == name]
    return found


@pytest.fixture
def versions(
    journey: Journey,
    people: People,
    unfair: Credit,
    repaired: Credit,
    unfair_results: list[EvidenceResult],
    repaired_results: list[EvidenceResult],
    evaluated: Evaluated,
) -> Platform:
    """Version 1 treats the young worse, version 2 does not, and version 3 has no evidence but its scan."""
    journey.set_up(people.emil, unfair)
    evaluated(people.emil, unfair, unfair_results)
    evaluated(people.emil, repaired, repaired_results)
    journey.register(people.emil, repaired)
    return journey.platform


@pytest.mark.database
@pytest.mark.slow
def test_the_repaired_version_is_better_and_the_way_back_is_worse(versions: Platform, people: People) -> None:
    found = compare(versions, people.otto, 1, 2)
    assert (found.before.version, found.after.version, found.same_files) == (1, 2, False)
    [age] = [one for one in found.fairness.attributes if one.name == "age_band"]
    ratio = figure(age.disparities, "demographic_parity_ratio")
    assert (ratio.wanted, ratio.direction) == ("higher", "better")
    assert ratio.change is not None
    assert ratio.before is not None
    assert ratio.after is not None
    assert math.isclose(ratio.change, ratio.after - ratio.before, abs_tol=1e-12)
    assert {one.group for one in age.groups} == {"25 and under", "over 25"}
    accuracy = figure(found.performance.figures, "accuracy")
    assert accuracy.direction == "better"
    assert accuracy.beyond_chance is True
    assert accuracy.interval is not None
    assert accuracy.change is not None
    assert 0 < accuracy.interval.low < accuracy.change < accuracy.interval.high
    assert figure(found.performance.figures, "brier").wanted == "lower"
    assert figure(found.performance.figures, "selection_rate").direction == "neutral"

    back = compare(versions, people.otto, 2, 1)
    assert figure(back.performance.figures, "accuracy").direction == "worse"
    assert (back.tally.better, back.tally.worse) == (found.tally.worse, found.tally.better)
    assert found.tally.better > 0
    assert found.fairness.cautions == []
    assert found.data[0].same_content
    assert found.files.changed[0].path == "model.onnx"
    assert found.signature.changed == []
    assert {fact.name for fact in found.facts} == {"run"}


@pytest.mark.database
@pytest.mark.slow
def test_what_is_missing_on_one_side_is_unknown_and_not_worse(versions: Platform, people: People) -> None:
    found = compare(versions, people.otto, 2, 3)
    assert (found.tally.better, found.tally.worse, found.tally.neutral) == (0, 0, 0)
    assert found.tally.unknown > 0
    assert found.performance.cautions == ["Version 3 has no performance evidence."]
    accuracy = figure(found.performance.figures, "accuracy")
    assert (accuracy.after, accuracy.change, accuracy.direction) == (None, None, "unknown")
    assert accuracy.note == "Version 3 has no performance evidence."
    assert found.same_files
    nothing = compare(versions, people.otto, 3, 3)
    assert (nothing.performance.figures, nothing.fairness.attributes, nothing.facts) == ([], [], [])


@pytest.mark.database
@pytest.mark.slow
def test_whoever_may_not_read_the_project_is_told_nothing(versions: Platform, people: People) -> None:
    with pytest.raises(NotFoundError, match="No such thing"):
        compare(versions, people.olga, 1, 2)
    with pytest.raises(NotFoundError, match="no version 9"):
        compare(versions, people.otto, 1, 9)


def rate(k: int, n: int, low: float, high: float) -> Rate:
    interval = Interval(method="wilson", level="0.95", low=low, high=high)
    return Rate(k=k, n=n, value=k / n, interval=interval)


def test_the_interval_of_a_change_is_that_of_newcombes_paper() -> None:
    """Newcombe 1998, table II, row (a): 56/70 against 48/80 gives 0.0524 to 0.3339 by method 10."""
    found = interval_of_change(wilson(48, 80, "0.95", ""), wilson(56, 70, "0.95", ""))
    assert found is not None
    assert found.method == "newcombe"
    assert math.isclose(found.low, 0.0524, abs_tol=5e-5)
    assert math.isclose(found.high, 0.3339, abs_tol=5e-5)


def test_a_change_within_chance_is_told_as_such() -> None:
    found = change_of_rate("accuracy", "higher", rate(50, 100, 0.4038, 0.5962), rate(52, 100, 0.4232, 0.6154))
    assert (found.direction, found.beyond_chance) == ("better", False)


def test_rates_without_rows_are_unknown_and_say_why() -> None:
    empty = Rate(k=0, n=0, value=None, interval=None, reason="no rows")
    found = change_of_rate("accuracy", "higher", rate(50, 100, 0.4, 0.6), empty, "a note")
    assert (found.direction, found.interval, found.beyond_chance) == ("unknown", None, None)
    assert found.note == "no rows"


@pytest.mark.parametrize(
    ("wanted", "before", "after", "direction"),
    [
        ("higher", 0.1, 0.2, "better"),
        ("higher", 0.2, 0.1, "worse"),
        ("lower", 0.1, 0.2, "worse"),
        ("lower", 0.2, 0.1, "better"),
        ("neither", 0.1, 0.2, "neutral"),
        ("higher", 0.2, 0.2, "neutral"),
        ("higher", None, 0.2, "unknown"),
        ("neither", 0.2, None, "unknown"),
    ],
)
def test_which_way_a_figure_went(
    wanted: str, before: float | None, after: float | None, direction: str
) -> None:
    assert change_of("x", wanted, before, after).direction == direction  # type: ignore[arg-type]


def test_files_are_compared_by_path_and_digest() -> None:
    before = [FileRef(path=path, size=1, sha256=A) for path in ("gone", "kept", "other")]
    after = [
        FileRef(path="kept", size=1, sha256=A),
        FileRef(path="new", size=2, sha256=C),
        FileRef(path="other", size=3, sha256=B),
    ]
    found = compare_files(before, after)
    told = [(one.path, one.before_size, one.after_size) for one in found.changed]
    assert told == [("gone", 1, None), ("new", None, 2), ("other", 1, 3)]
    assert found.unchanged == 1


def test_a_signature_breaks_callers_by_a_new_input_a_lost_output_and_another_type() -> None:
    def signature(inputs: dict[str, str], outputs: dict[str, str]) -> SignatureInput:
        parts = {"inputs": inputs, "outputs": outputs}
        return SignatureInput.model_validate(
            {part: [{"name": n, "type": t} for n, t in fields.items()] for part, fields in parts.items()}
        )

    found = compare_signatures(
        signature(
            {"age": "integer", "debt": "number", "sex": "string"}, {"score": "number", "why": "string"}
        ),
        signature(
            {"age": "number", "debt": "number", "income": "number"}, {"score": "number", "p": "number"}
        ),
    )
    breaks = {(one.side, one.name): one.breaks for one in found.changed}
    assert breaks == {
        ("input", "age"): True,
        ("input", "sex"): False,
        ("input", "income"): True,
        ("output", "why"): True,
        ("output", "p"): False,
    }
    assert found.unchanged == 2
