"""Two versions of a model held against each other: what the later one does better, worse, or otherwise."""

from __future__ import annotations

from typing import Literal

from registry.contract.base import Count, Digest, Line, Shape, Timestamp
from registry.contract.rates import Interval

Direction = Literal["better", "worse", "neutral", "unknown"]


class ComparedVersion(Shape):
    """One of the two."""

    version: int
    digest: Digest
    description: str
    aliases: list[str]
    registered_by: str
    registered_at: Timestamp


class FigureChange(Shape):
    """One figure on both sides.

    `direction` goes by `wanted` and is `unknown` where a side has no such figure, which `note` explains.
    `interval` is of the change and takes the two as independent samples; `beyond_chance` says whether it
    leaves zero out, and is null where no interval is known.
    """

    name: Line
    wanted: Literal["higher", "lower", "neither"]
    before: float | None
    after: float | None
    change: float | None
    direction: Direction
    interval: Interval | None = None
    beyond_chance: bool | None = None
    note: str = ""


class EvidenceChange(Shape):
    """The newest evidence of one kind on both sides, by digest, and why the figures may not be comparable."""

    before: Digest | None
    after: Digest | None
    cautions: list[str]


class PerformanceChange(EvidenceChange):
    """Overall performance."""

    figures: list[FigureChange]


class GroupChange(Shape):
    """The rates of one group; `n` is how many rows it has, null where the group is not there."""

    group: str
    before_n: Count | None
    after_n: Count | None
    figures: list[FigureChange]


class AttributeChange(Shape):
    """The disparities along one sensitive attribute, or an intersection of several."""

    name: Line
    disparities: list[FigureChange]
    groups: list[GroupChange]


class FairnessChange(EvidenceChange):
    """Subgroup disparities."""

    attributes: list[AttributeChange]


class FieldChange(Shape):
    """A named input or output that is not the same; `breaks` says that callers have to change."""

    side: Literal["input", "output"]
    name: str
    before: str | None
    after: str | None
    breaks: bool


class SignatureChange(Shape):
    """What the model takes and gives."""

    changed: list[FieldChange]
    unchanged: Count


class ColumnChange(Shape):
    """A column that is not the same: its type on both sides; with the same type, its content is another."""

    name: str
    before: str | None
    after: str | None


class DatasetChange(Shape):
    """A dataset in one role. Of the same content there is nothing to tell, and `columns` is empty."""

    role: Literal["training", "validation", "evaluation"]
    dataset: str
    before: int | None
    after: int | None
    before_rows: Count | None
    after_rows: Count | None
    same_content: bool
    columns: list[ColumnChange]


class FileChange(Shape):
    """A file of the manifest that is not the same."""

    path: str
    before: Digest | None
    after: Digest | None
    before_size: Count | None
    after_size: Count | None


class FileChanges(Shape):
    """The manifests."""

    changed: list[FileChange]
    unchanged: Count


class FactChange(Shape):
    """Something that was said about the versions and is not the same; empty text means nobody said."""

    name: str
    before: str
    after: str


class Tally(Shape):
    """How many measured figures went which way, performance and disparities together."""

    better: Count
    worse: Count
    neutral: Count
    unknown: Count


class ComparisonView(Shape):
    """The whole comparison; `before` is usually what is in an environment, and `after` a candidate for it."""

    project: str
    model: str
    before: ComparedVersion
    after: ComparedVersion
    same_files: bool
    tally: Tally
    performance: PerformanceChange
    fairness: FairnessChange
    signature: SignatureChange
    data: list[DatasetChange]
    files: FileChanges
    facts: list[FactChange]
