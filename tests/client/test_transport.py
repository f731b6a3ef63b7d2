"""What goes over the wire, and what cannot be understood."""

from __future__ import annotations

import pytest

from modelwarden.client import Client
from modelwarden.errors import InvalidInputError, ModelwardenError, ServerError
from modelwarden.objects.artifacts import Artifact
from modelwarden.routes import route
from modelwarden.transport import Transport
from tests.client.scripted_server import ScriptedServer, answer


def test_the_token_goes_with_every_request_and_into_no_text() -> None:
    with ScriptedServer([answer(200, {"items": []})]) as server, Client(server.url, "mw_secret") as client:
        assert client.models.list() == ()
        assert "mw_secret" not in repr(client)
    assert b"authorization: bearer mw_secret" in server.requests[0].lower()


@pytest.mark.parametrize("document", [{"size": 1}, [], "text", {"sha256": 5, "size": "x"}, b"<html>"])
def test_an_answer_of_another_shape_is_a_server_error(document: object) -> None:
    with ScriptedServer([answer(200, document)]) as server:
        transport = Transport(server.url)
        with pytest.raises(ServerError, match="not understood"):
            transport.get("/x", Artifact)
        transport.close()


def test_a_redirect_is_not_followed_with_the_token() -> None:
    moved = (
        b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    with (
        ScriptedServer([moved]) as server,
        Client(server.url, "mw_secret") as client,
        pytest.raises(ModelwardenError, match="302"),
    ):
        client.models.list()
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["", "registry", "ftp://registry", "http://", "https://me:secret@registry"])
def test_what_is_not_the_address_of_a_registry_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Client(url)
    assert caught.value.remedy


def test_names_in_paths_are_quoted() -> None:
    assert route("models", "a/b c", "versions", 3) == "/api/v1/models/a%2Fb%20c/versions/3"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_names_that_would_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(InvalidInputError):
        route("models", name)


def test_a_proxy_is_not_asked_for_what_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with ScriptedServer([answer(200, {"items": []})]) as server, Client(server.url) as client:
        assert client.models.list() == ()
