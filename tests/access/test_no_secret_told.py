"""A journey with a password, tokens and a cookie, over real HTTP: none of them is in what the server says."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.docs.registry_process import readers_shell, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PASSWORD, NEXT, GUESS = "correct horse battery staple", "a second long passphrase", "guess-of-a-stranger"


def test_no_secret_is_in_logs_errors_events_or_standard_error(tmp_path: Path) -> None:
    shell = readers_shell(tmp_path)
    subprocess.run(
        ["modelwarden", "admin", "create-first", "root", "--password-stdin"],
        cwd=tmp_path, env=shell, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True,
    )  # fmt: skip
    answers: list[str] = []
    with serving(tmp_path, shell) as url, httpx.Client(base_url=url, trust_env=False) as client:
        tokens = _api(client, answers)
        cookie, form_secret = _browser(client, answers)
    secrets = [PASSWORD, NEXT, GUESS, cookie, form_secret, *tokens, *(one.split("_")[2] for one in tokens)]
    secrets.append((tmp_path / "modelwarden-data" / "bundle-token").read_text())
    told = {
        "log": (tmp_path / "serve.log").read_text(),
        "answers": "\n".join(answers),
        "events": _dump(tmp_path / "modelwarden-data" / "modelwarden.sqlite", "event"),
    }
    assert "login.locked" in told["events"]
    assert "credentials are not valid" in told["answers"]
    assert "Modelwarden is at" in told["log"]
    for where, text in told.items():
        for secret in secrets:
            # A form carries its own secret, and answers with pages were left out for that.
            assert secret not in text, where
    rows = _dump(tmp_path / "modelwarden-data" / "modelwarden.sqlite", "token", "session", "login_attempt")
    assert not [one for one in (PASSWORD, NEXT, GUESS, cookie, *tokens) if one in rows]


def _api(client: httpx.Client, answers: list[str]) -> list[str]:
    issued = client.post("/api/v1/login", json={"username": "root", "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {issued['token']}"}
    narrow = {"name": "ci", "scopes": ["read"]}
    script = client.post("/api/v1/tokens", json=narrow, headers=bearer).json()["token"]
    reading = {"Authorization": f"Bearer {script}"}
    said = [
        client.get("/api/v1/tokens", headers=bearer),
        client.post("/api/v1/projects", json={"name": PASSWORD}, headers=bearer),
        client.post("/api/v1/users", json={"password": PASSWORD, "username": "x"}, headers=bearer),
        client.post("/api/v1/users", content=f'{{"password": "{PASSWORD}"', headers=bearer),
        client.post("/api/v1/tokens", json=narrow, headers=reading),
        client.get("/api/v1/models", headers={"Authorization": f"Basic {script}"}),
        client.get("/api/v1/models", headers={"Authorization": f"Bearer {script}x"}),
        client.get("/api/v1/nothing", headers=bearer),
        client.get("/-/health", headers=bearer),
    ]
    said += [client.post("/api/v1/login", json={"username": GUESS, "password": GUESS}) for _ in range(6)]
    answers += [one.text for one in said]
    return [issued["token"], script]


def _browser(client: httpx.Client, answers: list[str]) -> tuple[str, str]:
    client.get("/log-in")
    fields = {"csrf_token": client.cookies["modelwarden-log-in"], "username": "root", "password": PASSWORD}
    assert client.post("/log-in", data=fields).status_code == 303
    cookie = client.cookies["modelwarden"]
    page = client.get("/").text
    form_secret = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert form_secret
    assert cookie not in page
    answers.append(
        client.post("/promotions/x/apply", data={"csrf_token": cookie}).headers.get("Location", "")
    )
    issued = client.post("/api/v1/login", json={"username": "root", "password": PASSWORD}).json()["token"]
    change = {"old_password": PASSWORD, "new_password": NEXT}
    done = client.post("/api/v1/me/password", json=change, headers={"Authorization": f"Bearer {issued}"})
    assert done.status_code == 200
    answers.append(done.text)
    assert client.get("/").status_code == 303
    return cookie, form_secret


def _dump(path: Path, *tables: str) -> str:
    with sqlite3.connect(path) as connection:
        rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608
    return json.dumps(rows, default=lambda value: value.decode() if isinstance(value, bytes) else str(value))
