"""A web server of several processes is one to whoever asks: it counts once, mends itself, and ends whole."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from modelwarden.client import Client
from registry.commands.web_server import listening_sockets
from registry.domain.ids import new_id
from tests.commands.installation import RealInstallation, is_running, real_installation
from tests.commands.test_graceful_stop import (
    begin_job,
    begin_upload,
    finish_upload,
    grant_everything,
    make_project,
    processes_of,
    token_of,
    until,
)

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(300)]
METRICS = "a token for metrics"
_MODELS = 24


@pytest.fixture
def registry(tmp_path: Path, database_url: str) -> Iterator[RealInstallation]:
    with real_installation(
        tmp_path,
        MODELWARDEN_DATABASE_URL=database_url,
        MODELWARDEN_WEB_PROCESSES="2",
        MODELWARDEN_METRICS_TOKEN=METRICS,
    ) as made:
        made.start()
        yield made


def webs_of(registry: RealInstallation) -> list[int]:
    """The processes that the first one has forked: whoever keeps OPA, and two that answer."""
    assert registry.server is not None
    children = Path(f"/proc/{registry.server.pid}/task/{registry.server.pid}/children").read_text("utf-8")
    served = [int(pid) for pid in children.split()]
    return [pid for pid in served if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def answered(registry: RealInstallation, route: str) -> float:
    """How many requests of a route were counted, whichever process is asked."""
    headers = {"Authorization": f"Bearer {METRICS}"}
    text = httpx.get(f"{registry.url}/-/metrics", headers=headers, trust_env=False).text
    found = re.findall(rf'modelwarden_http_requests_total{{method="GET",route="{route}",.*}} (\S+)', text)
    return sum(map(float, found))


def test_one_is_killed_and_replaced_while_the_other_answers_and_all_count_together(
    registry: RealInstallation,
) -> None:
    with registry.log_in() as client:
        make_project(client)
        grant_everything(client)
    webs = webs_of(registry)
    assert len(webs) == 3
    os.kill(webs[1], signal.SIGKILL)
    for _ in range(20):
        assert httpx.get(f"{registry.url}/-/live", trust_env=False).status_code == 200
    until(lambda: len(webs_of(registry)) == 3 and webs[1] not in webs_of(registry), 20)
    until(lambda: answered(registry, "/-/live") == 20, 10)
    assert {answered(registry, "/-/live") for _ in range(8)} == {20}

    token = token_of(registry)

    def create(number: int) -> str:
        with Client(registry.url, token) as client:
            return str(client.models.create("credit", f"model-{number}", risk_tier="minimal").name)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(create, range(_MODELS)))) == _MODELS
    assert registry.run("admin", "check").returncode == 0


def test_a_worker_that_is_killed_is_started_again(registry: RealInstallation) -> None:
    kill_worker_and_wait(registry)


def test_the_one_beside_a_single_web_server_is_as_well(tmp_path: Path) -> None:
    with real_installation(tmp_path) as alone:
        alone.start()
        kill_worker_and_wait(alone)
        assert alone.stop() == 0


def kill_worker_and_wait(registry: RealInstallation) -> None:
    """Until another one does jobs."""
    [worker] = [pid for pid in processes_of(registry) if b"commands.worker" in command_of(pid)]
    time.sleep(2)
    os.kill(worker, signal.SIGKILL)
    with registry.log_in() as client:
        make_project(client)
        grant_everything(client)
        job = begin_job(client, registry.directory)
        assert client.jobs.wait(job, timeout=60).state == "done"
    assert "worker_ended" in {line["message"] for line in registry.logged()}


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_whoever_kills_the_first_kills_all(registry: RealInstallation) -> None:
    processes = processes_of(registry)
    assert len(processes) == 6, "one that sees to the others, OPA's keeper, two webs, a worker, OPA"
    assert registry.server is not None
    registry.server.kill()
    registry.server.wait()
    until(lambda: not any(map(is_running, processes)), 10)


def test_an_upload_under_way_is_finished_and_nobody_is_left(registry: RealInstallation) -> None:
    with registry.log_in() as client:
        make_project(client)
        grant_everything(client)
    processes = processes_of(registry)
    body = bytes(range(256)) * 4096
    with closing(begin_upload(registry, token_of(registry), body)) as upload:
        time.sleep(0.5)
        assert registry.server is not None
        registry.server.terminate()
        until(registry.refuses_connections, 10)
        assert registry.server.poll() is None, "it waits for the upload"
        finish_upload(upload, body)
    assert registry.server.wait(timeout=30) == 0
    until(lambda: not any(map(is_running, processes)), 10)
    assert not [line for line in registry.logged() if line.get("message") == "requests cut off"]


def test_an_address_that_is_taken_is_told_before_anything_starts(tmp_path: Path) -> None:
    with real_installation(tmp_path, MODELWARDEN_WEB_PROCESSES="2") as made:
        with socket.create_server(("127.0.0.1", made.port)):
            done = made.run("serve")
        assert done.returncode == 1
        assert "Address already in use" in done.stderr


def test_a_host_with_two_addresses_is_listened_to_on_both() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = listening_sockets("localhost", port)
    assert len({one.family for one in found}) == len(found) >= 1
    for one in found:
        one.close()


def test_forked_processes_give_no_id_twice(tmp_path: Path) -> None:
    """The generator's state is copied with everything else."""
    new_id()
    pids = []
    for number in range(2):
        pid = os.fork()
        if pid == 0:
            (tmp_path / str(number)).write_text("\n".join(str(new_id()) for _ in range(50_000)))
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        assert os.waitpid(pid, 0)[1] == 0
    first, second = (set((tmp_path / str(number)).read_text().split()) for number in range(2))
    assert (len(first), len(second), first & second) == (50_000, 50_000, set())
