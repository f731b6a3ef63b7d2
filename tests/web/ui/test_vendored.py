"""What is vendored is what its author published, and is said to be."""

from __future__ import annotations

import hashlib
import re

from registry.web.ui.assets import SCRIPTS, SHEETS, STATIC

_ROW = re.compile(r"\| `([\w.]+)` \|.*\| `([0-9a-f]{64})` \|")


def test_every_vendored_file_is_the_one_that_its_table_names() -> None:
    vendored = STATIC / "vendor"
    named = dict(_ROW.findall((vendored / "README.md").read_text()))
    there = {path.name for path in vendored.iterdir()} - {"README.md"}
    assert set(named) == there >= {"htmx.min.js", "htmx.LICENSE.txt"}
    for name, digest in named.items():
        assert hashlib.sha256((vendored / name).read_bytes()).hexdigest() == digest, name


def test_the_version_in_the_table_is_that_of_the_code() -> None:
    assert "| 4.0.1 |" in (STATIC / "vendor" / "README.md").read_text()
    assert 'version="4.0.1"' in (STATIC / "vendor" / "htmx.min.js").read_text()


def test_every_sheet_and_script_of_ours_is_loaded_by_the_pages() -> None:
    there = {
        path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.suffix in {".css", ".js"}
    }
    assert there == {*SHEETS, *SCRIPTS}
