"""Reports through the client and the command line: made by the worker, downloaded, verified."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.client.registry import MODEL, Registry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("client-registry"),
    pytest.mark.usefixtures("home"),
]


def test_the_audit_report_of_a_request_is_made_and_comes_as_it_was_recorded(
    versions: Registry, tmp_path: Path
) -> None:
    with versions.client("otto") as auditor:
        (report,) = auditor.reports.create_audit_report(versions.requests[1], timeout=300)
        path = auditor.reports.download(report, tmp_path)
    assert (report.kind, report.promotion) == ("audit_report", versions.requests[1])
    assert path.name == report.file_name
    assert path.read_bytes().startswith(b"%PDF-")
    assert f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" == report.sha256


def test_a_model_card_is_made_listed_and_downloaded_in_all_its_formats(
    versions: Registry, tmp_path: Path
) -> None:
    made = versions.run("otto", "report", "card", MODEL, "1")
    assert made.code == 0, made.err
    names = {row[2] for row in made.rows}
    assert {Path(name).suffix for name in names} == {".html", ".pdf", ".md", ".json"}
    assert names <= {row[2] for row in versions.run("otto", "report", "list", MODEL, "1").rows}
    paths = versions.run("otto", "report", "download", MODEL, "1", "--output", str(tmp_path)).out.splitlines()
    assert names <= {Path(path).name for path in paths}
    assert all(Path(path).stat().st_size > 0 for path in paths)


def test_a_report_that_is_not_there_is_not_found(versions: Registry) -> None:
    done = versions.run("otto", "report", "download", MODEL, "2", "--kind", "nope")
    assert done.code == 5
    assert "modelwarden report card" in done.err
