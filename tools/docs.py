"""Write `docs/reference/` from the code, and build `docs/` as a site into `build/docs/`: `make docs`.

`--check` only says which pages are out of date. `--build DIR` only builds, into that directory.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.reference.api_page import api_page
from tools.reference.cli_page import cli_page
from tools.reference.errors_page import errors_page
from tools.reference.openapi_page import openapi_page
from tools.reference.parameters_page import parameters_page
from tools.reference.roles_page import roles_page
from tools.reference.rules_page import rules_page
from tools.reference.schemas_page import schemas_page
from tools.reference.settings_page import settings_page

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "api.md": api_page,
    "cli.md": cli_page,
    "errors.md": errors_page,
    "evidence-and-decision-schemas.md": schemas_page,
    "openapi.json": openapi_page,
    "parameters.md": parameters_page,
    "roles.md": roles_page,
    "rules.md": rules_page,
    "settings.md": settings_page,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages and build the site, or do what an option says. Returns an exit status."""
    if arguments[:1] == ["--build"]:
        return build(Path(arguments[1]))
    stale = [name for name, make in PAGES.items() if _refresh(name, make(), write="--check" not in arguments)]
    for name in stale:
        print(f"docs/reference/{name}: {'is out of date' if '--check' in arguments else 'written'}")
    if "--check" not in arguments:
        return build(ROOT / "build" / "docs")
    if stale:
        print("Run `make docs`.")
    return 1 if stale else 0


def build(target: Path, source: Path = ROOT / "docs") -> int:
    """Build the site from its pages; every warning is an error. Returns an exit status."""
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "-b", "html"]
    status = subprocess.run([*sphinx, source, target], cwd=ROOT, check=False).returncode
    print(f"{target / 'index.html'}: {'built' if status == 0 else 'FAILED'}")
    return status


def _refresh(name: str, text: str, *, write: bool) -> bool:
    """Whether the page was another one; it is replaced when `write` says so."""
    path = REFERENCE / name
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return True


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
