"""One client, in a process of its own: `python -m tests.bench.client` reads a task and writes what it saw.

It speaks HTTP over one bare socket, since on two cores a client costs what the server would have had.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from tests.bench.operations import Facts, Request, as_bytes, requests_of

_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask, of whom, and when; times are those of the monotonic clock, which all processes share."""

    port: int
    token: str
    operation: str
    facts: Facts
    seed: int
    begins_at: float
    ends_at: float


@dataclass(slots=True)
class Seen:
    """Milliseconds of each answer that was a success, and how many answers had which status."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


class Connection:
    """A connection to the server that is kept open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def exchange(self, request: bytes) -> int:
        """Send a request and read its whole answer; the status."""
        self._socket.sendall(request)
        while b"\r\n\r\n" not in self._rest:
            self._read()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(self._rest) < length:
            self._read()
        self._rest = self._rest[length:]
        return int(head[9:12])

    def _read(self) -> None:
        part = self._socket.recv(1 << 18)
        if not part:
            msg = "the server hung up"
            raise ConnectionError(msg)
        self._rest += part


def run(task: Task) -> Seen:
    """Ask one thing after the other until the time is up."""
    seen, connection = Seen(), Connection(task.port)
    for request in _in_time(task):
        raw = as_bytes(request, f"127.0.0.1:{task.port}", task.token)
        began = time.perf_counter()
        status = connection.exchange(raw)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
        if status in _SUCCESS:
            seen.milliseconds.append((time.perf_counter() - began) * 1000)
    return seen


def _in_time(task: Task) -> Iterator[Request]:
    requests = requests_of(task.operation, task.facts, task.seed)
    time.sleep(max(0.0, task.begins_at - time.monotonic()))
    while time.monotonic() < task.ends_at:
        yield next(requests)


def main() -> None:
    """Read a task from stdin, and write what was seen to stdout."""
    told = json.load(sys.stdin)
    task = Task(**told | {"facts": Facts(**told["facts"])})
    json.dump(asdict(run(task)), sys.stdout)


if __name__ == "__main__":
    main()
