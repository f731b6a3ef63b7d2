"""Hostile files through the whole way: uploaded over HTTP, judged by the worker in its sandbox."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import WaitingQueue
from tests.web.api.conftest import Api

SPEC: dict[str, Any] = {"label": "y", "score": "s", "threshold": "0.5", "sensitive": ["g"]}
MODEL = {"project": "retail-credit", "name": "scores", "risk_tier": "high"}


@dataclass
class Scene:
    """A contributor with one model, and everything that their files leave behind."""

    api: Api
    queue: WaitingQueue
    work_off: Callable[[], None]
    blobs: Path
    uploaded: set[str] = field(default_factory=set)

    def upload(self, content: bytes) -> str:
        answer = self.api("POST", "/projects/retail-credit/artifacts", None, data=content)
        assert answer.status_code == 201, answer.text
        self.uploaded.add(answer.json["sha256"])
        return str(answer.json["sha256"])

    def register(self, content: bytes, path: str = "model.onnx", *, scanned: bool = False) -> None:
        """Version 1, which nobody has looked into unless it was `scanned`."""
        self.register_all({path: content}, scanned=scanned)

    def register_all(self, contents: dict[str, bytes], *, scanned: bool = False) -> None:
        """The same, of several files by their path."""
        assert self.api("POST", "/models", MODEL).status_code == 201
        files = [
            {"path": path, "size": len(content), "sha256": self.upload(content)}
            for path, content in contents.items()
        ]
        answer = self.api("POST", "/models/scores/versions", {"files": files})
        assert answer.status_code == 201, answer.text
        if scanned:
            self.work_off()
        self.queue.ids.clear()

    def compute(self, table: bytes, kinds: list[str], **spec: Any) -> Any:  # noqa: ANN401 - JSON
        """The job that was to compute evidence, at its end."""
        return self.compute_on(self.upload(table), kinds, **spec)

    def compute_on(self, artifact: str, kinds: list[str], **spec: Any) -> Any:  # noqa: ANN401 - JSON
        """The same, from a table that was uploaded before."""
        body = {"artifact": artifact, "spec": SPEC | spec, "kinds": kinds}
        answer = self.api("POST", "/models/scores/versions/1/evidence/compute", body)
        assert answer.status_code == 202, answer.text
        self.work_off()
        return self.api("GET", f"/jobs/{answer.json['id']}").json

    def evidence(self) -> Any:  # noqa: ANN401 - JSON
        return self.api("GET", "/models/scores/versions/1/evidence").json["items"]

    def assert_nothing_left(self) -> None:
        """No evidence, no job that waits, and in storage just what was uploaded, byte for byte."""
        assert self.evidence() == []
        assert self.queue.ids == []
        files = [path for path in self.blobs.rglob("*") if path.is_file()]
        assert {f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files} == self.uploaded
        assert len(files) == len(self.uploaded)


def assert_refused(job: Any, what: str, pointer: str) -> None:  # noqa: ANN401 - JSON
    """The job failed, and says what, why, what to do, and where."""
    assert job["state"] == "failed", job
    error = job["error"]
    assert error["what"] == what, error
    assert error.get("pointer", "") == pointer, error
    assert error["why"]
    assert error["remedy"]
    assert job["result"] is None
