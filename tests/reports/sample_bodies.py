"""Evidence bodies for the samples, computed from rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction as Exact

from registry.contract.evidence import (
    Attribute,
    ColumnProfile,
    DataProfileBody,
    Disparity,
    FairnessBody,
    Group,
    PerformanceBody,
    ScanBody,
    ScannedFile,
    ValueCount,
)
from registry.contract.explanations import (
    Additivity,
    Contribution,
    ExplainedRow,
    ExplanationBody,
    FeatureImportance,
    FeatureSpread,
    GroupImportance,
    ReasonCode,
    ValueBand,
)
from registry.contract.rates import Fraction, Rate
from tests.reports.sample_rows import (
    MINIMUM_GROUP_SIZE,
    Row,
    calibration,
    confusion,
    group,
    rate,
    rates,
    roc,
)

RULE = "score >= 0.5"
FEATURES = (
    ("checking_account", 0.4123, 0.0312),
    ("duration", 0.3377, -0.0204),
    ("credit_amount", 0.2051, -0.0117),
    ("saving_accounts", 0.1618, 0.0098),
    ("age", 0.1204, 0.0061),
    ("purpose", 0.0933, 0.0014),
    ("housing", 0.0710, -0.0025),
    ("job", 0.0287, 0.0003),
)


def performance(rows: list[Row]) -> PerformanceBody:
    counts = confusion(rows)
    points, area = roc(rows)
    misses = [(row.score - row.good) ** 2 for row in rows]
    losses = [-math.log(row.score if row.good else 1 - row.score) for row in rows]
    return PerformanceBody(
        rows=len(rows),
        label_column="risk",
        decision_rule=RULE,
        counts=counts,
        rates=rates(counts),
        f1=2 * counts.tp / (2 * counts.tp + counts.fp + counts.fn),
        roc_auc=area,
        brier=sum(misses) / len(rows),
        log_loss=sum(losses) / len(rows),
        calibration=calibration(rows),
        roc=points,
    )


def fairness(rows: list[Row]) -> FairnessBody:
    both: Callable[[Row], str] = lambda row: f"{row.sex}, {row.age}"  # noqa: E731 - three keys side by side
    return FairnessBody(
        favourable_outcome="risk = 1 (credit granted)",
        label_column="risk",
        decision_rule=RULE,
        rows=len(rows),
        minimum_group_size=MINIMUM_GROUP_SIZE,
        interval_level="0.95",
        attributes=[
            attribute("sex", ["sex"], rows, lambda row: row.sex),
            attribute("age_group", ["age_group"], rows, lambda row: row.age),
            attribute("sex and age_group", ["sex", "age_group"], rows, both),
        ],
    )


def attribute(name: str, columns: list[str], rows: list[Row], key: Callable[[Row], str]) -> Attribute:
    names = sorted({key(row) for row in rows})
    groups = [group(name, [row for row in rows if key(row) == name]) for name in names]
    return Attribute(name=name, columns=columns, missing=0, groups=groups, disparities=disparities(groups))


def disparities(groups: list[Group]) -> list[Disparity]:
    """Ratios and differences of the extremes, as Fairlearn defines them; only over groups that suffice."""
    small = [item.group for item in groups if not item.sufficient]
    if small:
        note = f"below the minimum of {MINIMUM_GROUP_SIZE} rows: {', '.join(small)}"
        return [
            _insufficient("demographic_parity_ratio", note),
            _insufficient("equalized_odds_difference", note),
        ]
    by_selection = sorted(groups, key=lambda item: _exact(item.rates.selection_rate))
    by_tpr = sorted(groups, key=lambda item: _exact(item.rates.true_positive_rate))
    low, high = by_selection[0], by_selection[-1]
    ratio = _exact(low.rates.selection_rate) / _exact(high.rates.selection_rate)
    gap = _exact(by_tpr[-1].rates.true_positive_rate) - _exact(by_tpr[0].rates.true_positive_rate)
    return [
        _measured("demographic_parity_ratio", ratio, low.group, high.group),
        _measured("equal_opportunity_difference", gap, by_tpr[0].group, by_tpr[-1].group),
    ]


def _exact(value: Rate) -> Exact:
    return Exact(value.k, value.n)


def _measured(metric: str, value: Exact, low: str, high: str) -> Disparity:
    return Disparity.model_validate(
        {
            "metric": metric,
            "status": "measured",
            "value": float(value),
            "exact": Fraction(num=value.numerator, den=value.denominator),
            "lowest_group": low,
            "highest_group": high,
        }
    )


def _insufficient(metric: str, note: str) -> Disparity:
    return Disparity.model_validate(
        {
            "metric": metric,
            "status": "insufficient",
            "value": None,
            "exact": None,
            "lowest_group": None,
            "highest_group": None,
            "note": note,
        }
    )


def explanation(rows: list[Row], background: str) -> ExplanationBody:
    women = [row for row in rows if row.sex == "female"]
    importance = [FeatureImportance(feature=f, mean_abs=a, mean=m) for f, a, m in FEATURES]
    return ExplanationBody(
        algorithm="shap.LinearExplainer, interventional",
        output="log-odds of the favourable outcome",
        rows=len(rows),
        background_rows=100,
        background_digest=background,
        base_value=0.8411,
        additivity=Additivity(rows=len(rows), max_abs_error=3.1e-15, tolerance=1e-6, passed=True),
        global_importance=importance,
        by_group=[
            GroupImportance(attribute="sex", group="female", n=len(women), importance=importance[::-1]),
            GroupImportance(attribute="sex", group="male", n=len(rows) - len(women), importance=importance),
        ],
        examples=[
            ExplainedRow(
                row=17,
                score=0.3142,
                base_value=0.8411,
                reasons=[
                    ReasonCode(feature="checking_account", contribution=-0.9021),
                    ReasonCode(feature="duration", contribution=-0.4416),
                ],
                contributions=[
                    Contribution(feature="checking_account", contribution=-0.9021),
                    Contribution(feature="credit_amount", contribution=0.6112),
                    Contribution(feature="duration", contribution=-0.4416),
                ],
                others=0.2056,
            )
        ],
        prediction_agreement=rate(len(rows), len(rows)),
        spread=[spread(name, size, len(rows)) for name, size, _ in FEATURES],
    )


def spread(feature: str, size: float, rows: int) -> FeatureSpread:
    """A feature that raises the score where it is high, by about its importance."""
    shape = [-1.4, -1.0, -0.7, -0.4, -0.1, 0.1, 0.4, 0.7, 1.0, 1.4]
    centres = {"low": -size, "middle": 0.0, "high": size}
    bands = [
        {"values": name, "n": rows // 3, "tenths": [round(centre + 0.3 * size * step, 4) for step in shape]}
        for name, centre in centres.items()
    ]
    return FeatureSpread(feature=feature, bands=[ValueBand.model_validate(band) for band in bands])


def data_profile(rows: list[Row]) -> DataProfileBody:
    women = sum(row.sex == "female" for row in rows)
    sexes = [ValueCount(value="male", n=len(rows) - women), ValueCount(value="female", n=women)]
    return DataProfileBody(
        rows=len(rows),
        duplicate_rows=0,
        columns=[
            ColumnProfile(name="sex", type="string", n=len(rows), missing=0, distinct=2, top_values=sexes),
            ColumnProfile(
                name="duration",
                type="integer",
                n=len(rows),
                missing=0,
                distinct=33,
                minimum=4.0,
                maximum=72.0,
                mean=20.903,
                standard_deviation=12.0588,
            ),
            ColumnProfile(name="saving_accounts", type="string", n=len(rows) - 54, missing=54, distinct=4),
        ],
    )


def scan(unsafe: int = 0) -> ScanBody:
    return ScanBody(
        scanner="picklescan 1.0.5",
        files=[
            ScannedFile(path="model.onnx", format="onnx", verdict="clean", findings=[]),
            ScannedFile(path="preprocess.json", format="json", verdict="clean", findings=[]),
        ],
        unsafe=unsafe,
        unknown=0,
    )
