"""Every page that links lead to, one for each kind and state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import lxml.html  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext

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
class Place:
    """An address, and a name for it that a file can have."""

    address: str
    name: str


def places(context: BrowserContext, site: str) -> list[Place]:
    """What one person can reach: of pages that look the same but for names and numbers, the first."""
    waiting, seen = ["/", *_BESIDES], {"/", *_BESIDES}
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
        links = {str(link).split("#")[0] for link in html.xpath("//a[@href][not(@download)]/@href")}
        for link in sorted(links - seen):
            if link.startswith("/") and not urlsplit(link).path.endswith(_FILES) and "/files/" not in link:
                seen.add(link)
                waiting.append(link)
    return list(found.values())


def _kind(address: str, html: lxml.html.HtmlElement) -> str:
    path, query = urlsplit(address).path, sorted(re.findall(r"(\w+)=", urlsplit(address).query))
    rule = _RULE.search(path)
    state = html.xpath(" | ".join(_STATE[1:] if rule else _STATE))
    words = [" ".join(one.text_content().split()) for one in state]
    return " ".join([_ID.sub("N", _RULE.sub("RULE", path)), *query, *(_ID.sub("N", word) for word in words)])


def _name(kind: str, number: int) -> str:
    return f"{number:02}-" + re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")[:70]
