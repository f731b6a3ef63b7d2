"""Where a model is registered: project, model and datasets are found, or made if that is permitted."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelwarden.digests import digest_file
from modelwarden.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.namespaces.versions import Ref
    from modelwarden.objects.models import Model
    from modelwarden.objects.projects import Project

PROJECT = "MODELWARDEN_PROJECT"


@dataclass(frozen=True, slots=True)
class Place:
    """What to make when it is not there: in which project, at which tier, and what is said of the model."""

    project: str | None = None
    risk_tier: str | None = None
    model_facts: Mapping[str, Any] | None = None


def find_or_create_model(client: Client, name: str, place: Place) -> Model:
    """The registered model, which is added to the project when it is new.

    Raises:
        InvalidInputError: it is new and the project is not certain, or it belongs to another one.
    """
    try:
        found = client.models.get(name)
    except NotFoundError:
        project = _find_or_create_project(client, name, place)
        tier = place.risk_tier or project.risk_tier
        return client.models.create(project.name, name, risk_tier=tier, **(place.model_facts or {}))
    if place.project is not None and found.project != place.project:
        raise InvalidInputError(
            f"The model {name} belongs to the project {found.project}, not to {place.project}.",
            remedy="Leave project= out, or choose another name.",
        )
    return found


def find_or_register_data(
    client: Client, project: str, name: str, file: Path, datasheet: Mapping[str, Any], timeout: float | None
) -> Ref:
    """The dataset version that this file is; it is registered unless it is the newest one already."""
    if name not in {dataset.name for dataset in client.datasets.list(project)}:
        client.datasets.create(project, name)
    digest, _ = digest_file(file)
    versions = client.datasets.list_versions(project, name)
    if versions and versions[0].file_sha256 == digest:
        return name, versions[0].version
    made = client.datasets.register_version(project, name, file, datasheet=datasheet, timeout=timeout)
    return name, made.version


def _find_or_create_project(client: Client, model: str, place: Place) -> Project:
    wanted = place.project or os.environ.get(PROJECT)
    known = client.projects.list()
    if wanted is None and len(known) == 1:
        return known[0]
    if wanted is None:
        names = ", ".join(project.name for project in known[:20])
        raise InvalidInputError(
            f"The model {model} is new, and it is not certain to which project it belongs.",
            why=f"You may read {names}." if names else "You are in no project.",
            remedy=f'Say which: project="...", or set {PROJECT}.',
        )
    for project in known:
        if project.name == wanted:
            return project
    return _create_project(client, wanted, place)


def _create_project(client: Client, name: str, place: Place) -> Project:
    if place.risk_tier is None:
        raise InvalidInputError(
            f"There is no project {name} that you may read, and a new one needs its risk tier.",
            why="The rules that apply depend on it, so it is not guessed.",
            remedy='Check the name, or say risk_tier="high", "limited" or "minimal".',
        )
    made = client.projects.create(name, title=name, risk_tier=place.risk_tier)
    client.members.set_roles(name, client.users.me().username, ["contributor"])
    return made
