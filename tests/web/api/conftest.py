"""The real application on each database, asked as its users would ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.app import create_app
from registry.services.platform import Platform
from tests.services.people import PASSWORD, People, populate

BUNDLE_TOKEN = "what OPA shows"  # noqa: S105 - protects nothing


class Reply(TestResponse):
    """An answer whose JSON a test looks into as it likes."""

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return super().json


@dataclass(frozen=True)
class Api:
    """Somebody's view of the API."""

    client: FlaskClient
    token: str | None = None

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:  # noqa: ANN401
        headers = options.pop("headers", {})
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}"} | headers
        reply = self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers, **options)
        assert isinstance(reply, Reply)
        return reply


@pytest.fixture
def client(platform: Platform) -> FlaskClient:
    app = create_app(platform, bundle_token=BUNDLE_TOKEN)
    # An unexpected error must become an answer here, too, as it does for users.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return FlaskClient(app, Reply)


@pytest.fixture
def people(platform: Platform) -> People:
    return populate(platform)


@pytest.fixture
def nobody(client: FlaskClient) -> Api:
    return Api(client)


@pytest.fixture
def log_in(client: FlaskClient, people: People) -> Callable[[str], Api]:
    """The API as one of the people sees it."""
    assert isinstance(people, People)

    def as_user(username: str) -> Api:
        answer = Api(client)("POST", "/login", {"username": username, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return Api(client, answer.json["token"])

    return as_user
