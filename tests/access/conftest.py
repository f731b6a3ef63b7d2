"""The real application on a real installation with its people."""

from __future__ import annotations

import pytest
from flask import Flask

from registry.app import create_app
from registry.services.platform import Platform
from tests.access.callers import populate_more
from tests.services.people import People, populate

BUNDLE_TOKEN = "what OPA shows"  # noqa: S105 - protects nothing


@pytest.fixture
def people(platform: Platform) -> People:
    made = populate(platform)
    populate_more(platform, made)
    return made


@pytest.fixture
def app(platform: Platform) -> Flask:
    app = create_app(platform, bundle_token=BUNDLE_TOKEN)
    # An unexpected error must become an answer here, too, as it does for users.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app
