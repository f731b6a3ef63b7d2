"""Where a log-in is kept, and which one counts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from modelwarden.credentials import (
    Credentials,
    find_credentials,
    forget_credentials,
    read_credentials,
    store_credentials,
)
from modelwarden.errors import ForbiddenError, InvalidInputError, NotAuthenticatedError

HERE = "https://registry.example"
STORED = Credentials(HERE, "mw_stored", "id-1")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path)}


def test_what_is_stored_is_read_again_and_can_be_forgotten(environment: dict[str, str]) -> None:
    assert read_credentials(environment) is None
    store_credentials(STORED, environment)
    found = read_credentials(environment)
    assert found is not None
    assert (found.url, found.token, found.token_id) == (HERE, "mw_stored", "id-1")
    forget_credentials(environment)
    assert read_credentials(environment) is None


def test_only_their_owner_can_read_them_also_when_they_are_written_again(environment: dict[str, str]) -> None:
    store_credentials(STORED, environment)
    path = store_credentials(STORED, environment)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["credentials.json"]


def test_a_file_that_others_can_read_is_not_used(environment: dict[str, str]) -> None:
    path = store_credentials(STORED, environment)
    path.chmod(0o640)
    with pytest.raises(ForbiddenError, match="read by others") as caught:
        find_credentials(environment)
    assert f"chmod 600 {path}" in caught.value.remedy


@pytest.mark.parametrize("content", ["", "[]", '{"url": 1}'])
def test_a_file_that_is_something_else_is_not_used(environment: dict[str, str], content: str) -> None:
    store_credentials(STORED, environment).write_text(content)
    with pytest.raises(InvalidInputError):
        find_credentials(environment)


def test_the_variables_go_before_the_file(environment: dict[str, str]) -> None:
    store_credentials(STORED, environment)
    both = environment | {"MODELWARDEN_URL": "https://other.example", "MODELWARDEN_TOKEN": "mw_other"}
    found = find_credentials(both)
    assert (found.url, found.token) == ("https://other.example", "mw_other")
    assert find_credentials(environment | {"MODELWARDEN_TOKEN": "mw_other"}).url == HERE


def test_a_stored_token_never_goes_to_another_registry(environment: dict[str, str]) -> None:
    store_credentials(STORED, environment)
    with pytest.raises(NotAuthenticatedError, match="Nobody is logged in at"):
        find_credentials(environment | {"MODELWARDEN_URL": "https://other.example"})
    same = find_credentials(environment | {"MODELWARDEN_URL": f"{HERE}/"})
    assert (same.url, same.token) == (HERE, "mw_stored")


def test_the_token_stays_out_of_the_text() -> None:
    assert "mw_stored" not in repr(STORED)
