"""Every page that links lead to, one for each kind and state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import lxml.html  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import BrowserContext
from werkzeug.exceptions import NotFound

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|sha256:[0-9a-f]{64}|%3A[0-9a-f]{64}|\d+")
# There are dozens of rules, and their pages differ in words alone.
_RULE = re.compile(r"[A-Z]{3,5}-\d{3}")
_FILES = ("/content", ".json", ".tar.gz", ".svg", ".csv", "/log-out")
# What tells pages of one kind apart: their heading, the badges beside it, the banner.
_STATE = (
    "//main//h1",
    "//*[@class='head']//*[starts-with(@class, 'badge')]",
    "//*[starts-with(@class, 'banner ')]/h2",
)
_DIFFERENT = ("ui.promotions.show_promotion", "ui.evidence.show_evidence")
# Beyond what links lead to: what is wrong, and what is empty.
_BESIDES = ("/search?q=credit", "/search?q=nothing-like-it", "/no/such/page", "/promotions?state=ready")


@dataclass(frozen=True)
class Place:
    """An address, and a name for it that a file can have."""

    address: str
    name: str


def places(context: BrowserContext, site: str, *, one_of: Callable[[str], str] = str) -> list[Place]:
    """What one person can reach: of pages that look the same but for names and numbers, the first.

    Of addresses for which `one_of` says the same, only the first is asked for at all.
    """
    waiting, seen = ["/", *_BESIDES], {one_of(address) for address in ("/", *_BESIDES)}
    found: dict[str, Place] = {}
    while waiting:
        address = waiting.pop(0)
        answer = context.request.get(site + address)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        html = lxml.html.fromstring(answer.text())
        kind = _kind(address, html)
        if kind in found:
            continue
        found[kind] = Place(address, _name(kind, len(found)))
        for link in _links(html):
            if one_of(link) not in seen:
                seen.add(one_of(link))
                waiting.append(link)
    return list(found.values())


def by_view(app: Flask) -> Callable[[str], str]:
    """One address for each view; of those whose pages differ most, requests and evidence, every address."""
    routes = app.url_map.bind("localhost")

    def view(address: str) -> str:
        path = urlsplit(address).path
        try:
            endpoint = routes.match(path)[0]
        except NotFound:
            return path
        return path if endpoint in _DIFFERENT else str(endpoint)

    return view


def _links(html: lxml.html.HtmlElement) -> list[str]:
    links = {str(link).split("#")[0] for link in html.xpath("//a[@href][not(@download)]/@href")}
    return [link for link in sorted(links) if link.startswith("/") and not _is_file(link)]


def _is_file(link: str) -> bool:
    return urlsplit(link).path.endswith(_FILES) or "/files/" in link


def _kind(address: str, html: lxml.html.HtmlElement) -> str:
    path, query = urlsplit(address).path, sorted(re.findall(r"(\w+)=", urlsplit(address).query))
    rule = _RULE.search(path)
    state = html.xpath(" | ".join(_STATE[1:] if rule else _STATE))
    words = [" ".join(one.text_content().split()) for one in state]
    return " ".join([_ID.sub("N", _RULE.sub("RULE", path)), *query, *(_ID.sub("N", word) for word in words)])


def _name(kind: str, number: int) -> str:
    return f"{number:02}-" + re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")[:70]
