"""Registered models and their aliases."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.models import ChangeModel, CreateModel, MoveAlias
from registry.services import aliases, models
from registry.web.edge import answer, answer_all, body, reading, writing

blueprint = Blueprint("models", __name__, url_prefix="/models")


@blueprint.post("")
def create_model() -> Response:
    """Add a registered model."""
    with writing() as context:
        return answer(models.create_model(context, body(CreateModel)), 201)


@blueprint.get("")
def list_models() -> Response:
    """The models that I may read."""
    with reading() as context:
        return answer_all(models.list_models(context))


@blueprint.get("/<model>")
def get_model(model: str) -> Response:
    """One model."""
    with reading() as context:
        return answer(models.get_model(context, model))


@blueprint.patch("/<model>")
def change_model(model: str) -> Response:
    """Change what is said about a model."""
    with writing() as context:
        return answer(models.change_model(context, model, body(ChangeModel)))


@blueprint.put("/<model>/aliases/<alias>")
def set_alias(model: str, alias: str) -> Response:
    """Point an unprotected alias to a version."""
    with writing() as context:
        return answer(aliases.set_alias(context, model, alias, body(MoveAlias)))


@blueprint.get("/<model>/alias-history")
def alias_history(model: str) -> Response:
    """Where the aliases have been."""
    with reading() as context:
        return answer_all(aliases.alias_history(context, model))
