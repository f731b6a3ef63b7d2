"""How SHAP values spread within bands of a feature."""

from __future__ import annotations

import numpy as np
import pytest

from registry.contract.explanations import FeatureSpread
from registry.evidence.features import Feature
from registry.evidence.spread import FEATURES, spread_values

NAN = float("nan")


def spread(numbers: list[float], values: list[float], texts: list[str] | None = None) -> FeatureSpread:
    column = np.array(numbers)
    kept = None if texts is None else np.array(texts, dtype=object)
    (found,) = spread_values([Feature("x", column, kept)], column[:, None], np.array(values)[:, None])
    return found


def sizes(found: FeatureSpread) -> dict[str, int]:
    return {band.values: band.n for band in found.bands}


def test_the_rows_are_parted_into_thirds() -> None:
    found = spread([float(n) for n in range(30)], [n / 10 for n in range(30)])
    assert sizes(found) == {"low": 10, "middle": 10, "high": 10}
    low = found.bands[0]
    assert low.tenths == pytest.approx([0.9 * (n + 0.5) / 10 for n in range(10)])


def test_equal_values_are_never_parted() -> None:
    """Of 90 zeros and ten others the zeros are one band, whatever a third of the rows would be."""
    found = spread([0.0] * 90 + [float(n) for n in range(1, 11)], [0.0] * 100)
    assert sizes(found) == {"middle": 90, "high": 10}


def test_two_values_are_low_and_high_and_one_is_neither() -> None:
    assert sizes(spread([0.0] * 30 + [1.0] * 5, [0.0] * 35)) == {"low": 30, "high": 5}
    assert sizes(spread([7.0] * 9, [0.0] * 9)) == {"middle": 9}


def test_a_band_that_could_point_to_somebody_is_left_out() -> None:
    assert sizes(spread([0.0] * 30 + [1.0] * 4, [0.0] * 34)) == {"low": 30}
    assert sizes(spread([NAN] * 4, [0.0] * 4)) == {}


def test_missing_values_are_a_band_of_their_own() -> None:
    assert sizes(spread([0.0] * 6 + [NAN] * 5, [0.0] * 11)) == {"middle": 6, "missing": 5}


def test_text_is_neither_low_nor_high() -> None:
    assert sizes(spread([0.0, 1.0] * 5, [0.0] * 10, texts=["a", "b"])) == {"text": 10}


def test_only_the_most_important_features_are_told() -> None:
    matrix = np.zeros((10, FEATURES + 3))
    values = np.tile(np.arange(FEATURES + 3.0), (10, 1))
    features = [Feature(str(at), matrix[:, at]) for at in range(FEATURES + 3)]
    found = spread_values(features, matrix, values)
    assert [each.feature for each in found] == [str(at) for at in range(FEATURES + 2, 2, -1)]
