"""Send a large file up and down through a real server, and print the peak memory of every process as JSON.

`python -m tools.measure_large_file --storage disk --storage s3 --mebibytes 5120`; ends with 1 when a process
took more than the limit. It needs five times the file's size in the folder that it works in.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from modelwarden.client import Client
from modelwarden.demo.server import running_server
from tests.s3_server import running_s3

LIMIT_BYTES = 200_000_000
_MEBIBYTE = 1 << 20
_PASSWORD = "a long enough password"  # noqa: S105 - of a server that lives for minutes
_PROJECT, _MODEL = "large", "large"
_JOB_SECONDS = 3600.0


def main(arguments: Sequence[str]) -> int:
    """Measure each storage that is asked for. Returns an exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--storage", choices=["disk", "s3"], action="append")
    parser.add_argument("--mebibytes", type=int, default=5120)
    parser.add_argument(
        "--folder", type=Path, default=None, help="where there is room; by default the system's"
    )
    given = parser.parse_args(arguments)
    found = [_measured(kind, given.mebibytes, given.folder) for kind in given.storage or ["disk", "s3"]]
    print(json.dumps(found, indent=2))
    return 0 if all(one["held"] for one in found) else 1


def measure(kind: str, mebibytes: int, folder: Path) -> dict[str, object]:
    """One file up, scanned by the worker, and down again; every process begins anew."""
    with _storage(kind), running_server(folder, 0, _PASSWORD) as server:
        emil = _prepare(server.url)
        served = {"web": server.process.pid, "worker": _worker_of(server.process.pid)}
        before = {name: _peak_bytes(pid) for name, pid in served.items()}
        for pid in served.values():
            # Logging in takes 64 MiB for a moment, by Argon2's design; here, the transfer alone is measured.
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        seconds, client = _transfer(server.url, emil, mebibytes, folder)
        peaks = {name: _peak_bytes(pid) for name, pid in served.items()} | {"client": client}
    return {
        "storage": kind,
        "bytes": mebibytes * _MEBIBYTE,
        "seconds": seconds,
        "peak_rss_bytes": peaks,
        "peak_rss_bytes_before": before,
        "limit_bytes": LIMIT_BYTES,
        "held": max(peaks.values()) < LIMIT_BYTES,
    }


def _measured(kind: str, mebibytes: int, folder: Path | None) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="modelwarden-large-", dir=folder) as directory:
        # Waitress, the worker and versitygw keep what is on its way there as well.
        before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = tempfile.tempdir = directory
        try:
            found = measure(kind, mebibytes, Path(directory))
        finally:
            # The next storage has a folder of its own, and this one is gone by then.
            tempfile.tempdir = None
            os.environ.pop("TMPDIR")
            if before is not None:
                os.environ["TMPDIR"] = before
    print(json.dumps(found), file=sys.stderr)
    return found


@contextmanager
def _storage(kind: str) -> Iterator[None]:
    if kind == "disk":
        yield
        return
    with running_s3() as s3:
        settings = {
            "MODELWARDEN_S3_BUCKET": s3.make_bucket("large"),
            "MODELWARDEN_S3_ENDPOINT_URL": s3.endpoint_url,
            "MODELWARDEN_S3_ALLOW_HTTP": "true",
        }
        before = dict(os.environ)
        os.environ.update(s3.environment | settings)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _prepare(url: str) -> str:
    """A project, a model, and the token of somebody who may register versions."""
    with Client.log_in(url, "admin", _PASSWORD) as admin:
        admin.projects.create(_PROJECT, title="Large", risk_tier="minimal")
        admin.users.create("emil", display_name="Emil", password=_PASSWORD)
        admin.members.set_roles(_PROJECT, "emil", ["contributor"])
    with Client.log_in(url, "emil", _PASSWORD) as emil:
        emil.models.create(_PROJECT, _MODEL, risk_tier="minimal")
    with Client(url) as anybody:
        return anybody.tokens.log_in("emil", _PASSWORD).token


def _transfer(url: str, token: str, mebibytes: int, folder: Path) -> tuple[dict[str, float], int]:
    environment = os.environ | {"MODELWARDEN_URL": url, "MODELWARDEN_TOKEN": token}
    command = [sys.executable, "-m", "tools.measure_large_file", "transfer", str(mebibytes), str(folder)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    return told["seconds"], told["peak"]


def _as_client(mebibytes: int, folder: Path) -> None:
    """What the client's own process does."""
    source, back = folder / "large.dat", folder / "back"
    block = secrets.token_bytes(_MEBIBYTE - 8)
    with source.open("wb") as writer:
        for number in range(mebibytes):
            writer.write(number.to_bytes(8, "big") + block)
    seconds = {}
    with Client.from_env() as client:
        before = time.monotonic()
        version = client.versions.register(_MODEL, source)
        seconds["up"] = round(time.monotonic() - before, 1)
        source.unlink()
        before = time.monotonic()
        client.jobs.wait(version.scan_job or "", timeout=_JOB_SECONDS)
        seconds["scan"] = round(time.monotonic() - before, 1)
        before = time.monotonic()
        client.versions.download(_MODEL, version.version, back)
        seconds["down"] = round(time.monotonic() - before, 1)
    print(json.dumps({"seconds": seconds, "peak": _peak_bytes(os.getpid())}))


def _worker_of(web: int) -> int:
    for task in Path(f"/proc/{web}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"registry.commands.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    raise SystemExit("The server has no worker.")


def _peak_bytes(pid: int) -> int:
    (line,) = (
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["transfer"]:
        _as_client(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        raise SystemExit(main(sys.argv[1:]))
