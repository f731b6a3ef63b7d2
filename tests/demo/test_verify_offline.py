"""The page on verifying offline: what it has an auditor type works on what the demo left."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.demo.conftest import Left
from tests.docs.pages import DOCS, ROOT, Block, Page
from tests.docs.walkthrough import type_all

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
HERE = Path(__file__).relative_to(ROOT).as_posix()
PAGES = [Page(DOCS / "how-to" / "verify-offline.md"), Page(ROOT / "README.md")]
BLOCKS = [block for page in PAGES for block in page.blocks("sh", "console") if block.run == HERE]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.typed.splitlines()[0])
def test_a_block_can_be_typed(block: Block, left: Left, opa: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    shutil.copytree(left.directory, tmp_path / "out" / "demo")
    (tmp_path / "attached").mkdir()
    for key in (left.directory / "keys").glob("*.pem"):  # As if they had come another way.
        shutil.copy(key, tmp_path)
    programs = (str(Path(sys.executable).parent), str(opa.parent), os.environ["PATH"])
    type_all([block], tmp_path, {**os.environ, "PATH": os.pathsep.join(programs)})
