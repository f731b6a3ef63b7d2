"""What was measured of both versions: performance, and disparities between groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from registry.contract.comparison import (
    AttributeChange,
    FairnessChange,
    FigureChange,
    GroupChange,
    PerformanceChange,
)
from registry.contract.evidence import (
    Attribute,
    Disparity,
    EvidenceDocument,
    FairnessBody,
    Group,
    PerformanceBody,
    table_digest_of,
)
from registry.contract.rates import Rate
from registry.services.comparison.changes import Wanted, change_of, change_of_rate

_RATES: dict[str, Wanted] = {
    "accuracy": "higher",
    "precision": "higher",
    "true_positive_rate": "higher",
    "false_positive_rate": "lower",
    "selection_rate": "neither",
}
_SCORES: dict[str, Wanted] = {"f1": "higher", "roc_auc": "higher", "brier": "lower", "log_loss": "lower"}
_RATES_OF_GROUPS: dict[str, Wanted] = {"selection_rate": "neither", "true_positive_rate": "higher"}
_RULE = ("label", "favourable_label", "prediction", "score", "threshold")


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest evidence of one kind of one version, if there is any."""

    kind: str
    version: int
    digest: str | None
    document: EvidenceDocument | None


def compare_performance(before: Measured, after: Measured) -> PerformanceChange:
    """Rates with the uncertainty of their change, and scores without."""
    one, other = _performance(before), _performance(after)
    note = _missing(before, after)
    figures = [
        change_of_rate(name, wanted, _rate(one, name), _rate(other, name), note)
        for name, wanted in _RATES.items()
    ]
    figures += [
        change_of(name, wanted, _score(one, name), _score(other, name), note or "Not measured on both sides.")
        for name, wanted in _SCORES.items()
    ]
    return PerformanceChange(
        before=before.digest,
        after=after.digest,
        cautions=cautions(before, after),
        figures=figures if one or other else [],
    )


def compare_fairness(before: Measured, after: Measured) -> FairnessChange:
    """Each attribute that either side examined."""
    one, other = _attributes(before), _attributes(after)
    return FairnessChange(
        before=before.digest,
        after=after.digest,
        cautions=cautions(before, after),
        attributes=[
            _compare_attribute(name, one.get(name), other.get(name), _missing(before, after))
            for name in {**one, **other}
        ],
    )


def cautions(before: Measured, after: Measured) -> list[str]:
    """Why the figures of two documents are not simply comparable, in sentences."""
    if before.document is None or after.document is None:
        missing = _missing(before, after)
        return [missing] if missing else []
    return [*_other_basis(before.document, after.document), *_declared(before, after)]


def _other_basis(one: EvidenceDocument, other: EvidenceDocument) -> Iterator[str]:
    if table_digest_of(one.inputs) != table_digest_of(other.inputs):
        # Each version brings its own scores, so the tables differ where the rows do not.
        same_rows = one.dataset_version is not None and one.dataset_version == other.dataset_version
        if not same_rows:
            yield (
                "The two were measured on different data, or nobody has said that it is the same: part of a "
                "difference may come from the data."
            )
    rule = [name for name in _RULE if one.method.parameters.get(name) != other.method.parameters.get(name)]
    if rule:
        told = ", ".join(
            f"{name} {one.method.parameters.get(name)!r} and {other.method.parameters.get(name)!r}"
            for name in rule
        )
        yield f"They were measured under different decision rules: {told}."


def _declared(before: Measured, after: Measured) -> Iterator[str]:
    levels = {
        measured.version: measured.document.assurance
        for measured in (before, after)
        if measured.document is not None
    }
    if len(set(levels.values())) > 1:
        told = " and ".join(f"version {version} {level}" for version, level in levels.items())
        yield f"Their assurance is not the same: {told}."


def _missing(before: Measured, after: Measured) -> str:
    lacking = [f"version {measured.version}" for measured in (before, after) if measured.document is None]
    verb = "have" if len(lacking) > 1 else "has"
    return f"{' and '.join(lacking).capitalize()} {verb} no {before.kind} evidence." if lacking else ""


def _performance(measured: Measured) -> PerformanceBody | None:
    body = measured.document.body if measured.document else None
    return body if isinstance(body, PerformanceBody) else None


def _rate(measured: PerformanceBody | Group | None, name: str) -> Rate | None:
    value: Rate | None = getattr(measured.rates, name) if measured else None
    return value


def _score(body: PerformanceBody | None, name: str) -> float | None:
    value: float | None = getattr(body, name) if body else None
    return value


def _attributes(measured: Measured) -> dict[str, Attribute]:
    body = measured.document.body if measured.document else None
    return {one.name: one for one in body.attributes} if isinstance(body, FairnessBody) else {}


def _compare_attribute(
    name: str, before: Attribute | None, after: Attribute | None, note: str
) -> AttributeChange:
    note = note or "Only one of the two was examined for this attribute."
    one = {item.metric: item for item in before.disparities} if before else {}
    other = {item.metric: item for item in after.disparities} if after else {}
    return AttributeChange(
        name=name,
        disparities=[
            _compare_disparity(metric, one.get(metric), other.get(metric), note)
            for metric in {**one, **other}
        ],
        groups=_compare_groups(before, after, note),
    )


def _compare_disparity(
    metric: str, before: Disparity | None, after: Disparity | None, note: str
) -> FigureChange:
    """Differences are wanted small; ratios, of the lowest rate to the highest, are wanted large."""
    wanted: Wanted = "lower" if metric.endswith("_difference") else "higher"
    why = next((item.note for item in (before, after) if item and item.status == "insufficient"), "")
    return change_of(metric, wanted, _exactly(before), _exactly(after), why or note)


def _exactly(item: Disparity | None) -> Fraction | None:
    return Fraction(item.exact.num, item.exact.den) if item and item.exact else None


def _compare_groups(before: Attribute | None, after: Attribute | None, note: str) -> list[GroupChange]:
    one = {group.group: group for group in before.groups} if before else {}
    other = {group.group: group for group in after.groups} if after else {}
    return [_compare_group(name, one.get(name), other.get(name), note) for name in {**one, **other}]


def _compare_group(name: str, before: Group | None, after: Group | None, note: str) -> GroupChange:
    figures = [
        change_of_rate(rate, wanted, _rate(before, rate), _rate(after, rate), note)
        for rate, wanted in _RATES_OF_GROUPS.items()
    ]
    return GroupChange(
        group=name,
        before_n=before.n if before else None,
        after_n=after.n if after else None,
        figures=figures,
    )
