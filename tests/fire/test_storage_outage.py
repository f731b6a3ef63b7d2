"""S3 goes away in the middle of an upload, and a promotion waits until its files can be found again."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from modelwarden.digests import digest_file
from modelwarden.errors import ServerError
from modelwarden.objects.artifacts import Artifact
from tests.fire.load import PROJECT
from tests.fire.outages import Installation, running_installation
from tests.s3_server import S3Server, running_s3

pytestmark = [pytest.mark.database, pytest.mark.long]


@dataclass(frozen=True)
class OnS3:
    installation: Installation
    server: S3Server
    bucket: str

    def parts(self) -> list[str]:
        """What is left of uploads that are not done."""
        client = boto3.client("s3", endpoint_url=self.server.endpoint_url)
        found = client.list_objects_v2(Bucket=self.bucket, Prefix="uploads/").get("Contents", [])
        return [one["Key"] for one in found]


@pytest.fixture(scope="module")
def on_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnS3]:
    """PostgreSQL and S3, as in production, with an S3 that may be stopped."""
    with running_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        bucket = server.make_bucket("models")
        with running_installation(
            tmp_path_factory.mktemp("mw"),
            "postgresql",
            s3_bucket=bucket,
            s3_endpoint_url=server.endpoint_url,
            s3_allow_http="true",
            s3_connect_timeout="1",
            s3_read_timeout="5",
            s3_attempts="1",
            upload_part_bytes=str(2 << 20),
        ) as running:
            yield OnS3(running, server, bucket)
            checked = running.processes.run("admin", "check")
            assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_upload_and_a_promotion_wait_for_s3(on_s3: OnS3, tmp_path: Path) -> None:
    installation, server = on_s3.installation, on_s3.server
    ready, moved, stopped = installation.open_ready(), installation.champion(), threading.Event()
    file = tmp_path / "large.bin"
    file.write_bytes(os.urandom(40 << 20))

    reached: list[int] = []

    def stop_once(_name: str, sent: int, _size: int) -> None:
        reached.append(sent)
        if not stopped.is_set():
            server.stop()
            stopped.set()

    def upload() -> Artifact:
        with installation.client("emil") as emil:
            return emil.artifacts.upload(PROJECT, file, on_transfer=stop_once)

    def upload_to_the_end(begun: Future[Artifact]) -> Artifact:
        """A client tries for half a minute; asked again, it goes on where it stood."""
        try:
            return begun.result()
        except ServerError as error:
            if error.status != 503:
                raise
            return upload()

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(upload)
        try:
            assert stopped.wait(60)
            installation.is_told("storage")
            assert installation.refuses(ready.id)["code"] == "storage_unavailable"
            assert installation.champion() == moved
        finally:
            server.start()
        assert upload_to_the_end(going).sha256 == digest_file(file)[0]
    assert reached == sorted(set(reached)), "no part was sent twice"
    installation.becomes("storage", "sound")
    assert on_s3.parts() == []
    with installation.client("emil") as emil:
        assert emil.promotions.apply(ready.id).state == "applied"
    assert installation.champion() == moved + 1
