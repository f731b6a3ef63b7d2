"""Lists: what is asked for, and a page of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from registry.contract.base import Digest, Moment, Shape
from registry.contract.gate_input import Tier
from registry.domain.roles import Action as KnownAction

ItemT = TypeVar("ItemT")

MAX_LIMIT = 200


def whole_number(value: object) -> object:
    """Digits as the number that they write; anything else is left for the type to refuse."""
    plain = isinstance(value, str) and value.isascii() and value.isdigit() and str(int(value[:20])) == value
    return int(value) if plain and isinstance(value, str) else value


def _known_action(value: str) -> str:
    if value not in list(KnownAction):
        msg = f"{value!r} is not an action"
        raise ValueError(msg)
    return value


Whole = Annotated[int, BeforeValidator(whole_number), Field(ge=0, le=2**53 - 1)]
Label = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Word = Annotated[str, Field(min_length=1, max_length=200)]
Action = Annotated[str, AfterValidator(_known_action), Field(json_schema_extra={"enum": list(KnownAction)})]
Tags = Annotated[
    list[Annotated[str, Field(pattern=r"^[^=]{1,200}=[\s\S]{0,1000}$")]],
    Field(max_length=5, description="`name=value`; given several times, all must be there."),
]


class PageQuery(Shape):
    """What any list can be asked: how much at once, from where, in which order."""

    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=MAX_LIMIT)] = 100
    cursor: Annotated[
        str,
        Field(max_length=1000, description="What the page before gave as `next`; left out, the first page."),
    ] = ""


class ListProjects(PageQuery):
    """Filters and order of projects."""

    risk_tier: Tier | None = None
    order_by: Literal["name", "created_at"] = "name"
    order: Literal["asc", "desc"] = "asc"


class FilterModels(Shape):
    """Which models: in what they all are.

    `policy` goes by the worst of what is in the model's protected environments; `none` when nothing is.
    """

    project: Label | None = None
    name_prefix: Label | None = None
    risk_tier: Tier | None = None
    owner: Word | None = None
    tag: Tags = []
    environment: Annotated[
        Label | None, Field(description="Something of the model is in this environment.")
    ] = None
    policy: Annotated[
        Literal["in_force", "older", "not_allowed", "none"] | None,
        Field(description="Under which policy what is in its protected environments was let in."),
    ] = None


class ListModels(FilterModels, PageQuery):
    """Filters and order of models."""

    order_by: Literal["name", "created_at"] = "name"
    order: Literal["asc", "desc"] = "asc"


class ListVersions(PageQuery):
    """Filters and order of the versions of a model."""

    digest: Digest | None = None
    tag: Tags = []
    registered_after: Moment | None = None
    registered_before: Moment | None = None
    order_by: Literal["number", "registered_at"] = "number"
    order: Literal["asc", "desc"] = "desc"


class ListPromotions(PageQuery):
    """Filters and order of promotion requests; they are ordered by when they were opened."""

    project: Label | None = None
    model: Label | None = None
    environment: Label | None = None
    state: Literal["open", "refused", "ready", "applied", "withdrawn"] | None = None
    order: Literal["asc", "desc"] = "desc"


class ListEvents(PageQuery):
    """Filters and order of events; they are ordered by their number."""

    after: Whole | None = None
    actor: Label | None = None
    action: Word | None = None
    subject: Annotated[
        str | None, Field(max_length=200, description="A kind, or a kind and an id: `model/credit-risk`.")
    ] = None
    since: Moment | None = None
    until: Moment | None = None
    promotion: Annotated[UUID, Field(strict=False)] | None = None
    order: Literal["asc", "desc"] = "asc"


class ListAllEvents(ListEvents):
    """Filters and order of the events of all projects."""

    project: Label | None = None


class VerifyLog(Shape):
    """How much of the audit log to check: the newest events, or all of them where nothing is said."""

    newest: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=2**53 - 1)] | None = None


class ListJobs(PageQuery):
    """Filters and order of jobs; they are ordered by when they were wanted."""

    project: Label | None = None
    state: Literal["queued", "running", "done", "failed", "cancelled"] | None = None
    kind: (
        Literal["compute_evidence", "scan_version", "reevaluate", "render_report", "profile_dataset"] | None
    ) = None
    order: Literal["asc", "desc"] = "desc"


class ListReports(PageQuery):
    """Filters and order of reports; they are ordered by when they were made."""

    project: Label | None = None
    model: Label | None = None
    kind: (
        Literal[
            "audit_report",
            "model_card_html",
            "model_card_pdf",
            "model_card_markdown",
            "model_card_json",
        ]
        | None
    ) = None
    sha256: Digest | None = None
    order: Literal["asc", "desc"] = "desc"


Number = Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=2**31 - 1)]


class PickVersion(Shape):
    """One version of a model."""

    version: Number


class PickVersions(Shape):
    """Two versions of a model."""

    before: Number
    after: Number


class Page(tuple[ItemT, ...]):  # noqa: SLOT001 - a tuple with an attribute cannot have them
    """Some of the items of a list; `next` is the cursor of those that follow, empty when none do."""

    next: str

    def __new__(cls, items: Iterable[ItemT], following: str = "") -> Self:
        """`following` is the cursor."""
        page = super().__new__(cls, items)
        page.next = following
        return page


class TraceLineage(Shape):
    """Which way to follow the graph (left out, the way that is usual for the thing), and how far."""

    direction: Literal["upstream", "downstream", "both"] | None = None
    hops: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=100)] | None = None


class AskAccess(Shape):
    """Who (left out, whoever asks), what they would do, and to which request."""

    actor: Word | None = None
    action: Action
    promotion: Annotated[UUID, Field(strict=False)] | None = None
