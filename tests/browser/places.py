"""Every page that links lead to, one for each kind and state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
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
# Beyond what links lead to: what is wrong, and what is empty.
_BESIDES = ("/search?q=credit", "/search?q=nothing-like-it", "/no/such/page", "/promotions?state=ready")


@dataclass(frozen=True)
class Link:
    """Where a link leads, and what it says."""

    address: str
    words: str


def itself(link: Link) -> str:
    """Every address for itself."""
    return link.address


@dataclass(frozen=True)
class Place:
    """An address, and a name for it that a file can have."""

    address: str
    name: str


def places(context: BrowserContext, site: str, *, one_of: Callable[[Link], str] = itself) -> list[Place]:
    """What one person can reach: of pages that look the same but for names and numbers, the first.

    Of links of which `one_of` says the same, only the first is followed at all.
    """
    waiting, seen = ["/", *_BESIDES], {one_of(Link(address, "")) for address in ("/", *_BESIDES)}
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
                waiting.append(link.address)
    return list(found.values())


def by_view(app: Flask) -> Callable[[Link], str]:
    """One link for each view; to requests, whose states differ, every link, to evidence one for each word."""
    routes = app.url_map.bind("localhost")

    def view(link: Link) -> str:
        path = urlsplit(link.address).path
        try:
            endpoint = str(routes.match(path)[0])
        except NotFound:
            return path
        match endpoint:
            case "ui.promotions.show_promotion":
                return path
            case "ui.evidence.show_evidence":
                return f"{endpoint} {link.words}"
            case _:
                return endpoint

    return view


def _links(html: lxml.html.HtmlElement) -> list[Link]:
    found = [
        Link(str(one.get("href")).split("#")[0], " ".join(one.text_content().split()))
        for one in html.xpath("//a[@href][not(@download)]")
    ]
    inside = {link for link in found if link.address.startswith("/") and not _is_file(link.address)}
    return sorted(inside, key=attrgetter("address", "words"))


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
