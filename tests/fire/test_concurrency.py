"""Thirty-two clients at once on the same requests, over HTTP, to a real server of many threads."""

from __future__ import annotations

import json
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from uuid import UUID

import httpx
import pytest
from waitress.server import TcpWSGIServer, create_server

from modelwarden.client import Client
from modelwarden.errors import GateRefusedError, ModelwardenError
from registry.app import create_app
from registry.services.context import open_unit
from registry.services.invariants import check_invariants
from registry.services.promotions import get_promotion
from tests.fire.scene import Scene
from tests.services.journey import MODEL
from tests.services.people import PASSWORD

pytestmark = pytest.mark.database

CLIENTS = 32


@dataclass
class Crowd:
    """A server, and somebody's 32 connections to it."""

    scene: Scene
    url: str
    tokens: dict[str, str]

    def rush(self, *attempts: tuple[str, Callable[[Client], str]]) -> Counter[str]:
        """Share the attempts out among 32 clients who start at one moment; what came of each."""
        barrier = threading.Barrier(CLIENTS)

        def one(number: int) -> str:
            name, do = attempts[number % len(attempts)]
            with Client(self.url, self.tokens[name], timeout=httpx.Timeout(120)) as client:
                barrier.wait()
                try:
                    return do(client)
                except GateRefusedError as error:
                    return f"refused {error.promotion.state}"
                except ModelwardenError as error:
                    return error.code

        with ThreadPoolExecutor(CLIENTS) as pool:
            return Counter(pool.map(one, range(CLIENTS)))

    def state(self) -> str:
        with open_unit(self.scene.platform, self.scene.people.emil, read_only=True) as context:
            return get_promotion(context, UUID(self.scene.living)).request.state

    def holds(self) -> None:
        """Nothing contradicts anything."""
        assert check_invariants(self.scene.platform).violations == ()


@pytest.fixture(scope="module")
def crowd(scene: Scene) -> Iterator[Crowd]:
    app = create_app(scene.platform, bundle_token="-")  # noqa: S106 - nobody pulls
    server = create_server(app, host="127.0.0.1", port=0, threads=16)
    assert isinstance(server, TcpWSGIServer)
    assert server.socket is not None
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    tokens = {}
    for name in ("emil", "ada", "rita", "leo"):
        with Client(url) as client:
            tokens[name] = client.tokens.log_in(name, PASSWORD).token
    yield Crowd(scene, url, tokens)
    server.close()
    thread.join(10)


def test_reviews_at_once_sign_what_was_seen_and_nothing_else(crowd: Crowd) -> None:
    """Each saw the same decision; the first signature has it judged again, so the others must look again."""
    with Client(crowd.url, crowd.tokens["leo"]) as client:
        seen = client.promotions.get(crowd.scene.living)

    def review(client: Client) -> str:
        done = client.promotions.review(seen, role="legal_reviewer", verdict="approve", meaning="Seen.")
        return done.state

    assert crowd.rush(("leo", review)) == {"ready": 1, "conflict": CLIENTS - 1}
    assert crowd.state() == "ready"
    crowd.holds()


@pytest.mark.long
def test_versions_registered_at_once_have_a_number_each(crowd: Crowd) -> None:
    with Client(crowd.url, crowd.tokens["emil"]) as client:
        first = client.versions.get(MODEL, 1)
        before = {one.version for one in client.versions.list(MODEL)}
    files = [file.model_dump() for file in first.files]

    def register(client: Client) -> str:
        answer = client._transport.exchange("POST", f"/api/v1/models/{MODEL}/versions", json={"files": files})
        return str(answer.json()["version"])

    numbers = crowd.rush(("emil", register))
    assert set(numbers.values()) == {1}
    assert {int(number) for number in numbers} == set(range(max(before) + 1, max(before) + 1 + CLIENTS))
    crowd.holds()


@pytest.mark.long
def test_aliases_moved_at_once_lose_no_move(crowd: Crowd) -> None:
    with Client(crowd.url, crowd.tokens["ada"]) as client:
        before = len(client.aliases.history(MODEL))

    def move(version: int) -> Callable[[Client], str]:
        def do(client: Client) -> str:
            client.aliases.set(MODEL, "shadow", version)
            return "moved"

        return do

    def remove(client: Client) -> str:
        client.aliases.remove(MODEL, "shadow")
        return "moved"

    assert crowd.rush(("ada", move(1)), ("ada", move(2)), ("ada", remove)) == {"moved": CLIENTS}
    with Client(crowd.url, crowd.tokens["ada"]) as client:
        assert len(client.aliases.history(MODEL)) == before + CLIENTS
    crowd.holds()


@pytest.mark.long
def test_applies_and_withdrawals_at_once_end_a_request_exactly_once(crowd: Crowd) -> None:
    """Some apply and some withdraw what lacks nothing. Applied or withdrawn: once, and never both."""
    living = crowd.scene.living
    if crowd.state() == "open":
        crowd.scene.journey.sign(crowd.scene.people.leo, living, "legal_reviewer")

    def apply(client: Client) -> str:
        return client.promotions.apply(living).state

    def withdraw(client: Client) -> str:
        return client.promotions.withdraw(living).state

    def check(client: Client) -> str:
        client.promotions.check(living)
        return "checked"

    outcomes = crowd.rush(("emil", apply), ("emil", withdraw), ("emil", apply), ("emil", check))
    ended = outcomes["applied"] + outcomes["withdrawn"]
    assert ended == 1, outcomes
    assert set(outcomes) <= {"applied", "withdrawn", "conflict", "illegal_transition", "checked"}, outcomes
    assert outcomes[crowd.state()] == 1
    crowd.holds()


def test_one_of_thirty_two_applies_wins(crowd: Crowd) -> None:
    scene = replace(crowd.scene, living=_ready_again(crowd))

    def apply(client: Client) -> str:
        return client.promotions.apply(scene.living).state

    with Client(crowd.url, crowd.tokens["emil"]) as client:
        before = sum(move.alias == "champion" for move in client.aliases.history(MODEL))
        assert crowd.rush(("emil", apply)) == {"applied": 1, "conflict": CLIENTS - 1}
        assert sum(move.alias == "champion" for move in client.aliases.history(MODEL)) == before + 1
    crowd.holds()


def test_one_idempotency_key_sent_by_all_is_done_once_and_answered_alike(crowd: Crowd) -> None:
    _withdraw_living(crowd)
    headers = {"Authorization": f"Bearer {crowd.tokens['emil']}", "Idempotency-Key": secrets.token_hex(16)}
    body = {"model": MODEL, "version": 2, "environment": "production", "reason": "All with one key"}

    def ask(_client: Client) -> str:
        url = f"{crowd.url}/api/v1/promotions"
        answer = httpx.post(url, json=body, headers=headers, timeout=120, trust_env=False)
        return f"{answer.status_code} {answer.text}"

    ((answer, count),) = crowd.rush(("emil", ask)).items()
    assert (answer[:4], count) == ("201 ", CLIENTS)
    with Client(crowd.url, crowd.tokens["emil"]) as client:
        made = [one for one in client.promotions.list(model=MODEL) if one.reason == body["reason"]]
        assert [one.id for one in made] == [json.loads(answer[4:])["request"]["id"]]
    crowd.holds()


@pytest.mark.long
def test_requests_opened_at_once_for_one_version_are_one(crowd: Crowd) -> None:
    _withdraw_living(crowd)

    def ask(client: Client) -> str:
        return client.promotions.open(MODEL, 2, environment="production", reason="At once").state

    assert crowd.rush(("emil", ask)) == {"open": 1, "conflict": CLIENTS - 1}
    crowd.holds()


def _withdraw_living(crowd: Crowd) -> None:
    """Have no request of version 2 that is still alive."""
    with Client(crowd.url, crowd.tokens["emil"]) as client:
        for one in client.promotions.list(model=MODEL):
            if one.version == 2 and one.state not in {"applied", "withdrawn"}:
                client.promotions.withdraw(one.id)


def _ready_again(crowd: Crowd) -> str:
    """A new request of version 1 with both signatures."""
    journey, people = crowd.scene.journey, crowd.scene.people
    asked = journey.open(people.emil, 1).request.id
    journey.sign(people.rita, asked, "risk_reviewer")
    assert journey.sign(people.leo, asked, "legal_reviewer").request.state == "ready"
    return asked
