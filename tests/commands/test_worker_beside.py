"""The worker beside the web server: started again, and no end of the server when that fails."""

from __future__ import annotations

import sys
import time

import pytest
from structlog.testing import capture_logs

from registry.commands.worker_beside import WorkerBeside

_ENDS_AT_ONCE = "/bin/true"


def test_what_keeps_it_from_being_started_does_not_end_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", _ENDS_AT_ONCE)
    beside = WorkerBeside(start=True)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    time.sleep(2.2)
    with capture_logs() as told:
        beside.keep()
    assert [line["event"] for line in told] == ["worker_ended", "worker_not_started"]
    monkeypatch.setattr(sys, "executable", _ENDS_AT_ONCE)
    with capture_logs() as told:
        beside.keep()
        assert not told, "not at once"
        time.sleep(2.2)
        beside.keep()
    assert [line["event"] for line in told] == ["worker_ended"]
    beside.end(10)
