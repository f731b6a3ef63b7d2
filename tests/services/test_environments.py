"""Environments: an alias becomes protected only when nothing can stand under it that never met the gate."""

from __future__ import annotations

import pytest

from registry.contract.models import MoveAlias
from registry.contract.projects import CreateEnvironment
from registry.domain.errors import ConflictError
from registry.services.aliases import set_alias
from registry.services.context import open_unit
from registry.services.platform import Platform
from registry.services.projects import create_environment
from tests.services.journey import MODEL
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_an_alias_that_is_in_use_is_not_protected_afterwards(
    platform: Platform, people: People, waiting: str
) -> None:
    with open_unit(platform, people.emil) as context:
        set_alias(context, MODEL, "live", MoveAlias(version=1))
    wanted = CreateEnvironment(name="live", alias="live", protected=True)
    with (
        open_unit(platform, people.root) as context,
        pytest.raises(ConflictError, match="never met"),
    ):
        create_environment(context, wanted)
    with open_unit(platform, people.root) as context:
        assert create_environment(context, wanted.model_copy(update={"alias": "served"})).protected
    assert waiting
