"""The child process: what it gives, what ends it, and that nothing of it stays."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.domain.errors import EvidenceError
from registry.evidence import sandbox
from registry.evidence.child import watch
from registry.evidence.compute import compute_evidence
from registry.evidence.limits import SandboxLimits
from registry.evidence.requests import (
    ComputeRequest,
    DescribeRequest,
    LocalFile,
    Progress,
    ScanRequest,
    ScanTarget,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where private directories are made; nothing may be left there, whatever happened."""
    directory = tmp_path / "scratch"
    directory.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(directory))
    yield directory
    assert list(directory.iterdir()) == []


@pytest.fixture
def request_(scored: Path, model_path: Path) -> ComputeRequest:
    spec = EvaluationSpec(
        label="repaid",
        score="score",
        threshold="0.6",
        sensitive=["sex", "region"],
        model_path="model.onnx",
        explained_rows=40,
        background_rows=30,
    )
    return ComputeRequest(
        kinds=["performance", "fairness", "explanation", "data_profile"],
        table=LocalFile(path=scored),
        spec=spec,
        model=LocalFile(path=model_path),
    )


def ignore(_: Progress) -> None:
    return None


def test_the_child_gives_what_the_computation_gives(request_: ComputeRequest) -> None:
    progress: list[Progress] = []
    from_child = sandbox.compute(request_, progress.append)
    assert [r.to_json() for r in from_child] == [r.to_json() for r in compute_evidence(request_, ignore)]
    assert progress[0].percent == 0
    assert progress[-1].percent == 100
    assert "Computing explanation" in {step.message for step in progress}


def test_describe_and_scan_run_in_the_child_too(scored: Path, model_path: Path) -> None:
    description = sandbox.describe(DescribeRequest(table=LocalFile(path=scored)), ignore)
    assert description.rows == 240
    result = sandbox.scan(ScanRequest(files=[ScanTarget(path="m.onnx", local=model_path)]), ignore)
    assert [file.verdict for file in result.body.files] == ["clean"]


def test_a_malicious_pickle_is_not_run_by_the_child(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    path = tmp_path / "model.pkl"
    path.write_bytes(b"cos\nmkdir\n(S'" + str(marker).encode() + b"'\ntR.")
    result = sandbox.scan(ScanRequest(files=[ScanTarget(path="model.pkl", local=path)]), ignore)
    assert result.body.files[0].verdict == "unsafe"
    assert not marker.exists()
    pickle.loads(path.read_bytes())  # noqa: S301 - it would have been run.
    assert marker.exists()


def test_an_error_of_the_computation_keeps_its_words(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,a\n1,2\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        sandbox.describe(DescribeRequest(table=LocalFile(path=path)), ignore)
    assert caught.value.what == "The column 'a' stands twice in the table."
    assert caught.value.remedy == "Rename or remove one of them."


@pytest.mark.parametrize("mebibytes", [64, 300, 700])
def test_too_little_memory_is_an_error_with_a_remedy(request_: ComputeRequest, mebibytes: int) -> None:
    # A library that cannot get memory may also spin instead of failing: then time ends it.
    limits = SandboxLimits(memory_bytes=mebibytes * 2**20, cpu_seconds=30)
    with pytest.raises(EvidenceError) as caught:
        sandbox.compute(request_, ignore, limits)
    assert caught.value.remedy


def test_a_table_that_needs_more_memory_than_there_is(tmp_path: Path) -> None:
    """Two million distinct texts do not fit beside the libraries."""
    path = tmp_path / "large.csv"
    path.write_text("x\n" + "".join(f"{i:064d}a\n" for i in range(2_000_000)), encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        sandbox.describe(
            DescribeRequest(table=LocalFile(path=path)), ignore, SandboxLimits(memory_bytes=700 * 2**20)
        )
    assert caught.value.what == "The computation ran out of memory."
    assert caught.value.why == "It may use 700 MiB."


def test_too_little_time_is_an_error(request_: ComputeRequest) -> None:
    with pytest.raises(EvidenceError) as caught:
        sandbox.compute(request_, ignore, SandboxLimits(wall_seconds=1))
    assert (caught.value.what, caught.value.why) == (
        "The computation took too long.",
        "It may take 1 seconds.",
    )


def test_too_little_processor_time_is_an_error(request_: ComputeRequest) -> None:
    with pytest.raises(EvidenceError) as caught:
        sandbox.compute(request_, ignore, SandboxLimits(cpu_seconds=1))
    assert caught.value.why == "It may use 1 seconds of processor time."


class CancelledError(Exception):
    """Somebody cancelled the job."""


def test_the_child_gives_way_from_its_first_moment(tmp_path: Path) -> None:
    lines: list[str] = []
    tell = "import os, time; time.sleep(0.3); print(os.nice(0))"
    ended = watch([sys.executable, "-I", "-c", tell], tmp_path, {}, 30, lines.append)
    assert (ended.status, lines) == (0, [f"{os.nice(0) + 10}\n"])


def test_an_exception_from_the_callback_ends_the_child(request_: ComputeRequest) -> None:
    def cancel(step: Progress) -> None:
        if step.percent >= 20:
            raise CancelledError

    children = _children()
    with pytest.raises(CancelledError):
        sandbox.compute(request_, cancel)
    assert _children() == children


def _children() -> set[str]:
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(listing.read_text(encoding="ascii").split()) if listing.exists() else set()


def test_a_child_that_is_killed_is_an_error_that_says_how(tmp_path: Path) -> None:
    ended = watch(
        [sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"], tmp_path, {}, 20, lambda _: None
    )
    (tmp_path / "stderr.txt").unlink()
    assert (ended.status, ended.timed_out) == (-11, False)
    error = sandbox.explain_end(ended, SandboxLimits())
    assert error.what == "The computation was ended before it had an answer."
    assert "SIGSEGV" in error.why


def test_a_child_that_closes_its_pipe_and_stays_is_ended(tmp_path: Path) -> None:
    started = time.monotonic()
    code = "import os, time; os.close(1); time.sleep(60)"
    ended = watch([sys.executable, "-c", code], tmp_path, {}, 1, lambda _: None)
    assert ended.timed_out
    assert time.monotonic() - started < 30


def test_the_child_sees_none_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARDEN_DATABASE_URL", "postgresql://secret")
    lines: list[str] = []
    watch(
        [sys.executable, "-c", "import os; print(sorted(os.environ))"],
        tmp_path,
        sandbox.bare_environment(tmp_path),
        20,
        lines.append,
    )
    assert "DATABASE" not in lines[0]
    assert "'TMPDIR'" in lines[0]


def test_the_child_has_no_network_where_the_system_can_take_it_away() -> None:
    prefix = sandbox.network_isolation()
    if not prefix:
        pytest.skip("this system lets nobody make a network namespace")
    with socket.create_server(("127.0.0.1", 0)) as server:
        connect = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
        with_network = subprocess.run([sys.executable, "-c", connect], check=False, capture_output=True)
        without = subprocess.run([*prefix, sys.executable, "-c", connect], check=False, capture_output=True)
    assert with_network.returncode == 0
    assert without.returncode != 0
    assert b"OSError" in without.stderr or b"ConnectionRefusedError" in without.stderr
