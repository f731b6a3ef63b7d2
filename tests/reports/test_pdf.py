"""The typesetter fetches nothing: not from a real server that listens, and not from the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from reports.errors import ReportError
from reports.pdf import html_to_pdf

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
REFERENCES = (
    "<img alt='' src='{}/x'>",
    "<link rel='stylesheet' href='{}/x'>",
    "<link rel='attachment' href='{}/x'>",
    "<a rel='attachment' href='{}/x'>x</a>",
    "<object data='{}/x'></object>",
    "<embed src='{}/x'>",
    "<style>body {{ background: url({}/x) }}</style>",
    "<style>@import url({}/x);</style>",
    "<style>@font-face {{ font-family: F; src: url({}/x) }} p {{ font-family: F }}</style>",
    "<svg role='img' width='9' height='9'><image href='{}/x' width='9' height='9'/></svg>",
    "<svg role='img' width='9' height='9'><use href='{}/x#y'/></svg>",
)


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A real server's address, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            del format, args

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()
        thread.join()


def page(body: str) -> str:
    return f"<html lang='en'><head><title>t</title></head><body>{body}<p>x</p></body></html>"


@pytest.mark.parametrize("reference", REFERENCES)
def test_no_server_is_asked(reference: str, server: tuple[str, list[str]]) -> None:
    address, asked = server
    with suppress(
        ReportError
    ):  # Some references end the report, others are left out; neither may be fetched.
        html_to_pdf(page(reference.format(address)), made_at=MOMENT, attachments={})
    assert asked == []


def test_the_server_would_have_been_asked(server: tuple[str, list[str]]) -> None:
    """The typesetter by itself does fetch, so the test above can fail."""
    import weasyprint

    address, asked = server
    weasyprint.HTML(string=page(REFERENCES[0].format(address))).write_pdf()
    assert asked == ["/x"]


def test_a_file_address_ends_the_report() -> None:
    with pytest.raises(ReportError, match="outside itself"):
        html_to_pdf(page("<img alt='' src='file:///etc/hostname'>"), made_at=MOMENT, attachments={})


def test_no_file_is_attached_by_the_page() -> None:
    html = page("<link rel='attachment' href='file:///etc/hostname'>")
    assert b"/EmbeddedFile" not in html_to_pdf(html, made_at=MOMENT, attachments={})
