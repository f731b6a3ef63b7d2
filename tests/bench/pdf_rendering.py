"""What a PDF costs: `python -m tests.bench.pdf_rendering KIND TIMES` measures itself and prints JSON."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

KINDS = ("audit_report", "model_card")
_ROOT = Path(__file__).parents[2]


def measure_pdf(kind: str, times: int) -> dict[str, object]:
    """Seconds and memory of rendering and sealing a report, `times` times in a fresh process."""
    command = [sys.executable, "-m", "tests.bench.pdf_rendering", kind, str(times)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return {"report": kind, **json.loads(done.stdout)}


def _measure(kind: str, times: int) -> dict[str, object]:
    before, began = _peak_mb(), time.perf_counter()
    render = _renderer(kind)
    from registry.trust.keys import KeyStore
    from registry.trust.pdf import seal_pdf

    importing = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyStore.open(Path(folder) / "keys", create=True)
        rendering, sealing, size = [], [], 0
        for _ in range(times):
            seconds, pdf = _timed(render)
            rendering.append(seconds)
            seconds, sealed = _timed(partial(seal_pdf, pdf, keys, reason="Measured"))
            sealing.append(seconds)
            size = len(sealed)
    return {
        "import_seconds": round(importing, 2),
        "render_seconds": rendering,
        "seal_seconds": sealing,
        "bytes": size,
        "peak_rss_mb_before": before,
        "peak_rss_mb": _peak_mb(),
    }


def _renderer(kind: str) -> Callable[[], bytes]:
    from reports.audit_report import render_audit_report
    from reports.model_card import render_model_card_pdf
    from tests.reports.sample import attachments, audit_report_input, model_card_input

    if kind == "model_card":
        card = model_card_input("applied")
        return lambda: render_model_card_pdf(card)
    report = audit_report_input("applied")
    files = attachments(report)
    return lambda: render_audit_report(report, files)


def _timed(function: Callable[[], bytes]) -> tuple[float, bytes]:
    began = time.perf_counter()
    result = function()
    return round(time.perf_counter() - began, 3), result


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000, 1)


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]))))  # noqa: T201 - its answer
