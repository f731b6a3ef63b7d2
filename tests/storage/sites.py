"""An installation on a store, asked over HTTP as its people would ask."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.domain.canonical import digest_bytes
from registry.services.platform import Platform
from tests.services.people import PASSWORD, populate
from tests.storage.places import Place
from tests.web.api.conftest import Api, Reply

PART = 1 << 16
PROJECT = "/projects/retail-credit"


@dataclass
class Site:
    platform: Platform
    place: Place
    app: Flask
    _tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, platform: Platform, place: Place) -> Site:
        """People, and parts small enough for tests."""
        populate(platform)
        return cls.on(dataclasses.replace(platform, storage=place.store), place, part_bytes=PART)

    @classmethod
    def on(cls, platform: Platform, place: Place, **limits: Any) -> Site:  # noqa: ANN401 - see UploadLimits
        """The same installation with other limits."""
        changed = dataclasses.replace(
            platform, upload_limits=dataclasses.replace(platform.upload_limits, **limits)
        )
        app = create_app(changed, bundle_token="t")  # noqa: S106 - protects nothing
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return cls(changed, place, app)

    def limited(self, **limits: int) -> Site:
        return Site.on(self.platform, self.place, **limits)

    def as_user(self, username: str) -> Api:
        """The API as one of the people sees it; safe to use from a thread of its own."""
        client = FlaskClient(self.app, Reply)
        if username not in self._tokens:
            answer = Api(client)("POST", "/login", {"username": username, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            self._tokens[username] = answer.json["token"]
        return Api(client, self._tokens[username])


def open_upload(api: Api, data: bytes, sha256: str | None = None) -> Reply:
    return api("POST", f"{PROJECT}/uploads", {"sha256": sha256 or digest_bytes(data), "size": len(data)})


def send_part(api: Api, upload: str, start: int, part: bytes, sha256: str | None = None) -> Reply:
    headers = {"Upload-Offset": str(start), "X-Content-SHA256": sha256 or digest_bytes(part)}
    return api("PATCH", f"{PROJECT}/uploads/{upload}", None, data=part, headers=headers)


def send_all(api: Api, data: bytes, upload: str, *, start: int = 0) -> None:
    for begin in range(start, len(data), PART):
        answer = send_part(api, upload, begin, data[begin : begin + PART])
        assert answer.status_code == 200, answer.text


def complete(api: Api, upload: str) -> Reply:
    return api("POST", f"{PROJECT}/uploads/{upload}/complete")


def offset_of(api: Api, upload: str) -> int:
    answer = api("GET", f"{PROJECT}/uploads/{upload}")
    assert answer.status_code == 200, answer.text
    return int(answer.json["offset"])
