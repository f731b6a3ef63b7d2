"""Reading PDFs back with poppler, which nobody here wrote."""

from __future__ import annotations

import subprocess
from pathlib import Path


def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return done.stdout.removesuffix("\f").split("\f")


def text(pdf: Path) -> str:
    """The text of all pages, on one line."""
    return " ".join(" ".join(pages(pdf)).split())


def attached(pdf: Path, folder: Path) -> dict[str, bytes]:
    """The attachments, as `pdfdetach` writes them."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["pdfdetach", "-saveall", "-o", folder, pdf], check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}
