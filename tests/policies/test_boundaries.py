"""Thresholds to the last digit, with Python's exact fractions as the peer."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.policies.workspace import base_input, decide, evaluate

ATTRIBUTES = ("evidence", "fairness", "body", "attributes")
FOUR_FIFTHS = Fraction(4, 5)

# The EEOC's questions and answers on 29 CFR 1607.4(D), 1979: of these rates only 45 % is below four fifths
# of the highest, 60 %; 48 % is exactly four fifths of it.
EEOC = {"American Indians": (45, False), "Hispanics": (48, True), "Blacks": (51, True)}


def test_eeoc_example(workspace: Path) -> None:
    decisions = decide(workspace, [_with_ratio(Fraction(rate, 60)) for rate, _ in EEOC.values()])

    passed = {
        group: found["evaluated"]["FAIR-001"] == "passed"
        for group, found in zip(EEOC, decisions, strict=True)
    }
    assert passed == {group: in_order for group, (_, in_order) in EEOC.items()}


def test_exactly_four_fifths_where_floats_miss_it(workspace: Path) -> None:
    lower, higher = Fraction(4, 25), Fraction(5, 25)
    assert (4 / 25) / (5 / 25) < 0.8  # what a formatted or floating number would be compared with

    (decision,) = decide(workspace, [_with_ratio(lower / higher)])

    assert decision["evaluated"]["FAIR-001"] == "passed"


def test_compas_is_refused(workspace: Path) -> None:
    # ProPublica's two-year file, decile >= 5: Caucasian 854 of 2454, African-American 2174 of 3696.
    (decision,) = decide(workspace, [_with_ratio(Fraction(854, 2454) / Fraction(2174, 3696))])

    (finding,) = decision["violations"]
    assert (finding["rule_id"], decision["outcome"]) == ("FAIR-001", "deny")
    assert finding["observed"].startswith("0.5916 ")
    assert finding["threshold"] == "at least 0.8000 (4/5)"
    assert finding["evidence"] == ["/evidence/fairness/body/attributes/0/disparities/1"]


def test_comparisons_agree_with_exact_fractions(workspace: Path) -> None:
    chance = random.Random(20261121)  # noqa: S311 - reproducible numbers, no secrets
    sizes = (10, 1000, 10**9, 2**53 - 1)
    pairs = [[_fraction(chance, size), _fraction(chance, size)] for size in sizes for _ in range(250)]
    pairs += [[pair[0], {"num": pair[0]["num"] * 3, "den": pair[0]["den"] * 3}] for pair in pairs[:100]]

    at_least = evaluate(
        workspace, "[data.modelwarden.lib.fraction.at_least(a, b) | some [a, b] in data.pairs]", pairs=pairs
    )

    assert at_least == [_exact(a) >= _exact(b) for a, b in pairs]


def test_what_is_shown_is_never_better_than_what_is(workspace: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - as above
    numbers = [_fraction(chance, 10**6) for _ in range(500)]

    query = "[data.modelwarden.lib.fraction.{}(x) | some x in data.numbers]"
    downs, ups = (evaluate(workspace, query.format(way), numbers=numbers) for way in ("down", "up"))

    for number, down, up in zip(numbers, downs, ups, strict=True):
        step = Fraction(1, 10_000)
        assert Fraction(down) <= _exact(number) < Fraction(down) + step
        assert Fraction(up) - step < _exact(number) <= Fraction(up)


def _with_ratio(ratio: Fraction) -> dict[str, Any]:
    document = base_input()
    at: Any = document
    for part in (*ATTRIBUTES, 0, "disparities", 1):
        at = at[part]
    assert at["metric"] == "demographic_parity_ratio"
    at["exact"] = {"num": ratio.numerator, "den": ratio.denominator}
    return document


def _fraction(chance: random.Random, size: int) -> dict[str, int]:
    return {"num": chance.randint(0, size), "den": chance.randint(1, size)}


def _exact(number: dict[str, int]) -> Fraction:
    return Fraction(number["num"], number["den"])
