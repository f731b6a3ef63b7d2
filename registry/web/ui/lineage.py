"""Lineage as a picture with links, as a table, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, render_template, request

from registry.contract.data import LineageView
from registry.contract.paging import TraceLineage
from registry.domain.lineage import NodeKind
from registry.lineage.picture import Picture, draw_lineage
from registry.services import lineage
from registry.services.datasets import read_dataset_version
from registry.services.projects import find_project
from registry.services.versions import read_version
from registry.web.edge import answer_bytes, platform, reading
from registry.web.ui.forms import form
from registry.web.ui.pages import page

blueprint = Blueprint("lineage", __name__)
MAX_HOPS = 3
_OF_VERSION = "/models/<model>/versions/<int:number>/lineage"
_OF_DATASET = "/projects/<project>/datasets/<name>/versions/<int:number>/lineage"
_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Shown:
    """A graph with its picture, and how far it was followed of how far it may be."""

    lineage: LineageView
    picture: Picture
    hops: int
    max_hops: int = MAX_HOPS


@blueprint.get(_OF_VERSION)
def show_version(model: str, number: int) -> Response:
    """Where a version comes from and where it went."""
    view = _of_version(model, number)
    return page("lineage/version.html", model=model, number=number, shown=_shown(view))


@blueprint.get(f"{_OF_VERSION}.svg")
def download_version(model: str, number: int) -> Response:
    """The same picture as a file that stands alone."""
    return _file(_of_version(model, number), f"{model}-v{number}")


@blueprint.get(_OF_DATASET)
def show_dataset_version(project: str, name: str, number: int) -> Response:
    """What came from a dataset version."""
    view = _of_dataset_version(project, name, number)
    return page("lineage/dataset.html", project=project, name=name, number=number, shown=_shown(view))


@blueprint.get(f"{_OF_DATASET}.svg")
def download_dataset_version(project: str, name: str, number: int) -> Response:
    """The same picture as a file that stands alone."""
    return _file(_of_dataset_version(project, name, number), f"{name}-v{number}")


def _of_version(model: str, number: int) -> LineageView:
    asked = _asked()
    with reading() as context:
        found, version = read_version(context, model, number)
        node = (NodeKind.VERSION, version.id)
        return lineage.trace(context, node, found.project_id, "both", asked.hops)


def _of_dataset_version(project: str, name: str, number: int) -> LineageView:
    asked = _asked()
    with reading() as context:
        found = find_project(context, project)
        node = (NodeKind.DATASET_VERSION, read_dataset_version(context, found, name, number).id)
        return lineage.trace(context, node, found.id, "both", asked.hops)


def _asked() -> TraceLineage:
    asked = form(TraceLineage, hops=request.args.get("hops", str(MAX_HOPS)))
    return asked.model_copy(update={"hops": min(asked.hops or MAX_HOPS, MAX_HOPS)})


def _shown(view: LineageView) -> Shown:
    return Shown(view, draw_lineage(view), _asked().hops or MAX_HOPS)


def _file(view: LineageView, name: str) -> Response:
    site = platform().public_url.rstrip("/")
    shown = {"lineage": view, "picture": draw_lineage(view), "site": site, "style": _style()}
    return answer_bytes(
        render_template("lineage/file.svg", **shown).encode(), "image/svg+xml", f"{name}-lineage.svg"
    )


@cache
def _style() -> str:
    """What the page's own sheets say, for a reader that has no page around the picture."""
    return "\n".join((_STATIC / name).read_text("utf-8") for name in ("tokens.css", "components/lineage.css"))
