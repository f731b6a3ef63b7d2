"""The files behind a decision, for those who have a session and no token."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.domain.canonical import digest_bytes
from registry.gate.replay import replay
from tests.web.ui.conftest import OpenBrowser

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_a_decision_replays_from_what_its_page_offers(
    waiting: str, browser: OpenBrowser, tmp_path: Path, opa: Path
) -> None:
    otto = browser("otto")
    page = otto.open(f"/promotions/{waiting}")
    links = {link.rsplit("/", 1)[-1]: link for link in page.links if link.startswith("/decisions/")}
    files = {name: otto.open(links[name]).response.data for name in links if "." in name}
    assert sorted(files) == ["bundle.tar.gz", "decision.json", "input.json", "provenance.json"]
    provenance = json.loads(files["provenance.json"])
    assert provenance["input_digest"] == digest_bytes(files["input.json"])
    assert provenance["decision_digest"] == digest_bytes(files["decision.json"])
    assert provenance["bundle_sha256"] == digest_bytes(files["bundle.tar.gz"])
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert replay(opa, [tmp_path / "bundle.tar.gz"], tmp_path / "input.json") == files["decision.json"]


def test_evidence_is_downloaded_under_its_digest(waiting: str, browser: OpenBrowser) -> None:
    otto = browser("otto")
    digests = {
        link.split("/")[2].split("#")[0]
        for link in otto.open(f"/promotions/{waiting}").links
        if link.startswith("/evidence/")
    }
    assert len(digests) >= 3
    for digest in digests:
        content = otto.open(f"/evidence/{digest}/content").response.data
        assert digest_bytes(content) == digest


def test_who_is_no_member_gets_nothing(waiting: str, browser: OpenBrowser) -> None:
    otto, olga = browser("otto"), browser("olga")
    links = otto.open(f"/promotions/{waiting}").links
    theirs = {
        link for link in links if link.startswith(("/decisions/", "/evidence/", "/projects/", "/models/"))
    }
    assert len(theirs) >= 10
    theirs.add(f"/promotions/{waiting}")
    for link in theirs:
        assert olga.open(link).status == 404, link
    assert olga.open("/").text.count("credit-scoring") == 0
    assert olga.open("/promotions").text.count("credit-scoring") == 0
