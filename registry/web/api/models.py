"""Registered models and their aliases."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.models import AliasMoveView, AliasView, ChangeModel, CreateModel, ModelView, MoveAlias
from registry.contract.paging import ListModels, PageQuery
from registry.services import aliases, models
from registry.web.edge import answer, answer_all, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("models", __name__, url_prefix="/models")


@blueprint.post("")
@gives(ModelView, 201, body=CreateModel, once="kept", tagged=True, also=(409,))
def create_model() -> Response:
    """Add a registered model."""
    with writing() as context:
        return answer(models.create_model(context, body(CreateModel)), 201)


@blueprint.get("")
@lists(ModelView, ListModels)
def list_models() -> Response:
    """The models that I may read."""
    with reading() as context:
        return answer_all(models.list_models(context, query(ListModels)))


@blueprint.get("/<model>")
@gives(ModelView, tagged=True)
def get_model(model: str) -> Response:
    """One model."""
    with reading() as context:
        return answer(models.get_model(context, model))


@blueprint.patch("/<model>")
@gives(ModelView, body=ChangeModel, tagged=True, conditional=True)
def change_model(model: str) -> Response:
    """Change what is said about a model."""
    with writing() as context:
        return answer(models.change_model(context, model, body(ChangeModel)))


@blueprint.get("/<model>/aliases/<alias>")
@gives(AliasView, tagged=True)
def get_alias(model: str, alias: str) -> Response:
    """What an alias points to."""
    with reading() as context:
        return answer(aliases.get_alias(context, model, alias))


@blueprint.put("/<model>/aliases/<alias>")
@gives(ModelView, body=MoveAlias, conditional=True)
def set_alias(model: str, alias: str) -> Response:
    """Point an unprotected alias to a version; `If-Match` takes the ETag of the alias."""
    with writing() as context:
        return answer(aliases.set_alias(context, model, alias, body(MoveAlias)))


@blueprint.get("/<model>/alias-history")
@lists(AliasMoveView)
def alias_history(model: str) -> Response:
    """Where the aliases have been."""
    with reading() as context:
        return answer_all(aliases.alias_history(context, model, query(PageQuery)))
