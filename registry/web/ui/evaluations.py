"""Evaluating a version: the form that takes the table, and what it says about the columns."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.contract.evidence_requests import EvaluateTable
from registry.services import evaluations
from registry.services.artifacts import room_reserved
from registry.web.edge import platform, reading, writing
from registry.web.ui.forms import field, fields, form, lines
from registry.web.ui.pages import go_to, page
from registry.web.ui.sent_file import sent_file

blueprint = Blueprint("evaluations", __name__, url_prefix="/models/<model>/versions/<int:number>/evaluation")
TABLE = "table"


@blueprint.get("")
def show_form(model: str, number: int) -> Response:
    """The form."""
    with reading() as context:
        choices = evaluations.list_choices(context, model, number)
    return page("evaluations/form.html", version=choices.version, datasets=choices.datasets, table=TABLE)


@blueprint.post("")
def evaluate_table(model: str, number: int) -> Response:
    """Keep the table that comes with the form, and have evidence computed from it."""
    asked, table, size = _asked(), sent_file(TABLE), request.content_length or 0
    with writing() as context:
        room = evaluations.reserve_evaluation(context, model, number, asked, size)
    with room_reserved(platform(), room):
        # The bytes may take minutes to come, and nobody else should wait for a transaction meanwhile.
        stored = platform().storage.put(table)
        with writing() as context:
            job = evaluations.evaluate_table(context, model, number, asked, stored, room)
    back = url_for("ui.versions.show_version", model=model, number=number, _anchor="evidence")
    return go_to(url_for("ui.jobs.show_job", job_id=job.id, back=back))


def _asked() -> EvaluateTable:
    return form(EvaluateTable, dataset=_dataset(), spec=_spec(), kinds=fields("kind"))


def _dataset() -> dict[str, object] | None:
    if not (text := field("dataset")):
        return None
    name, _, number = text.rpartition(":")
    # What is no number is left as it is, so that it is refused by name.
    return {"name": name, "version": int(number) if number.isdecimal() and number.isascii() else number}


def _spec() -> dict[str, object]:
    given = ("label", "prediction", "score", "threshold", "favourable_label", "model_path")
    spec: dict[str, object] = {name: text for name in given if (text := field(name))}
    return spec | {"sensitive": lines("sensitive"), "intersections": bool(field("intersections"))}
