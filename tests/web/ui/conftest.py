"""The real application on a real installation, and people with browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from registry.app import create_app
from registry.services.platform import Platform
from tests.services.conftest import *  # noqa: F403 - fixtures: a populated installation with real evidence
from tests.services.people import People
from tests.web.ui.browser import Browser

OpenBrowser = Callable[..., Browser]
# For what concerns HTTP alone; what pages read and write is tested on both databases.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform, bundle_token="a token that nobody shows here")  # noqa: S106 - opens nothing


@pytest.fixture
def browser(app: Flask, people: People) -> OpenBrowser:  # noqa: ARG001 - there have to be people
    """A browser, logged in as somebody or as nobody."""

    def open_browser(username: str = "") -> Browser:
        opened = Browser(app)
        if username:
            assert opened.log_in(username).path == "/"
        return opened

    return open_browser
