"""The how-to's commands take a backup of a running registry and bring it back elsewhere."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.commands.installation import real_installation
from tests.docs.pages import DOCS, Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
HOW_TO = Page(DOCS / "how-to" / "backup.md")


def commands(tmp_path: Path) -> list[list[str]]:
    """What the page has a reader type, with its places under the test's directory."""
    lines = "".join(block.text for block in HOW_TO.blocks("console")).splitlines()
    typed = [line.removeprefix("$ modelwarden ") for line in lines if line.startswith("$ modelwarden admin")]
    moved = [
        line.replace("/backups/", f"{tmp_path}/").replace("/etc/modelwarden/", f"{tmp_path}/")
        for line in typed
    ]
    return [shlex.split(line) for line in moved]


def test_the_page_takes_checks_and_restores_a_backup(tmp_path: Path) -> None:
    (tmp_path / "backup-passphrase").write_text("correct horse battery staple\n")
    take, check, restore = commands(tmp_path)
    with real_installation(tmp_path) as registry:
        registry.start()
        with registry.log_in() as client:
            client.projects.create("credit", title="Credit", risk_tier="high")
        taken = registry.run(*take)
        assert taken.returncode == 0, taken.stderr
        assert "Warning" not in taken.stderr
        assert registry.stop() == 0
        assert "is whole" in registry.run(*check).stdout

        refused = registry.run(*restore)
        assert (refused.returncode, "Nothing was changed" in refused.stderr) == (1, True)
        registry.environment["MODELWARDEN_DATA_DIR"] = str(tmp_path / "restored")
        restored = registry.run(*restore)
        assert restored.returncode == 0, restored.stderr
        assert taken.stdout.rpartition("audit log at")[2] == restored.stdout.rpartition("audit log at")[2]
        registry.start()
        with registry.log_in() as client:
            assert [project.name for project in client.projects.list()] == ["credit"]
        assert registry.stop() == 0


def test_keys_in_the_clear_are_warned_of(tmp_path: Path) -> None:
    with real_installation(tmp_path) as registry:
        registry.start()
        taken = registry.run("admin", "backup", str(tmp_path / "open.tar"))
        assert (taken.returncode, "in the clear" in taken.stderr) == (0, True)
        assert registry.stop() == 0
