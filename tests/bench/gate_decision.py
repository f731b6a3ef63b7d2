"""A whole gate decision against the bare OPA call on the same input, and where the rest of the time goes."""

from __future__ import annotations

import http.client
import socket
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from uuid import UUID

from registry.gate import client as gate_client
from registry.gate.client import GateClient
from registry.gate.endpoint import UnixEndpoint
from registry.gate.entrypoint import PATH
from registry.gate.input_document import Question
from registry.services import decisions
from registry.services.context import Actor, open_unit
from registry.services.decisions import decide
from registry.services.platform import Platform
from registry.services.promotions import find_promotion
from registry.worker.handlers import HANDLERS
from registry.worker.runner import run_job
from tests.bench.figures import percentile
from tests.bench.grounds import grounds_on
from tests.bench.stopwatch import Stopwatch
from tests.conftest import WaitingQueue
from tests.fire.scene import evidence_of
from tests.services.conftest import compute
from tests.services.credit import make_credit
from tests.services.journey import Journey
from tests.services.people import settle

_WARM_UP = 5
_PARTS = {
    "build_input": (decisions, "build_gate_input"),
    "validate_input": (Question, "of"),
    "ask_gate": (GateClient, "ask"),
    "ask_gate/exchange_with_opa": (GateClient, "_exchange"),
    "ask_gate/judge_answer": (gate_client, "judge"),
}


def measure_gate(database: str, directory: Path, decisions_wanted: int) -> dict[str, object]:
    """Decisions on a high-risk request with all its evidence, one after the other."""
    with grounds_on(database, directory) as grounds, grounds.serving():
        queue = WaitingQueue()
        platform = replace(grounds.processes.platform(), queue=queue)
        actor, promotion = _request(platform, queue, directory)
        found = _measure(platform, actor, promotion, decisions_wanted)
        platform.engine.dispose()
        return {"database": database, **found}


def _measure(platform: Platform, actor: Actor, promotion: UUID, wanted: int) -> dict[str, object]:
    watch, wholes, bares = Stopwatch(), [], []
    parts: list[dict[str, float]] = []
    question = b""
    for _ in range(_WARM_UP + wanted):
        began = time.perf_counter()
        with watch.on(_PARTS):
            question = _decide(platform, actor, promotion)
        wholes.append((time.perf_counter() - began) * 1000)
        parts.append(watch.read())
        bares.append(_ask_bare(platform, question))
    wholes, bares, parts = wholes[_WARM_UP:], bares[_WARM_UP:], parts[_WARM_UP:]
    split = {name: median(one[name] for one in parts) for name in _PARTS}
    top = [name for name in _PARTS if "/" not in name]
    rest = [whole - sum(one[name] for name in top) for whole, one in zip(wholes, parts, strict=True)]
    return {
        "decisions": wanted,
        "input_bytes": len(question),
        "whole_ms": _spread(wholes),
        "bare_opa_ms": _spread(bares),
        "ratio": round(median(wholes) / median(bares), 2),
        "parts_ms": {name: round(value, 3) for name, value in split.items()}
        | {"store_and_commit": round(median(rest), 3)},
    }


def _decide(platform: Platform, actor: Actor, promotion: UUID) -> bytes:
    with open_unit(platform, actor) as context:
        return decide(context, find_promotion(context, promotion, lock=True), "check").input_content


def _ask_bare(platform: Platform, question: bytes) -> float:
    """Milliseconds of the same question over a bare connection, with nothing read into or out of it."""
    connection = _BareConnection(platform.gate)
    connection.connect()
    began = time.perf_counter()
    connection.request("POST", f"/v1/data/{PATH}?{_FLAGS}", b'{"input":' + question + b"}", _HEADERS)
    with connection.getresponse() as answer:
        answer.read()
    taken = (time.perf_counter() - began) * 1000
    connection.close()
    return taken


_FLAGS = "provenance=true&strict-builtin-errors=true"
_HEADERS = {"Content-Type": "application/json"}


class _BareConnection(http.client.HTTPConnection):
    def __init__(self, gate: GateClient) -> None:
        super().__init__("localhost")
        endpoint = gate.endpoint
        assert isinstance(endpoint, UnixEndpoint)
        self._path = endpoint.path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


def _request(platform: Platform, queue: WaitingQueue, directory: Path) -> tuple[Actor, UUID]:
    """A request that lives, of a version with evidence of all kinds."""

    def work_off() -> None:
        while queue.ids:
            run_job(platform, HANDLERS, queue.ids.pop(0))

    credit = make_credit(directory / "credit", penalty=0.0)
    emil = settle(platform, "admin").emil
    journey = Journey(platform, work_off)
    journey.set_up(emil, credit)
    version = journey.register(emil, credit)
    evidence_of(platform, emil, version.id, compute(credit.evaluation, credit.model))
    work_off()
    return emil, UUID(journey.open(emil, 1).request.id)


def _spread(values: list[float]) -> dict[str, float]:
    return {f"p{percent}": round(percentile(values, percent), 3) for percent in (50, 95, 99)}
