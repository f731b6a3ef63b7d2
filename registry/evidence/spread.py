"""How SHAP values spread over rows: quantiles within bands of the feature, so that no row is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from registry.contract.explanations import FeatureSpread, ValueBand
from registry.evidence.features import Feature, Matrix
from registry.evidence.profile import SMALLEST_SHARED_COUNT

Numbers = NDArray[np.float64]
BANDS = ("low", "middle", "high")
TENTHS = (np.arange(10) + 0.5) / 10
# More features than these nobody can read off a picture, and the gate's input carries every figure.
FEATURES = 15


def spread_values(features: Sequence[Feature], rows: Matrix, values: Matrix) -> list[FeatureSpread]:
    """The spread of the most important features; `rows` holds their numbers, `values` their SHAP values."""
    ranked = sorted(range(len(features)), key=lambda at: (-float(np.abs(values[:, at]).mean()), at))
    return [
        FeatureSpread(
            feature=features[at].name,
            bands=[
                ValueBand.model_validate({"values": name, "n": len(found), "tenths": _tenths(found)})
                for name, found in _bands(features[at], rows[:, at], values[:, at])
                if len(found) >= SMALLEST_SHARED_COUNT
            ],
        )
        for at in ranked[:FEATURES]
    ]


def _tenths(values: Numbers) -> list[float]:
    return [float(value) for value in np.quantile(values, TENTHS)]


def _bands(feature: Feature, column: Numbers, values: Numbers) -> Iterator[tuple[str, Numbers]]:
    if feature.texts is not None:
        yield "text", values  # Texts have no order that low and high could speak of.
        return
    missing = np.isnan(column)
    present = values[~missing]
    place = _places(column[~missing])
    for position, name in enumerate(BANDS):
        yield name, present[place == position]
    yield "missing", values[missing]


def _places(numbers: Numbers) -> NDArray[np.int64]:
    """For each number its third, 0 to 2: equal numbers are never parted, and two values are low and high."""
    distinct, codes, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    if len(distinct) <= len(BANDS):
        thirds = {1: [1], 2: [0, 2]}.get(len(distinct), [0, 1, 2])
        return np.array(thirds, dtype=np.int64)[codes]
    middles = (np.cumsum(counts) - counts / 2) / len(numbers)
    return np.minimum((middles * len(BANDS)).astype(np.int64), len(BANDS) - 1)[codes]
