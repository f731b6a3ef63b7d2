"""One client, in a process of its own: `python -m tests.bench.client` reads a task and writes what it saw.

It says `ready` once it has connected, and waits for the line that says when to begin, so that all clients
begin together however long each took to start. It speaks HTTP over one bare socket, since on two cores a
client costs what the server would have had.
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
    """What to ask, of whom, and for how long."""

    port: int
    token: str
    operation: str
    facts: Facts
    seed: int
    seconds: float


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


def run(task: Task, connection: Connection, begins_at: float) -> Seen:
    """Ask one thing after the other until the time is up.

    `begins_at` is a time of the monotonic clock, which all processes share.
    """
    seen = Seen()
    for request in _in_time(task, begins_at):
        raw = as_bytes(request, f"127.0.0.1:{task.port}", task.token)
        began = time.perf_counter()
        status = connection.exchange(raw)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
        if status in _SUCCESS:
            seen.milliseconds.append((time.perf_counter() - began) * 1000)
    return seen


def _in_time(task: Task, begins_at: float) -> Iterator[Request]:
    requests = requests_of(task.operation, task.facts, task.seed)
    time.sleep(max(0.0, begins_at - time.monotonic()))
    while time.monotonic() < begins_at + task.seconds:
        yield next(requests)


def main() -> None:
    """Read a task from stdin, and write what was seen to stdout."""
    told = json.loads(sys.stdin.readline())
    task = Task(**told | {"facts": Facts(**told["facts"])})
    connection = Connection(task.port)
    print("ready", flush=True)  # noqa: T201 - its answer
    begins_at = float(sys.stdin.readline())
    json.dump(asdict(run(task, connection, begins_at)), sys.stdout)


if __name__ == "__main__":
    main()
