"""Whom to be: the stored log-in, and two variables that go before it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from modelwarden.credential_stores import StoreUnavailableError, stores
from modelwarden.errors import NotAuthenticatedError

URL, TOKEN = "MODELWARDEN_URL", "MODELWARDEN_TOKEN"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Which registry, and the token for it. The token stays out of `repr`."""

    url: str
    token: str = field(repr=False)
    token_id: str = ""
    source: str = ""


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
    for store in stores(environment):
        with suppress(StoreUnavailableError):
            found = store.read()
            if found is not None:
                return Credentials(found["url"], found["token"], found.get("token_id", ""), store.place)
    return None


def store_credentials(credentials: Credentials, environment: Mapping[str, str] = os.environ) -> str:
    """Keep a log-in, in one place only; says where."""
    content = {"url": credentials.url, "token": credentials.token, "token_id": credentials.token_id}
    forget_credentials(environment)
    *preferred, last = stores(environment)
    for store in preferred:
        with suppress(StoreUnavailableError):
            store.write(content)
            return store.place
    last.write(content)
    return last.place


def forget_credentials(environment: Mapping[str, str] = os.environ) -> None:
    """Keep no log-in anywhere."""
    for store in stores(environment):
        with suppress(StoreUnavailableError):
            store.forget()
