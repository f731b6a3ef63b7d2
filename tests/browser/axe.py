"""axe-core, as axe-playwright-python brings it, run in a page of ours.

It goes in through the debugger, which no Content-Security-Policy hinders, so that ours stays in force.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.map(one => ({id: one.id, help: one.help, nodes: one.nodes.map(
    node => node.target.join(' ') + ' | ' + node.failureSummary.replaceAll('\\n', ' '))}));
}"""


def axe_finds(page: Page) -> list[str]:
    """What breaks a rule of WCAG 2.2 A or AA, or of good practice, one line each."""
    page.evaluate(_source())
    violations: list[dict[str, Any]] = page.evaluate(_RUN, _TAGS)
    return [f"{one['id']}: {one['help']}: {node}" for one in violations for node in one["nodes"]]


@cache
def _source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text()
