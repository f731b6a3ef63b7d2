"""Subgroup fairness: counts and rates per group, and the disparities between groups."""

from __future__ import annotations

from registry.contract.evidence import Attribute, FairnessBody, Group
from registry.domain.errors import EvidenceError
from registry.evidence.disparities import measure_disparities
from registry.evidence.groups import Grouping
from registry.evidence.rates import confusion_by_group, group_rates, size
from registry.evidence.table import EvaluationTable


def measure_fairness(table: EvaluationTable) -> FairnessBody:
    """Subgroup fairness of the table's decisions; raises `EvidenceError` without a sensitive column."""
    spec = table.spec
    if not spec.sensitive:
        raise EvidenceError(
            "Fairness needs a sensitive column.",
            why="Rates per group cannot be measured without groups.",
            remedy="Name the columns under `sensitive` in the specification.",
        )
    return FairnessBody(
        favourable_outcome=f"{spec.label} = {spec.favourable_label}"[:200],
        label_column=spec.label,
        decision_rule=table.decision_rule[:200],
        rows=table.rows,
        minimum_group_size=spec.minimum_group_size,
        interval_level=spec.interval_level,
        attributes=[_measure_attribute(table, grouping) for grouping in table.groupings()],
    )


def _measure_attribute(table: EvaluationTable, grouping: Grouping) -> Attribute:
    spec = table.spec
    counts = confusion_by_group(grouping.codes, len(grouping.names), table.label, table.decision)
    named = list(zip(grouping.names, counts, strict=True))
    return Attribute(
        name=grouping.name[:200],
        columns=list(grouping.columns),
        missing=grouping.missing,
        groups=[
            Group(
                group=name,
                n=size(cell),
                counts=cell,
                rates=group_rates(cell, spec.interval_level),
                sufficient=size(cell) >= spec.minimum_group_size,
            )
            for name, cell in named
        ],
        disparities=measure_disparities(named, spec.minimum_group_size),
    )
