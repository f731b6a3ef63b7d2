"""The form that takes an evaluation table: what it leaves behind when it is taken, and when it is not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from registry.app import create_app
from registry.contract.models import CreateModel, FileRef, RegisterVersion
from registry.db.artifacts import ArtifactRow
from registry.db.jobs import JobRow
from registry.domain.job_states import JobKind
from registry.services.artifacts import add_artifact
from registry.services.context import open_unit
from registry.services.models import create_model
from registry.services.platform import Platform, UploadLimits
from registry.services.projects import find_project
from registry.services.versions import register_version
from tests.services.people import People
from tests.web.ui.browser import SAME_ORIGIN, SITE, Browser, Page
from tests.web.ui.conftest import ON_SQLITE, OpenBrowser
from tests.web.ui.multipart import BOUNDARY, CSV, END, TYPE, Form, part

pytestmark = pytest.mark.database
FORM = "/models/scores/versions/1/evaluation"


@pytest.fixture(autouse=True)
def version(platform: Platform, people: People, work_off: Callable[[], None]) -> None:
    """Version 1 of a model, of one file."""
    stored = platform.storage.put([b"weights"])
    with open_unit(platform, people.emil) as context:
        create_model(context, CreateModel(project="retail-credit", name="scores", risk_tier="high"))
        add_artifact(context, find_project(context, "retail-credit"), stored)
        file = FileRef(path="model.bin", size=stored.size, sha256=stored.sha256)
        register_version(context, "scores", RegisterVersion(files=[file]))
    work_off()


def left(platform: Platform, folder: Path) -> tuple[int, int, list[str]]:
    """Artifacts and computations that the database knows, and every file in storage."""
    with open_unit(platform, None, read_only=True) as context:
        artifacts = len(context.session.exec(select(ArtifactRow.id)).all())
        wanted = select(JobRow.id).where(JobRow.kind == JobKind.COMPUTE_EVIDENCE)
        jobs = len(context.session.exec(wanted).all())
    files = (path for path in (folder / "artifacts").rglob("*") if path.is_file())
    return artifacts, jobs, sorted(str(path) for path in files)


def send(browser: Browser, body: bytes, content_type: str = TYPE, **headers: str) -> Page:
    sent = SAME_ORIGIN | headers
    answer = browser.client.post(FORM, data=body, content_type=content_type, headers=sent, base_url=SITE)
    return Page(answer)


def form_of(browser: Browser) -> Form:
    return Form(str(browser.open(FORM).html.xpath("//main//input[@name='csrf_token']/@value")[0]))


def test_a_table_becomes_an_artifact_and_evidence(
    browser: OpenBrowser, platform: Platform, tmp_path: Path, work_off: Callable[[], None]
) -> None:
    emil = browser("emil")
    emil.open("/models/scores/versions/1")
    assert FORM in emil.page.links
    emil.open(FORM)
    table = CSV.replace(b",f", b',"she said ""a,\nb"""')
    filled: dict[str, Any] = {"label": "y", "score": "s", "threshold": "0.5", "sensitive": "g\r\n\r\n"}
    page = emil.press("Send the table", **filled, table=(BytesIO(table), "../../table.csv"))
    assert page.path.startswith("/jobs/")
    digest = f"sha256:{hashlib.sha256(table).hexdigest()}"
    assert b"".join(iter(platform.storage.open(digest).read, b"")) == table
    assert left(platform, tmp_path)[:2] == (2, 1)
    work_off()
    assert "✓Done" in emil.open(page.path).text, emil.page.text
    links = emil.open("/models/scores/versions/1").links
    [found] = [
        text
        for link in links
        if link.startswith("/evidence/") and "Subgroup" in (text := emil.open(link).text)
    ]
    assert 'she said "a, b"' in found
    assert "4 rows" in found


@ON_SQLITE
def test_what_the_table_is_may_be_said(browser: OpenBrowser) -> None:
    emil = browser("emil")
    page = send(emil, form_of(emil).body(dataset="nothing:1"))
    assert (page.status, page.heading) == (404, "Project 'retail-credit' has no dataset 'nothing'.")
    for wrong, where in (("nothing", "name"), ("a:b", "version"), ("a:²", "version")):
        page = send(emil, form_of(emil).body(dataset=wrong))
        assert (page.status, f"/dataset/{where}" in page.text) == (422, True), page.text


CUT = part("table", CSV, "table.csv")
BODIES: dict[str, tuple[Callable[[Form], bytes], int, str]] = {
    "nothing": (lambda _: b"", 403, "The form was not taken."),
    "no file": (lambda form: form.fields() + END, 422, "No file was sent."),
    "a file of no name": (
        lambda form: form.fields() + part("table", b"", "") + END,
        422,
        "No file was sent.",
    ),
    "a file of another name": (
        lambda form: form.fields() + part("other", CSV, "t.csv") + END,
        422,
        "No file was sent.",
    ),
    "the table as a text": (lambda form: form.fields(table=CSV) + END, 422, "No file was sent."),
    "cut off in a field": (lambda form: form.fields()[:-9], 400, "The form is not understood."),
    "cut off in the file": (lambda form: form.fields() + CUT[:-9], 400, "The form is not understood."),
    "cut off after the file": (lambda form: form.fields() + CUT, 400, "The form is not understood."),
    "cut off in the last boundary": (lambda form: form.body()[:-5], 400, "The form is not understood."),
    "a second file": (
        lambda form: form.fields() + CUT + part("table", CSV, "2.csv") + END,
        400,
        "The form is not understood.",
    ),
    "a field after the file": (
        lambda form: form.fields() + CUT + part("label", "s") + END,
        400,
        "The form is not understood.",
    ),
    "not UTF-8": (lambda form: form.body(label=b"\xff"), 400, "The form is not understood."),
    "a NUL": (lambda form: form.body(label="y\0"), 422, "The form is not valid: a text in it holds a NUL."),
    "too many fields": (
        lambda form: form.fields() + part("x", "y") * 100 + CUT + END,
        413,
        "The form is too large.",
    ),
    "too much in the fields": (
        lambda form: form.body(label="x" * 150_000, score="x" * 150_000),
        413,
        "The form is too large.",
    ),
    "a head without end": (
        lambda form: form.fields() + f"--{BOUNDARY}\r\nX: ".encode() + b"x" * 2**20,
        413,
        "The form is too large.",
    ),
    "no label": (lambda form: form.body(label=""), 422, "The request is not valid: Field required."),
    "text for a number": (
        lambda form: form.body(threshold="half"),
        422,
        "The request is not valid: String should match pattern '^(0|0\\.[0-9]{1,17}|1|1\\.0{1,17})$'.",
    ),
    "no evidence": (
        lambda form: form.body(kind=None),
        422,
        "The request is not valid: List should have at least 1 item after validation, not 0.",
    ),
}  # fmt: skip


@ON_SQLITE
def test_a_bad_form_is_told_and_leaves_nothing(
    browser: OpenBrowser, platform: Platform, tmp_path: Path
) -> None:
    emil = browser("emil")
    form, before, wrong = form_of(emil), left(platform, tmp_path), []
    for name, (build, status, what) in BODIES.items():
        page = send(emil, build(form))
        if (page.status, page.heading) != (status, what):
            wrong.append(f"{name}: {page.status} {page.text}")
        if not ("Why:" in page.text and "What to do:" in page.text):
            wrong.append(f"{name} is not told why, or what to do: {page.text}")
        if left(platform, tmp_path) != before:
            wrong.append(f"{name} has left something")
    assert not wrong, "\n".join(wrong)


@ON_SQLITE
def test_a_form_without_a_boundary_is_refused(
    browser: OpenBrowser, platform: Platform, tmp_path: Path
) -> None:
    emil = browser("emil")
    body, before = form_of(emil).body(), left(platform, tmp_path)
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=é", "text/csv"):
        assert send(emil, body, content_type).status in {400, 403}, content_type
    assert left(platform, tmp_path) == before


def test_no_byte_is_kept_before_the_forms_secret_was_seen(
    browser: OpenBrowser, platform: Platform, tmp_path: Path
) -> None:
    emil, rita = browser("emil"), browser("rita")
    good, before = form_of(emil), left(platform, tmp_path)
    last = good.fields(csrf_token=None) + CUT + part("csrf_token", good.secret) + END
    for body in (Form("").body(), Form("guessed").body(), last):
        page = send(emil, body)
        assert (page.status, page.heading) == (403, "The form was not taken.")
    assert send(emil, good.body(), **{"Sec-Fetch-Site": "cross-site"}).status == 403
    own = str(rita.open("/").html.xpath("//input[@name='csrf_token']/@value")[0])
    assert send(rita, Form(own).body()).heading == "rita may not do evidence.compute."
    assert send(browser(), good.body()).status == 401
    assert left(platform, tmp_path) == before


@ON_SQLITE
def test_a_table_that_is_too_large_is_refused_before_it_is_kept(platform: Platform, tmp_path: Path) -> None:
    small = replace(platform, upload_limits=UploadLimits(artifact_bytes=1000))
    emil = Browser(create_app(small, bundle_token="t"))  # noqa: S106 - opens nothing
    emil.log_in("emil")
    form, before = form_of(emil), left(platform, tmp_path)
    for table, heading in (
        (b"x" * 1000, "The file is larger than this installation takes."),
        (b"x" * 2**20, "Request Entity Too Large."),
    ):
        page = send(emil, form.body(table))
        assert (page.status, page.heading) == (413, heading)
        assert "What to do:" in page.text
    assert left(platform, tmp_path) == before
