"""What the system lacks is said in one line each, with what to type."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.system_needs import Need, install_missing


def test_without_apt_debians_name_helps_to_find_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []
    needs = [Need("Pango", "libpango-1.0-0", lambda: False), Need("a shell", "dash", lambda: True)]
    assert not install_missing(needs, said.append)
    assert len(said) == 1
    assert "Missing: Pango." in said[0]
    assert "libpango-1.0-0" in said[0]


def test_without_root_it_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    said: list[str] = []
    assert not install_missing([Need("qpdf", "qpdf", lambda: False)], said.append)
    assert said == ["Missing: qpdf. Type: sudo apt-get install qpdf"]


def test_as_root_it_installs_and_looks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    (tmp_path / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {log}\n', "utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert install_missing([Need("qpdf", "qpdf", log.exists)], lambda _: None)
    assert log.read_text("utf-8").splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends qpdf",
    ]


def test_a_failing_apt_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apt-get").write_text(
        "#!/bin/sh\necho 'E: Unable to locate package qpdf'\nexit 100\n", "utf-8"
    )
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    said: list[str] = []
    assert not install_missing([Need("qpdf", "qpdf", lambda: False)], said.append)
    assert any("E: Unable to locate package qpdf" in line for line in said)
    assert said[-1] == "Missing: qpdf. Type: apt-get install qpdf"
