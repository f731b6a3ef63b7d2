"""Finding a thing by a part of its name, or by the first digits of its digest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from registry.contract.base import Shape
from registry.contract.paging import whole_number

HitKind = Literal["model", "version", "promotion", "dataset", "evidence", "project", "person"]
MAX_HITS = 50


class Search(Shape):
    """What to look for, and how much of each kind to show at most."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00]*$",
            description="A part of a name, an id, or at least 4 digits that a digest begins with.",
        ),
    ]
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=MAX_HITS)] = 10


class HitView(Shape):
    """One thing that was found. `path` is where its page is; `detail` tells it from others of its name."""

    kind: HitKind
    title: str
    detail: str
    path: str


class SearchView(Shape):
    """What was found, kind by kind; of the kinds in `more` there is more than what is shown."""

    q: str
    items: list[HitView]
    more: list[HitKind]
