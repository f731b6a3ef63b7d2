"""The site builds without a warning, has every page, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, every_page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "tools/docs.py", "--build", target],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return target


def test_every_page_is_there_and_in_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")
    for page in every_page():
        if page.path.is_relative_to(DOCS):
            name = page.path.relative_to(DOCS).with_suffix(".html").as_posix()
            assert (site / name).is_file(), name
            assert f'href="{name}"' in start or name == "index.html", f"{name} is in no toctree"


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    loading = re.compile(r"<(?:script|img|iframe)[^>]+src=\"(?:https?:)?//|<link[^>]+href=\"(?:https?:)?//")
    for page in site.rglob("*.html"):
        assert loading.findall(page.read_text("utf-8")) == [], page


def test_a_warning_fails_the_build(tmp_path: Path) -> None:
    from tools.docs import build

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text((DOCS / "conf.py").read_text("utf-8"), "utf-8")
    (tmp_path / "docs" / "index.md").write_text("# Start\n\n[Nowhere](nowhere.md)\n", "utf-8")
    assert build(tmp_path / "site", tmp_path / "docs") != 0
