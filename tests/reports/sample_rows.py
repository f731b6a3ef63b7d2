"""Synthetic evaluation rows in the shape of German Credit, and figures counted from them.

Nothing is typed in: every count, rate and curve below is computed from the rows, so that they agree.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction as Exact

from registry.contract.evidence import CalibrationBin, CurvePoint, Group
from registry.contract.rates import Confusion, GroupRates, Interval, Rate

MINIMUM_GROUP_SIZE = 30
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Row:
    """One applicant: who they are, whether credit was repaid, and what the model said."""

    sex: str
    age: str
    good: bool
    score: float

    @property
    def approved(self) -> bool:
        return self.score >= 0.5


def draw_rows(seed: int, *, gap: float, n: int = 300) -> list[Row]:
    """`gap` is how much lower the scores of women are drawn for the same repayment."""
    source = random.Random(seed)  # noqa: S311 - samples, not secrets
    rows = []
    for _ in range(n):
        sex = "female" if source.random() < 0.31 else "male"
        age = source.choices(["under 25", "25 to 60", "over 60"], weights=[19, 74, 7])[0]
        good = source.random() < 0.7
        centre = (0.95 if good else -0.25) - (gap if sex == "female" else 0.0)
        score = 1 / (1 + math.exp(-(centre + source.gauss(0, 0.9))))
        rows.append(Row(sex, age, good, round(score, 6)))
    return rows


def rate(k: int, n: int) -> Rate:
    """Wilson (1927) at 95 %."""
    if n == 0:
        return Rate(k=0, n=0, value=None, interval=None, reason="no rows to count")
    p, z2 = k / n, _Z * _Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    span = Interval(method="wilson", level="0.95", low=max(0.0, middle - half), high=min(1.0, middle + half))
    return Rate(k=k, n=n, value=p, interval=span)


def confusion(rows: Iterable[Row]) -> Confusion:
    pairs = [(row.good, row.approved) for row in rows]
    return Confusion(
        tp=pairs.count((True, True)),
        fp=pairs.count((False, True)),
        fn=pairs.count((True, False)),
        tn=pairs.count((False, False)),
    )


def rates(c: Confusion) -> GroupRates:
    good, bad = c.tp + c.fn, c.fp + c.tn
    return GroupRates(
        selection_rate=rate(c.tp + c.fp, good + bad),
        true_positive_rate=rate(c.tp, good),
        false_positive_rate=rate(c.fp, bad),
        false_negative_rate=rate(c.fn, good),
        true_negative_rate=rate(c.tn, bad),
        precision=rate(c.tp, c.tp + c.fp),
        accuracy=rate(c.tp + c.tn, good + bad),
    )


def group(name: str, rows: list[Row]) -> Group:
    counts = confusion(rows)
    return Group(
        group=name,
        n=len(rows),
        counts=counts,
        rates=rates(counts),
        sufficient=len(rows) >= MINIMUM_GROUP_SIZE,
    )


def roc(rows: list[Row]) -> tuple[list[CurvePoint], float]:
    """The curve over all thresholds, and the area under it by the trapezium rule."""
    good, bad = sum(row.good for row in rows), sum(not row.good for row in rows)
    points = [CurvePoint(threshold=None, false_positive_rate=0.0, true_positive_rate=0.0)]
    area, tp, fp = Exact(0), 0, 0
    for row in sorted(rows, key=lambda item: -item.score):
        before = tp
        tp, fp = tp + row.good, fp + (not row.good)
        area += Exact((not row.good) * (tp + before), 2)
        points.append(
            CurvePoint(
                threshold=row.score,
                false_positive_rate=fp / bad,
                true_positive_rate=tp / good,
                precision=tp / (tp + fp),
            )
        )
    return points[::5] + points[-1:], float(area / (good * bad))


def calibration(rows: list[Row]) -> list[CalibrationBin]:
    bins = []
    for step in range(10):
        low, high = step / 10, (step + 1) / 10
        inside = [row for row in rows if low <= row.score < high]
        n = len(inside)
        bins.append(
            CalibrationBin(
                low=low,
                high=high,
                n=n,
                mean_score=sum(row.score for row in inside) / n if n else None,
                observed_rate=sum(row.good for row in inside) / n if n else None,
                interval=rate(sum(row.good for row in inside), n).interval,
            )
        )
    return bins
