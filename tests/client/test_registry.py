"""The client against a real registry: the journey of two versions, and the answers to what is wrong."""

from __future__ import annotations

import filecmp
import hashlib
import json
import subprocess
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modelwarden import Client
from modelwarden.errors import (
    ConflictError,
    ForbiddenError,
    GateRefusedError,
    InvalidInputError,
    JobFailedError,
    NotAuthenticatedError,
    NotFoundError,
    PendingError,
    SeparationOfDutiesError,
)
from modelwarden.objects.jobs import Job
from registry.gate.binary import find_opa
from tests.client.registry import ADMIN, MODEL, PASSWORD, PROJECT, SPEC, Registry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("client-registry"),
    pytest.mark.usefixtures("home"),
]


def test_the_installation_is_sound_and_needs_no_account_to_say_so(registry: Registry) -> None:
    with Client(registry.url) as anybody:
        health = anybody.health()
        assert health.is_sound
        assert {part.part for part in health.parts} >= {"database", "storage", "gate", "worker"}
        assert anybody.keys.list()


def test_nobody_is_refused_and_a_wrong_password_too(registry: Registry) -> None:
    with Client(registry.url) as anybody, pytest.raises(NotAuthenticatedError):
        anybody.models.list()
    with pytest.raises(NotAuthenticatedError, match="not valid"):
        Client.log_in(registry.url, "emil", "a wrong password")


def test_a_version_that_is_refused_says_by_what_with_actual_and_limit(versions: Registry) -> None:
    with versions.client("emil") as emil:
        refused = emil.promotions.get(versions.requests[1])
    assert (refused.state, refused.outcome) == ("refused", "deny")
    failing = {finding.rule_id: finding for finding in refused.checks_failing}
    assert "FAIR-001" in failing
    assert failing["FAIR-001"].observed
    assert "4/5" in failing["FAIR-001"].threshold
    assert failing["FAIR-001"].solution
    assert refused.summary.startswith("Refused: ")


def test_a_refused_version_cannot_be_applied_and_the_error_brings_the_decision(versions: Registry) -> None:
    with versions.client("emil") as emil, pytest.raises(GateRefusedError) as caught:
        emil.promotions.apply(versions.requests[1])
    assert {finding.rule_id for finding in caught.value.promotion.checks_failing} >= {"FAIR-001"}
    assert caught.value.what == f"The gate keeps {MODEL} version 1 out of production."


def test_the_repaired_version_is_signed_by_two_people_applied_and_reported(
    versions: Registry, tmp_path: Path
) -> None:
    request = versions.requests[2]
    with versions.client("emil") as emil, versions.client("rita") as rita, versions.client("leo") as leo:
        waiting = emil.promotions.get(request)
        assert {owed.role for owed in waiting.obligations_owed} == {"risk_reviewer", "legal_reviewer"}
        with pytest.raises(ForbiddenError):
            emil.promotions.review(waiting, role="risk_reviewer", verdict="approve", meaning="Mine.")
        after = rita.promotions.review(waiting, role="risk_reviewer", verdict="approve", meaning="Accepted.")
        with pytest.raises(ConflictError, match="judged again since you looked"):
            leo.promotions.review(waiting, role="legal_reviewer", verdict="approve", meaning="No objection.")
        ready = leo.promotions.review(
            after, role="legal_reviewer", verdict="approve", meaning="No objection."
        )
        assert (ready.state, ready.obligations_owed) == ("ready", ())
        assert [review.standing for review in ready.reviews] == [True, True]

        applied = emil.promotions.apply(request)
        assert applied.state == "applied"
        assert applied.summary == "Applied: emil moved @champion to version 2."
        assert [(a.alias, a.version) for a in emil.aliases.list(MODEL)] == [("champion", 2)]
        assert emil.aliases.history(MODEL)[0].promotion == request
        with pytest.raises(ConflictError):
            emil.promotions.withdraw(request)

        assert applied.decision is not None
        emil.decisions.download(applied.decision.id, tmp_path)
    assert _decided_again(tmp_path) == json.loads((tmp_path / "decision.json").read_bytes())


def _decided_again(directory: Path) -> object:
    question = ["-b", "bundle.tar.gz", "-i", "input.json", "data.modelwarden.gate.decision"]
    done = subprocess.run([find_opa(), "eval", *question], cwd=directory, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["result"][0]["expressions"][0]["value"]


def test_evidence_comes_byte_for_byte_and_its_digest_is_its_name(versions: Registry, tmp_path: Path) -> None:
    with versions.client("otto") as auditor:
        listed = auditor.evidence.list(MODEL, 1)
        assert {found.kind for found in listed} == {
            "performance",
            "fairness",
            "explanation",
            "data_profile",
            "scan",
        }
        for found in listed:
            path = auditor.evidence.download(found.digest, tmp_path)
            assert f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" == found.digest
            assert path.stem == found.digest.removeprefix("sha256:")
        (fairness,) = auditor.evidence.list_newest(MODEL, 1, ["fairness"])
        assert auditor.evidence.get(fairness.digest)["kind"] == "fairness"


def test_a_version_comes_back_as_it_was_uploaded(versions: Registry, tmp_path: Path) -> None:
    with versions.client("otto") as auditor:
        version = auditor.versions.download(MODEL, 1, tmp_path)
        assert [found.version for found in auditor.versions.list(MODEL)] == [2, 1]
    assert (tmp_path / "model.onnx").read_bytes() == (
        versions.directory / "first" / "model.onnx"
    ).read_bytes()
    assert [field.name for field in version.signature.inputs] == ["income", "debt", "young"]


def test_lineage_is_asked_both_ways(versions: Registry) -> None:
    with versions.client("otto") as auditor:
        up = auditor.lineage.of_version(MODEL, 1)
        down = auditor.lineage.of_dataset_version(PROJECT, "training", 1)
    assert {"training v1", "evaluation v1", "run 1"} <= {node.label for node in up.nodes}
    assert {f"{MODEL} v1", f"{MODEL} v2"} <= {node.label for node in down.nodes}


def test_the_audit_log_is_read_page_by_page(versions: Registry) -> None:
    with versions.client("otto") as auditor:
        events = list(auditor.audit_log.events(PROJECT))
        assert [event.seq for event in events] == sorted({event.seq for event in events})
        assert {"version.registered", "evidence.produced", "promotion.opened"} <= {e.action for e in events}
        assert list(auditor.audit_log.events(PROJECT, after=events[-1].seq)) == []


def test_the_whole_log_is_for_administrators(registry: Registry, tmp_path: Path) -> None:
    with registry.client(ADMIN) as admin:
        path = admin.audit_log.export(tmp_path / "events.jsonl")
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    with registry.client("otto") as auditor, pytest.raises(ForbiddenError):
        auditor.audit_log.export(tmp_path / "no.jsonl")
    assert not (tmp_path / "no.jsonl").exists()


def test_a_job_that_fails_says_why_and_one_that_takes_longer_says_how_to_wait(versions: Registry) -> None:
    table = versions.directory / "first" / "evaluation.csv"
    told: list[Job] = []
    with versions.client("emil") as emil:
        with pytest.raises(JobFailedError) as failed:
            emil.evidence.compute(
                MODEL,
                1,
                table=table,
                spec=SPEC | {"sensitive": ["nope"]},
                kinds=["fairness"],
                on_progress=told.append,
            )
        assert "nope" in f"{failed.value}"
        assert failed.value.remedy
        assert told[-1].state == "failed"
        job = emil.evidence.compute(MODEL, 1, table=table, spec=SPEC, kinds=["data_profile"], wait=False)
        with pytest.raises(PendingError) as pending:
            emil.jobs.wait(job.id, timeout=0)
        assert f"modelwarden job wait {job.id}" in pending.value.remedy
        assert emil.jobs.wait(job.id, timeout=60).state == "done"


def test_what_is_not_valid_is_refused_with_a_pointer(versions: Registry) -> None:
    with versions.client("emil") as emil:
        table = versions.directory / "first" / "evaluation.csv"
        with pytest.raises(InvalidInputError) as caught:
            emil.evidence.compute(MODEL, 1, table=table, spec={"label": 5, "prediction": "p"}, wait=False)
        assert caught.value.pointer == "/spec/label"
        with pytest.raises(NotFoundError):
            emil.models.get("nope")
        with pytest.raises(ConflictError, match="already"):
            emil.datasets.create(PROJECT, "training")
        with pytest.raises(ForbiddenError, match="protected"):
            emil.aliases.set(MODEL, "champion", 1)


def test_an_unprotected_alias_moves_freely(versions: Registry) -> None:
    with versions.client("emil") as emil:
        moved = emil.aliases.set(MODEL, "shadow", 1)
        assert ("shadow", 1) in {(alias.alias, alias.version) for alias in moved.aliases}
        removed = emil.aliases.remove(MODEL, "shadow")
        assert "shadow" not in {alias.alias for alias in removed.aliases}


def test_a_waiver_counts_once_somebody_else_has_approved_it(versions: Registry) -> None:
    with versions.client("emil") as emil, versions.client("rita") as rita:
        asked = emil.waivers.ask(
            MODEL,
            environment="staging",
            rule_id="VAL-003",
            reason="A trial.",
            compensating_controls="Few customers.",
            expires_at=datetime.now(UTC) + timedelta(days=3),
        )
        assert asked.approved_by == ()
        with pytest.raises(ForbiddenError):
            emil.waivers.approve(asked.id)
        assert rita.waivers.approve(asked.id).approved_by == ("rita",)
        assert emil.waivers.revoke(asked.id).revoked
        assert asked.id in {waiver.id for waiver in emil.waivers.list(MODEL)}


def test_glass_is_broken_by_two_people(versions: Registry) -> None:
    reason = "The old model is down and nothing else can score."
    with versions.client("emil") as emil, versions.client("ada") as ada, versions.client("rita") as rita:
        emil.environments.list()
        request = emil.promotions.open(MODEL, 1, environment="staging", reason="A trial")
        asked = ada.promotions.break_glass(request.id, reason=reason)
        assert asked.request.break_glass_by == "ada"
        with pytest.raises(SeparationOfDutiesError):
            ada.promotions.confirm_break_glass(asked)
        with pytest.raises(ConflictError, match="nothing to confirm"):
            rita.promotions.confirm_break_glass(request)
        ada.promotions.break_glass(request.id, reason="Another reason, which rita has not read yet.")
        with pytest.raises(ConflictError, match="changed since you looked"):
            rita.promotions.confirm_break_glass(asked)
        broken = rita.promotions.confirm_break_glass(rita.promotions.get(request.id))
    assert broken.summary.startswith("Glass broken by ada and rita")


def test_a_token_can_be_narrower_than_its_maker_and_be_revoked(registry: Registry) -> None:
    with registry.client("emil") as emil:
        issued = emil.tokens.create("ci", scopes=["read"], project=PROJECT, hours=1)
        with Client(registry.url, issued.token) as script:
            assert script.users.me().username == "emil"
            with pytest.raises(ForbiddenError, match="may not"):
                script.datasets.create(PROJECT, "by-a-script")
            emil.tokens.revoke(issued.details.id)
            with pytest.raises(NotAuthenticatedError):
                script.users.me()
        assert issued.details.id in {token.id for token in emil.tokens.list() if token.revoked_at}


def test_why_somebody_can_or_cannot_is_explained(registry: Registry) -> None:
    with registry.client("ada") as ada:
        may = ada.projects.explain_access(PROJECT, actor="rita", action="promotion.review")
        may_not = ada.projects.explain_access(PROJECT, actor="emil", action="promotion.review")
    assert may.allowed
    assert not may_not.allowed
    assert "risk_reviewer" in may_not.roles_that_may


def test_a_project_is_changed_by_its_owner(registry: Registry) -> None:
    with registry.client("ada") as ada:
        assert ada.projects.change(PROJECT, title="Consumer credit").title == "Consumer credit"
        assert [project.name for project in ada.projects.list()] == [PROJECT]
        assert {member.username for member in ada.members.list(PROJECT)} == {
            "ada",
            "emil",
            "leo",
            "otto",
            "rita",
        }


def test_a_client_can_be_made_from_the_environment(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAuthenticatedError):
        Client.from_env()
    with Client(registry.url) as anybody:
        issued = anybody.tokens.log_in("otto", PASSWORD)
    monkeypatch.setenv("MODELWARDEN_URL", registry.url)
    monkeypatch.setenv("MODELWARDEN_TOKEN", issued.token)
    with Client.from_env() as otto:
        assert otto.users.me().username == "otto"


def test_files_of_any_size_go_up_and_come_down_in_little_memory(registry: Registry, tmp_path: Path) -> None:
    file, size = tmp_path / "large.bin", 48 << 20
    with file.open("wb") as writer:
        for index in range(size >> 20):
            writer.write(bytes([index]) * (1 << 20))
    with registry.client("emil") as emil:
        emil.projects.list()
        tracemalloc.start()
        stored = emil.artifacts.upload(PROJECT, file)
        back = emil.artifacts.download(PROJECT, stored.sha256, tmp_path / "back.bin")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert stored.size == size
    assert filecmp.cmp(file, back, shallow=False)
    assert most < 16 << 20
