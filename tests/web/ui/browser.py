"""A browser as far as these pages need one: cookies, links, and forms filled in as they stand on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import lxml.html  # type: ignore[import-untyped]
from flask import Flask
from werkzeug.test import TestResponse

from tests.services.people import PASSWORD

SITE = "https://modelwarden.example"
SAME_ORIGIN = {"Origin": SITE, "Sec-Fetch-Site": "same-origin"}


@dataclass
class Page:
    """An answer, and its HTML when it is that."""

    response: TestResponse
    html: Any = field(init=False)

    def __post_init__(self) -> None:
        is_file = "Content-Disposition" in self.response.headers
        is_page = self.response.mimetype == "text/html" and not is_file
        self.html = lxml.html.fromstring(self.response.text) if is_page else None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return str(self.response.request.path)

    @property
    def text(self) -> str:
        """What a reader sees, in one line."""
        return " ".join(self.html.text_content().split())

    @property
    def heading(self) -> str:
        [heading] = self.html.iterfind(".//h1")
        return " ".join(heading.text_content().split())

    @property
    def buttons(self) -> dict[str, Any]:
        """The buttons by what they say."""
        return {" ".join(button.text_content().split()): button for button in self.html.iterfind(".//button")}

    @property
    def links(self) -> set[str]:
        return {str(link.get("href")) for link in self.html.iterfind(".//a[@href]")}


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page: Page

    def open(self, path: str) -> Page:
        """Follow a link or type an address."""
        self.page = Page(self.client.get(path, base_url=SITE, follow_redirects=True, buffered=True))
        return self.page

    def press(self, label: str, /, **filled: Any) -> Page:  # noqa: ANN401 - texts, several of them, or a file
        """Fill in the form that this button is in and send it, as a browser would."""
        button = self.page.buttons[label]
        assert button.get("disabled") is None, f"{label!r} is disabled"
        [form] = button.iterancestors("form")
        return self.send(str(form.action or self.page.path), fields_of(form) | filled)

    def send(self, path: str, data: dict[str, Any], headers: dict[str, str] | None = None) -> Page:
        """A form, as it goes over the wire."""
        sent = SAME_ORIGIN if headers is None else headers
        self.page = Page(
            self.client.post(path, data=data, headers=sent, base_url=SITE, follow_redirects=True)
        )
        return self.page

    def log_in(self, username: str, password: str = PASSWORD) -> Page:
        """Through the form, like everybody."""
        self.open("/log-in")
        return self.press("Log in", username=username, password=password)

    def cookie(self, name: str = "__Host-modelwarden") -> str | None:
        """The value of a cookie of the site."""
        found = self.client.get_cookie(name, domain="modelwarden.example")
        return found.value if found else None


def words_of(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The words of an element, with a space between its parts."""
    return " ".join(" ".join(element.itertext()).split())


def fields_of(form: Any) -> dict[str, Any]:  # noqa: ANN401 - lxml has no types
    """What a browser would send of a form that nobody has touched; several values of one name as a list."""
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if value is not None:
            found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
