"""Debian's Chromium, driven by Playwright: one person's window, and what its console says."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

from tests.services.people import PASSWORD

Scheme = Literal["light", "dark"]
WIDE, TELEPHONE, NARROW = 1280, 390, 320
_HEIGHT = 900
# What Chromium prints when a page answers with an error on purpose; the tests look at those themselves.
_ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4(01|03|04|09|22)")


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """The browser that the system has; as root it runs without its own sandbox, which needs another user."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser
        browser.close()


@dataclass
class Window:
    """One person's window. `complaints` are what the console said of what is wrong, CSP above all."""

    site: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _ANSWERED.match(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def resize(self, width: int, scheme: Scheme) -> None:
        """As if the same page stood in another window."""
        self.page.set_viewport_size({"width": width, "height": _HEIGHT})
        self.page.emulate_media(color_scheme=scheme)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def banner(self) -> str:
        return " ".join(self.page.locator(".banner").inner_text().split())

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def log_in(self, username: str) -> None:
        self.open("/log-in")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Log in")
        assert self.path == "/", self.page.content()


class Windows:
    """Windows on a site; whoever has logged in once is let in again by their cookie."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.cookies: dict[str, Any] = {}

    @contextmanager
    def open(
        self,
        username: str,
        *,
        width: int = WIDE,
        scheme: Scheme = "light",
        script: bool = True,
        motion: Literal["no-preference", "reduce"] = "no-preference",
    ) -> Iterator[Window]:
        """A window of somebody's."""
        context = self.browser.new_context(
            viewport={"width": width, "height": _HEIGHT},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion=motion,
            storage_state=self.cookies.get(username),
        )
        context.set_default_timeout(10_000)
        window = Window(self.site, context, context.new_page())
        if username and username not in self.cookies:
            window.log_in(username)
            self.cookies[username] = context.storage_state()
        yield window
        context.close()
