"""Where a log-in is kept, and which one counts."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelwarden.credential_stores import (
    FileStore,
    KeyringStore,
    Store,
    StoreUnavailableError,
    credentials_path,
)
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


LOG_IN = {"url": HERE, "token": "mw_stored", "token_id": "id-1"}
FAKE_KEYRING = Path(__file__).with_name("fake_keyring")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path), "MODELWARDEN_KEYRING": "never"}


@pytest.fixture
def keyring_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module `keyring` with a file behind it, in the place of the real library."""
    file = tmp_path / "keyring.json"
    monkeypatch.syspath_prepend(str(FAKE_KEYRING))
    monkeypatch.setenv("FAKE_KEYRING_FILE", str(file))
    yield file
    for name in [name for name in sys.modules if name.partition(".")[0] == "keyring"]:
        del sys.modules[name]


@pytest.fixture(params=["file", "keyring"])
def store(request: pytest.FixtureRequest, tmp_path: Path, keyring_file: Path) -> Store:
    del keyring_file
    return FileStore(tmp_path / "kept" / "credentials.json") if request.param == "file" else KeyringStore()


def test_a_store_keeps_one_log_in_and_forgets_it(store: Store) -> None:
    assert store.read() is None
    store.forget()
    store.write(LOG_IN)
    assert store.read() == LOG_IN
    store.write(LOG_IN | {"token": "mw_newer"})
    assert store.read() == LOG_IN | {"token": "mw_newer"}
    store.forget()
    assert store.read() is None


@pytest.mark.parametrize("content", ["", "[]", '{"url": 1}'])
def test_a_store_does_not_give_out_what_is_no_log_in(
    store: Store, content: str, tmp_path: Path, keyring_file: Path
) -> None:
    store.write(LOG_IN)
    if isinstance(store, FileStore):
        (tmp_path / "kept" / "credentials.json").write_text(content)
    else:
        keyring_file.write_text(json.dumps({"modelwarden/log-in": content}))
    with pytest.raises(InvalidInputError, match="cannot be read"):
        store.read()


def test_a_keyring_goes_before_the_file_and_leaves_no_file(tmp_path: Path, keyring_file: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    store_credentials(STORED, environment | {"MODELWARDEN_KEYRING": "never"})
    assert store_credentials(STORED, environment) == "the system's keyring"
    assert not credentials_path(environment).exists()
    assert "mw_stored" in keyring_file.read_text()
    assert find_credentials(environment).source == "the system's keyring"
    forget_credentials(environment)
    assert read_credentials(environment) is None


def test_a_keyring_that_does_not_work_gives_way_to_the_file(tmp_path: Path, keyring_file: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    keyring_file.write_text("locked")
    with pytest.raises(StoreUnavailableError):
        KeyringStore().read()
    assert store_credentials(STORED, environment) == str(credentials_path(environment))
    assert find_credentials(environment).token == "mw_stored"  # noqa: S105 - protects nothing
    forget_credentials(environment)
    assert read_credentials(environment) is None


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
    store_credentials(STORED, environment)
    path = credentials_path(environment)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["credentials.json"]


def test_a_file_that_others_can_read_is_not_used(environment: dict[str, str]) -> None:
    store_credentials(STORED, environment)
    path = credentials_path(environment)
    path.chmod(0o640)
    with pytest.raises(ForbiddenError, match="read by others") as caught:
        find_credentials(environment)
    assert f"chmod 600 {path}" in caught.value.remedy


@pytest.mark.parametrize("content", ["", "[]", '{"url": 1}'])
def test_a_file_that_is_something_else_is_not_used(environment: dict[str, str], content: str) -> None:
    store_credentials(STORED, environment)
    credentials_path(environment).write_text(content)
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
