"""Overall performance: counts, rates, scores, curves."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.evidence import PerformanceBody
from reports import figures
from reports.charts.chart import Chart
from reports.charts.gallery import performance_charts
from reports.facts import Fact
from reports.sections.source import Source
from reports.tables import Column, Table, numbers


@dataclass(frozen=True, slots=True)
class PerformanceView:
    """The section of one performance document."""

    source: Source
    facts: tuple[Fact, ...]
    confusion: Table
    rates: Table
    scores: Table
    charts: tuple[Chart, ...]


def performance_view(source: Source, body: PerformanceBody) -> PerformanceView:
    """Figures and charts; charts of scores are missing when there were none."""
    charts = performance_charts(body, where=source.file)
    return PerformanceView(
        source=source,
        facts=(
            Fact("Rows", figures.count(body.rows)),
            Fact("Label", body.label_column),
            Fact("Decision rule", body.decision_rule),
        ),
        confusion=_confusion(body),
        rates=_rates(body),
        scores=_scores(body),
        charts=tuple(charts),
    )


def _confusion(body: PerformanceBody) -> Table:
    c = body.counts
    columns = (Column("Truth"), *numbers("Decided favourable", "Decided unfavourable"))
    rows = (
        ("Favourable", figures.count(c.tp), figures.count(c.fn)),
        ("Unfavourable", figures.count(c.fp), figures.count(c.tn)),
    )
    return Table("Decisions against truth", columns, rows)


def _rates(body: PerformanceBody) -> Table:
    named = {
        "Accuracy": body.rates.accuracy,
        "Precision": body.rates.precision,
        "Selection rate": body.rates.selection_rate,
        "True positive rate": body.rates.true_positive_rate,
        "False positive rate": body.rates.false_positive_rate,
        "True negative rate": body.rates.true_negative_rate,
        "False negative rate": body.rates.false_negative_rate,
    }
    rows = tuple(
        (name, figures.rate_of(value), figures.share(value), figures.interval(value.interval))
        for name, value in named.items()
    )
    columns = (
        Column("Rate"),
        Column("Value", "number"),
        Column("Counts", "number"),
        Column("Interval", "number"),
    )
    return Table("Rates", columns, rows)


def _scores(body: PerformanceBody) -> Table:
    rows = (
        ("Area under the ROC curve", figures.at_least(body.roc_auc)),
        ("F1", figures.at_least(body.f1)),
        ("Brier score", figures.at_most(body.brier)),
        ("Log loss", figures.at_most(body.log_loss)),
    )
    return Table("Scores", (Column("Score"), Column("Value", "number")), rows)
