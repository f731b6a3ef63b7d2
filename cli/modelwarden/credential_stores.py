"""Where a log-in is kept between commands: the system's keyring if there is one, else a file of one's own."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from modelwarden.errors import ForbiddenError, InvalidInputError

Stored = dict[str, str]
"""`url`, `token` and `token_id`."""
CHOICE, NEVER = "MODELWARDEN_KEYRING", "never"
_SERVICE, _ENTRY = "modelwarden", "log-in"


class Store(Protocol):
    """Keeps one log-in for its owner alone. `place` says to people where that is."""

    @property
    def place(self) -> str: ...

    def read(self) -> Stored | None:
        """What is kept; raises `ForbiddenError` or `InvalidInputError` when it is not to be trusted."""

    def write(self, stored: Stored) -> None:
        """Keep this in place of what was there."""

    def forget(self) -> None:
        """Keep nothing; there may have been nothing."""


class StoreUnavailableError(Exception):
    """The keyring does not work here: it is locked, or there is none behind the library."""


def stores(environment: Mapping[str, str]) -> list[Store]:
    """Where a log-in may be, the first choice first."""
    file = FileStore(credentials_path(environment))
    if environment.get(CHOICE) == NEVER or find_spec("keyring") is None:
        return [file]
    return [KeyringStore(), file]


def credentials_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The file, by the XDG base directory specification."""
    base = environment.get("XDG_CONFIG_HOME", "")
    root = Path(base) if base.startswith("/") else Path.home() / ".config"
    return root / "modelwarden" / "credentials.json"


@dataclass(frozen=True, slots=True)
class FileStore:
    """A file with mode 0600 from the start, in a directory with mode 0700."""

    path: Path

    @property
    def place(self) -> str:
        return str(self.path)

    def read(self) -> Stored | None:
        try:
            with self.path.open(encoding="utf-8") as reader:
                mode = stat.S_IMODE(os.fstat(reader.fileno()).st_mode)
                content = reader.read()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _unreadable(self.place, f"{error}.") from error
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ForbiddenError(
                f"{self.path} can be read by others.",
                why=f"Its mode is {mode:04o}, and it holds a secret.",
                remedy=f"Run `chmod 600 {self.path}`; log in again if somebody may have read it.",
            )
        return _parsed(content, self.place)

    def write(self, stored: Stored) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".credentials.", dir=self.path.parent)  # Its mode is 0600.
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as writer:
                json.dump(stored, writer, indent=2)
            Path(part).replace(self.path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


class KeyringStore:
    """One entry of the system's keyring, through the library `keyring`, where somebody installed it."""

    place = "the system's keyring"

    def read(self) -> Stored | None:
        with _working() as keyring:
            content: str | None = keyring.get_password(_SERVICE, _ENTRY)
        return None if content is None else _parsed(content, self.place)

    def write(self, stored: Stored) -> None:
        with _working() as keyring:
            keyring.set_password(_SERVICE, _ENTRY, json.dumps(stored))

    def forget(self) -> None:
        with _working() as keyring:
            if keyring.get_password(_SERVICE, _ENTRY) is not None:
                keyring.delete_password(_SERVICE, _ENTRY)


@contextmanager
def _working() -> Iterator[Any]:
    keyring, errors = import_module("keyring"), import_module("keyring.errors")
    try:
        yield keyring
    except errors.KeyringError as error:
        raise StoreUnavailableError(str(error)) from error


def _parsed(content: str, place: str) -> Stored:
    try:
        document = json.loads(content)
    except ValueError as error:
        raise _unreadable(place, f"{error}.") from error
    fields = document if isinstance(document, dict) else {}
    if not isinstance(fields.get("url"), str) or not isinstance(fields.get("token"), str):
        raise _unreadable(place, "It is not a stored log-in.")
    return {name: str(value) for name, value in fields.items()}


def _unreadable(place: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The log-in in {place} cannot be read.",
        why=why,
        remedy="Run `modelwarden logout`, and log in again.",
    )
