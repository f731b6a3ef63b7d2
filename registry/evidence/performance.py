"""Overall performance of the decisions and of the scores behind them."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score, roc_curve

from registry.contract.evidence import CalibrationBin, CurvePoint, PerformanceBody
from registry.evidence.rates import confusion_by_group, group_rates, wilson
from registry.evidence.table import EvaluationTable, Flags, Scores

CALIBRATION_BINS = 10
CURVE_POINTS = 100


def measure_performance(table: EvaluationTable) -> PerformanceBody:
    """Accuracy and its relatives from counts; from scores also ROC AUC, Brier, log loss and calibration."""
    everyone = np.zeros(table.rows, dtype=np.int64)
    (counts,) = confusion_by_group(everyone, 1, table.label, table.decision)
    wrong_or_found = 2 * counts.tp + counts.fp + counts.fn
    score = table.score
    return PerformanceBody(
        rows=table.rows,
        label_column=table.spec.label,
        decision_rule=table.decision_rule[:200],
        counts=counts,
        rates=group_rates(counts, table.spec.interval_level),
        f1=2 * counts.tp / wrong_or_found if wrong_or_found else None,
        roc_auc=None if score is None else float(roc_auc_score(table.label, score)),
        brier=None if score is None else float(brier_score_loss(table.label, score)),
        log_loss=None if score is None else float(log_loss(table.label, score)),
        calibration=[] if score is None else _calibrate(table.label, score, table.spec.interval_level),
        roc=[] if score is None else _curve(table.label, score),
    )


def _calibrate(label: Flags, score: Scores, level: str) -> list[CalibrationBin]:
    """Ten bins of equal width, each closed below and open above; the last one holds 1.0 too."""
    edges = [position / CALIBRATION_BINS for position in range(1, CALIBRATION_BINS)]
    bins = np.searchsorted(edges, score, side="right")
    n = np.bincount(bins, minlength=CALIBRATION_BINS)
    total = np.bincount(bins, weights=score, minlength=CALIBRATION_BINS)
    favourable = np.bincount(bins[label], minlength=CALIBRATION_BINS)
    return [
        CalibrationBin(
            low=position / CALIBRATION_BINS,
            high=(position + 1) / CALIBRATION_BINS,
            n=int(n[position]),
            mean_score=float(total[position] / n[position]) if n[position] else None,
            observed_rate=float(favourable[position] / n[position]) if n[position] else None,
            interval=wilson(int(favourable[position]), int(n[position]), level) if n[position] else None,
        )
        for position in range(CALIBRATION_BINS)
    ]


def _curve(label: Flags, score: Scores) -> list[CurvePoint]:
    """At most a hundred points of the ROC curve, its two ends among them."""
    false_rate, true_rate, threshold = roc_curve(label, score)
    kept = np.unique(
        np.linspace(0, len(threshold) - 1, min(CURVE_POINTS, len(threshold))).round().astype(np.int64)
    )
    return [
        CurvePoint(
            # The curve starts where nothing is accepted, at a threshold of infinity, which has no number.
            threshold=float(threshold[index]) if np.isfinite(threshold[index]) else None,
            false_positive_rate=float(false_rate[index]),
            true_positive_rate=float(true_rate[index]),
            precision=_precision(label, float(true_rate[index]), float(false_rate[index])),
        )
        for index in kept
    ]


def _precision(label: Flags, true_rate: float, false_rate: float) -> float | None:
    """From the counts that the two rates stand for; None where nothing is accepted."""
    positive = int(np.count_nonzero(label))
    found, wrong = round(true_rate * positive), round(false_rate * (len(label) - positive))
    return found / (found + wrong) if found + wrong else None
