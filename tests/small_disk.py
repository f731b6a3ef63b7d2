"""A disk of its own, small enough to be filled."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PostgresServer, running_postgres_server

_CHUNK = 1 << 20


@dataclass(frozen=True)
class SmallDisk:
    """What is mounted on `folder`; where nothing may be mounted, the folder alone."""

    folder: Path
    is_mounted: bool

    @contextmanager
    def full(self) -> Iterator[None]:
        """No byte is free until the block ends; the test is skipped where that cannot be had."""
        if not self.is_mounted:
            pytest.skip("needs the right to mount")
        filler = self.folder / "somebody-elses"
        try:
            _fill(filler)
            yield
        finally:
            filler.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, megabytes: int, *, owner: str = "") -> Iterator[SmallDisk]:
    """A file system in memory on a folder that exists, which belongs to `owner`, or to us."""
    user = pwd.getpwnam(owner).pw_uid if owner and os.geteuid() == 0 else os.geteuid()
    os.chown(folder, user, -1)
    options = f"size={megabytes}m,mode=0700,uid={user}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    is_mounted = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode
    try:
        yield SmallDisk(folder, is_mounted)
    finally:
        if is_mounted:
            # Lazily, as whoever has a file open there may be about to end.
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def small_postgres(megabytes: int) -> Iterator[tuple[PostgresServer, str, SmallDisk]]:
    """A server, the URL of a database of its that lies on a small disk, and that disk.

    The server's own log lies elsewhere: without room for that PostgreSQL ends, and waits for its operator.
    """
    with running_postgres_server() as server:
        folder = server.home / "small"
        folder.mkdir()
        with small_disk(folder, megabytes, owner="postgres") as disk:
            engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE TABLESPACE small LOCATION '{folder}'"))
                connection.execute(text("CREATE DATABASE cramped TABLESPACE small"))
            engine.dispose()
            yield server, f"{server.url.rpartition('/')[0]}/cramped", disk
            server.stop()


def _fill(filler: Path) -> None:
    size = _CHUNK
    with filler.open("wb", buffering=0) as file:
        while size:
            try:
                # A write that fits in part is no error, and says how much of it did.
                if file.write(bytes(size)) < size:
                    size //= 2
            except OSError:
                size //= 2
