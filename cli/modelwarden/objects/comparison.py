"""Two versions of a model held against each other."""

from __future__ import annotations

from modelwarden.objects.base import Object


class ComparedVersion(Object):
    """One of the two."""

    version: int
    digest: str
    description: str
    aliases: tuple[str, ...]
    registered_by: str
    registered_at: str


class ChangeInterval(Object):
    """Between which values a change lies, at a level of confidence such as "0.95"."""

    method: str
    level: str
    low: float
    high: float


class FigureChange(Object):
    """A figure on both sides. `direction` is `better`, `worse`, `neutral`, or `unknown` (`note` says why)."""

    name: str
    wanted: str
    before: float | None
    after: float | None
    change: float | None
    direction: str
    interval: ChangeInterval | None = None
    beyond_chance: bool | None = None
    note: str = ""


class PerformanceChange(Object):
    """Overall performance; `cautions` say why figures may not be comparable."""

    before: str | None
    after: str | None
    cautions: tuple[str, ...]
    figures: tuple[FigureChange, ...]


class GroupChange(Object):
    """The rates of one group."""

    group: str
    before_n: int | None
    after_n: int | None
    figures: tuple[FigureChange, ...]


class AttributeChange(Object):
    """Disparities along one sensitive attribute."""

    name: str
    disparities: tuple[FigureChange, ...]
    groups: tuple[GroupChange, ...]


class FairnessChange(Object):
    """Subgroup disparities; `cautions` say why they may not be comparable."""

    before: str | None
    after: str | None
    cautions: tuple[str, ...]
    attributes: tuple[AttributeChange, ...]


class FieldChange(Object):
    """An input or output that is not the same; `breaks` says that callers have to change."""

    side: str
    name: str
    before: str | None
    after: str | None
    breaks: bool


class SignatureChange(Object):
    """What the model takes and gives."""

    changed: tuple[FieldChange, ...]
    unchanged: int


class ColumnChange(Object):
    """A column that is not the same."""

    name: str
    before: str | None
    after: str | None


class DatasetChange(Object):
    """A dataset in one role; `before` and `after` are its versions."""

    role: str
    dataset: str
    before: int | None
    after: int | None
    before_rows: int | None
    after_rows: int | None
    same_content: bool
    columns: tuple[ColumnChange, ...]


class FileChange(Object):
    """A file that is not the same."""

    path: str
    before: str | None
    after: str | None
    before_size: int | None
    after_size: int | None


class FileChanges(Object):
    """The manifests."""

    changed: tuple[FileChange, ...]
    unchanged: int


class FactChange(Object):
    """Something that was said about the versions and is not the same."""

    name: str
    before: str
    after: str


class Tally(Object):
    """How many measured figures went which way."""

    better: int
    worse: int
    neutral: int
    unknown: int


class Comparison(Object):
    """The whole comparison."""

    project: str
    model: str
    before: ComparedVersion
    after: ComparedVersion
    same_files: bool
    tally: Tally
    performance: PerformanceChange
    fairness: FairnessChange
    signature: SignatureChange
    data: tuple[DatasetChange, ...]
    files: FileChanges
    facts: tuple[FactChange, ...]
