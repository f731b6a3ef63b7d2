"""How numbers are printed; expected values worked out by hand."""

from __future__ import annotations

import pytest

from registry.contract.evidence import Disparity
from registry.contract.rates import Fraction, Interval, Rate
from reports import figures


def rate(k: int, n: int) -> Rate:
    return Rate(k=k, n=n, value=k / n if n else None, interval=None, reason=None if n else "no rows to count")


@pytest.mark.parametrize(
    ("k", "n", "text"),
    [
        (2, 3, "0.6666"),  # 0.66666...: cut off, because 0.6667 would be more than it is.
        (79999, 100000, "0.7999"),
        (4, 5, "0.8000"),
        (0, 7, "0.0000"),
        (7, 7, "1.0000"),
        (0, 0, "no rows to count"),
    ],
)
def test_rates_are_cut_off(k: int, n: int, text: str) -> None:
    assert figures.rate_of(rate(k, n)) == text


@pytest.mark.parametrize(
    ("metric", "num", "den", "text"),
    [
        ("demographic_parity_ratio", 79999, 100000, "0.7999"),
        ("demographic_parity_ratio", 4, 5, "0.8000"),
        ("equal_opportunity_difference", 10001, 100000, "0.1001"),
        ("equal_opportunity_difference", 1, 10, "0.1000"),
        ("equalized_odds_difference", 1, 3, "0.3334"),
    ],
)
def test_no_disparity_looks_smaller_than_it_is(metric: str, num: int, den: int, text: str) -> None:
    disparity = Disparity.model_validate(
        {
            "metric": metric,
            "status": "measured",
            "value": num / den,
            "exact": Fraction(num=num, den=den),
            "lowest_group": "a",
            "highest_group": "b",
        }
    )
    assert figures.disparity(disparity) == text


def test_scores_are_cut_off_and_losses_rounded_up() -> None:
    assert figures.at_least(0.69999) == "0.6999"
    assert figures.at_most(0.10001) == "0.1001"
    assert figures.at_least(0.7) == "0.7000"
    assert figures.at_most(0.7) == "0.7000"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"num": 4, "den": 5}, "0.8 (4/5)"),
        ({"num": 1, "den": 3}, "0.333333 (1/3)"),
        ({"num": 100, "den": 1}, "100 (100/1)"),
        (30, "30"),
        (True, "true"),
        ([], "none"),
        (["a", "b"], "a, b"),
    ],
)
def test_parameters(value: object, text: str) -> None:
    assert figures.parameter(value) == text


def test_a_column_has_the_same_decimals_throughout() -> None:
    assert figures.aligned([0.4123, 0.071, -0.0003]) == ["0.4123", "0.0710", "-0.0003"]
    assert figures.aligned([12345.678, 0.5]) == ["12,346", "0"]
    assert figures.aligned([0.0]) == ["0.0000"]


def test_what_is_not_known_is_said_and_not_zero() -> None:
    assert figures.rate(None) == figures.number(None) == figures.interval(None) == "not defined"
    assert figures.moment(None) == "not yet"


def test_intervals_and_times() -> None:
    assert figures.interval(Interval(method="wilson", level="0.95", low=0.25, high=0.5)) == "[0.2500, 0.5000]"
    assert figures.moment("2026-11-01T08:05:09.120Z") == "1 November 2026, 08:05:09 UTC"
    assert figures.size(1234567) == "1,234,567 bytes"
