"""A blob of 64 MiB goes in and out in less memory than itself, measured in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.s3_server import S3Server
from tests.storage.streaming import LARGE
from tools.measure_large_file import LIMIT_BYTES, measure

MEBIBYTE = 1 << 20
ROOT = Path(__file__).parents[2]


def grown_by(*where: str, **environment: str) -> int:
    command = [sys.executable, "-m", "tests.storage.streaming", *where]
    answer = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return int(answer.stdout)


def test_a_large_blob_on_disk_takes_the_memory_of_a_few_chunks(tmp_path: Path) -> None:
    """1 MiB was measured, which is a chunk."""
    assert grown_by("disk", str(tmp_path)) < 8 * MEBIBYTE


def test_a_large_blob_in_s3_takes_the_memory_of_a_few_parts(s3_server: S3Server) -> None:
    """27 MiB were measured with 64 MiB: parts of 8 MiB that are spooled, read, and under way."""
    bucket = s3_server.make_bucket("streamed")
    assert grown_by("s3", bucket, s3_server.endpoint_url, **s3_server.environment) < 36 * MEBIBYTE < LARGE


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["disk", "s3"])
def test_web_worker_and_client_stay_small_while_a_large_file_goes_up_and_down(
    kind: str, tmp_path: Path
) -> None:
    """256 MiB here; `python -m tools.measure_large_file` does the same with 5 GiB."""
    found = measure(kind, 256, tmp_path)
    peaks = found["peak_rss_bytes"]
    assert isinstance(peaks, dict)
    assert sorted(peaks) == ["client", "web", "worker"]
    assert max(peaks.values()) < LIMIT_BYTES, found
