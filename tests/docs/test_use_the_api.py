"""The page on the API: its Python runs, and says what the page says."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from tests.contract.scene import furnished_server
from tests.docs.pages import ROOT, Page


@pytest.mark.slow
def test_the_snippets_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(ROOT / "docs" / "how-to" / "use-the-api.md")
    said = io.StringIO()
    with furnished_server(tmp_path, f"sqlite:///{tmp_path / 'docs.sqlite'}") as scene:
        monkeypatch.setenv("MODELWARDEN_URL", scene.url)
        monkeypatch.setenv("MODELWARDEN_TOKEN", scene.log_ins["emil"])
        with contextlib.redirect_stdout(said):
            for block in page.blocks("python"):
                exec(compile(block.text, page.path.name, "exec"), {})  # noqa: S102 - that is the test
    assert said.getvalue().splitlines() == ["[1, 2]", "precondition_failed"]
