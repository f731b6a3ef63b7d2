"""How Sphinx builds `docs/`: MyST Markdown, and warnings are errors (`make docs`)."""

from __future__ import annotations

from modelwarden import __version__

project = "Modelwarden"
author = "The Modelwarden authors"
copyright = "The Modelwarden authors, Apache-2.0"  # noqa: A001 - Sphinx reads this name
release = __version__
version = release

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True
suppress_warnings: list[str] = []

# Anchors of headings as GitHub makes them, so that links work there, too.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

html_theme = "furo"
html_title = f"Modelwarden {release}"
html_static_path: list[str] = []
# The pages say nothing about the moment or the machine of the build.
html_last_updated_fmt = None
html_show_sphinx = False
