"""Where a log-in is kept: one file that its owner alone may read, and two variables that go before it."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from modelwarden.errors import ForbiddenError, InvalidInputError, NotAuthenticatedError

URL, TOKEN = "MODELWARDEN_URL", "MODELWARDEN_TOKEN"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Which registry, and the token for it. The token stays out of `repr`."""

    url: str
    token: str = field(repr=False)
    token_id: str = ""
    source: str = ""


def credentials_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The file, by the XDG base directory specification."""
    base = environment.get("XDG_CONFIG_HOME", "")
    root = Path(base) if base.startswith("/") else Path.home() / ".config"
    return root / "modelwarden" / "credentials.json"


def find_credentials(environment: Mapping[str, str] = os.environ) -> Credentials:
    """Whom to be: the variables go before the file, and a token never goes to another registry than its own.

    Raises:
        NotAuthenticatedError: when nobody is logged in.
    """
    url, token = environment.get(URL, "").rstrip("/"), environment.get(TOKEN, "")
    if url and token:
        return Credentials(url, token, source=f"{URL} and {TOKEN}")
    stored = read_credentials(environment)
    if stored is None:
        raise NotAuthenticatedError(
            f"Nobody is logged in{f' at {url}' if url else ''}.",
            why=f"There is no stored log-in{f', and no {TOKEN}' if url else ''}.",
            remedy=f"Run `modelwarden login URL`, or set {URL} and {TOKEN}.",
        )
    if url and url != stored.url:
        raise NotAuthenticatedError(
            f"Nobody is logged in at {url}.",
            why=f"{URL} names it, and the stored log-in is for {stored.url}.",
            remedy=f"Run `modelwarden login {url}`, set {TOKEN}, or unset {URL}.",
        )
    if token:
        return Credentials(stored.url, token, source=TOKEN)
    return stored


def read_credentials(environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """The stored log-in, or None; raises `ForbiddenError` when others could read it."""
    path = credentials_path(environment)
    try:
        with path.open(encoding="utf-8") as reader:
            mode = stat.S_IMODE(os.fstat(reader.fileno()).st_mode)
            document = json.load(reader)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InvalidInputError(
            f"{path} cannot be read.", why=f"{error}.", remedy="Remove it, and log in again."
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ForbiddenError(
            f"{path} can be read by others.",
            why=f"Its mode is {mode:04o}, and it holds a secret.",
            remedy=f"Run `chmod 600 {path}`; log in again if somebody may have read it.",
        )
    return _parsed(document, path)


def store_credentials(credentials: Credentials, environment: Mapping[str, str] = os.environ) -> Path:
    """Write the file anew, with mode 0600 from the start."""
    path = credentials_path(environment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = asdict(credentials)
    del content["source"]
    handle, part = tempfile.mkstemp(prefix=".credentials.", dir=path.parent)  # Its mode is 0600.
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as writer:
            json.dump(content, writer, indent=2)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return path


def forget_credentials(environment: Mapping[str, str] = os.environ) -> None:
    """Remove the file."""
    credentials_path(environment).unlink(missing_ok=True)


def _parsed(document: object, path: Path) -> Credentials:
    fields = document if isinstance(document, dict) else {}
    url, token = fields.get("url"), fields.get("token")
    if not isinstance(url, str) or not isinstance(token, str):
        raise InvalidInputError(f"{path} is not a stored log-in.", remedy="Remove it, and log in again.")
    return Credentials(url, token, token_id=str(fields.get("token_id", "")), source=str(path))
