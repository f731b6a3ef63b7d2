"""A chart, its sentence and its table: three ways to say one thing."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.tables import Table


@dataclass(frozen=True, slots=True)
class Chart:
    """`svg` is one `<svg>` element with title and description, and no script, link or image in it."""

    svg: Markup
    title: str
    sentence: str
    table: Table
