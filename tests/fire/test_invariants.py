"""Every invariant is broken by hand, past triggers and foreign keys, and each break is told with its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, delete, event, insert, select, text, update
from sqlmodel import Session

from registry.db import metadata
from registry.db.engine import open_engine
from registry.domain.canonical import digest_bytes
from registry.domain.ids import new_id
from registry.services.context import Context
from registry.services.invariants import INVARIANTS, check_invariants
from registry.services.invariants.checking import find_violations
from tests.fire.scene import Scene

pytestmark = [pytest.mark.database, pytest.mark.long]

Break = Callable[[Session, Scene], object]
BREAKS: dict[str, tuple[str, Break]] = {}
OTHER = digest_bytes(b"something else")


def breaks(invariant: str) -> Callable[[Break], Break]:
    """Register a way to break an invariant."""

    def register(do: Break) -> Break:
        BREAKS[do.__name__] = (invariant, do)
        return do

    return register


def t(name: str) -> Table:
    return metadata.tables[name]


def first(session: Session, name: str, /, **where: Any) -> Any:  # noqa: ANN401 - a row of any table
    query = select(t(name)).filter_by(**where) if where else select(t(name))
    return session.connection().execute(query.order_by(*t(name).primary_key)).first()


def change(session: Session, name: str, row: Any, /, **values: Any) -> None:  # noqa: ANN401 - as above
    key = next(iter(t(name).primary_key))
    done = session.connection().execute(update(t(name)).where(key == getattr(row, key.name)).values(values))
    assert done.rowcount == 1


def remove(session: Session, name: str, row: Any) -> None:  # noqa: ANN401 - as above
    key = next(iter(t(name).primary_key))
    assert session.connection().execute(delete(t(name)).where(key == getattr(row, key.name))).rowcount == 1


def copy(session: Session, name: str, row: Any, /, **values: Any) -> None:  # noqa: ANN401 - as above
    session.connection().execute(insert(t(name)).values({**row._mapping, "id": new_id(), **values}))


@breaks("event-chain")
def an_event_is_removed(session: Session, _scene: Scene) -> None:
    remove(session, "event", first(session, "event", seq=5))


@breaks("event-chain")
def an_event_is_rewritten_with_its_digest(session: Session, _scene: Scene) -> None:
    row = first(session, "event", seq=5)
    content = row.content.replace(b'"actor":"', b'"actor":"not-')
    change(session, "event", row, content=content, digest=digest_bytes(content))


@breaks("event-columns")
def an_events_digest_is_another(session: Session, _scene: Scene) -> None:
    change(session, "event", first(session, "event"), digest=OTHER)


@breaks("event-columns")
def an_events_action_is_another(session: Session, _scene: Scene) -> None:
    change(session, "event", first(session, "event"), action="nothing.happened")


@breaks("version-number")
def a_number_is_left_out(session: Session, _scene: Scene) -> None:
    change(session, "version", first(session, "version", number=2), number=3)


@breaks("version-number")
def a_number_is_given_twice(session: Session, _scene: Scene) -> None:
    row = first(session, "version", number=1)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE version DROP CONSTRAINT uq_version_model_id_number"))
    else:  # SQLite's constraints cannot be dropped, so the rows move to a table without any.
        for statement in (
            "CREATE TABLE bare AS SELECT * FROM version",
            "DROP TABLE version",
            "ALTER TABLE bare RENAME TO version",
        ):
            connection.execute(text(statement))
    copy(session, "version", row)


@breaks("version-manifest")
def a_file_is_added(session: Session, _scene: Scene) -> None:
    copy(session, "version_file", first(session, "version_file"), path="backdoor.py")


@breaks("version-manifest")
def a_versions_digest_is_another(session: Session, _scene: Scene) -> None:
    change(session, "version", first(session, "version"), digest=OTHER)


@breaks("evidence")
def evidence_is_polished(session: Session, _scene: Scene) -> None:
    row = first(session, "evidence", kind="fairness")
    change(session, "evidence", row, content=row.content.replace(b"over 25", b"over 26"))


@breaks("evidence")
def evidence_is_polished_with_its_digest(session: Session, _scene: Scene) -> None:
    row = first(session, "evidence", kind="fairness")
    content = row.content.replace(b"over 25", b"over 26")
    change(session, "evidence", row, content=content, digest=digest_bytes(content))


@breaks("evidence")
def evidence_is_hung_on_another_version(session: Session, _scene: Scene) -> None:
    """Both versions have the same files here, so the digest of one is changed, too."""
    row = first(session, "evidence", kind="fairness")
    change(session, "version", first(session, "version", id=row.version_id), digest=OTHER)


@breaks("evidence")
def evidence_is_removed(session: Session, _scene: Scene) -> None:
    remove(session, "evidence", first(session, "evidence", kind="fairness"))


@breaks("evidence")
def evidence_is_kept_twice(session: Session, _scene: Scene) -> None:
    copy(session, "evidence", first(session, "evidence", kind="fairness"))


@breaks("evidence")
def evidence_has_the_envelope_of_another(session: Session, _scene: Scene) -> None:
    other = first(session, "evidence", kind="performance")
    change(session, "evidence", first(session, "evidence", kind="fairness"), envelope=other.envelope)


@breaks("bundle")
def a_bundles_bytes_are_others(session: Session, _scene: Scene) -> None:
    change(session, "bundle", first(session, "bundle"), archive=b"allow everything")


@breaks("bundle")
def no_bundle_is_in_force(session: Session, _scene: Scene) -> None:
    change(session, "bundle", first(session, "bundle"), active=False)


@breaks("decision")
def a_decision_is_rewritten(session: Session, _scene: Scene) -> None:
    row = first(session, "decision", outcome="needs_approval")
    change(session, "decision", row, decision_content=row.decision_content.replace(b"owed", b"paid") + b" ")


@breaks("decision")
def a_decisions_input_is_rewritten(session: Session, _scene: Scene) -> None:
    row = first(session, "decision")
    change(session, "decision", row, input_content=row.input_content + b" ")


@breaks("decision")
def a_decisions_outcome_is_another(session: Session, _scene: Scene) -> None:
    change(session, "decision", first(session, "decision", outcome="needs_approval"), outcome="deny")


@breaks("decision")
def a_decision_is_removed(session: Session, _scene: Scene) -> None:
    remove(session, "decision", first(session, "decision", occasion="open"))


@breaks("decision")
def a_decision_names_another_policy(session: Session, _scene: Scene) -> None:
    change(session, "decision", first(session, "decision"), policy_revision="0.0.0")


@breaks("review")
def a_reviews_verdict_is_another(session: Session, _scene: Scene) -> None:
    change(session, "review", first(session, "review"), verdict="reject")


@breaks("review")
def a_review_is_ascribed_to_somebody_else(session: Session, _scene: Scene) -> None:
    somebody = first(session, "user_account", username="olga")
    change(session, "review", first(session, "review"), reviewer_id=somebody.id)


@breaks("review")
def a_review_covers_other_evidence(session: Session, _scene: Scene) -> None:
    change(session, "review", first(session, "review"), evidence_digests=[OTHER])


@breaks("review")
def a_reviews_envelope_is_not_signed_by_us(session: Session, _scene: Scene) -> None:
    row = first(session, "review")
    signature = {"keyid": row.envelope["signatures"][0]["keyid"], "sig": "AAAA"}
    change(session, "review", row, envelope=row.envelope | {"signatures": [signature]})


@breaks("review")
def a_review_is_removed(session: Session, _scene: Scene) -> None:
    remove(session, "review", first(session, "review"))


@breaks("promotion-applied")
def a_request_is_applied_by_hand(session: Session, scene: Scene) -> None:
    change(session, "promotion", first(session, "promotion", id=UUID(scene.living)), state="applied")


@breaks("promotion-applied")
def an_applied_requests_move_is_removed(session: Session, scene: Scene) -> None:
    remove(session, "alias_move", first(session, "alias_move", promotion_id=UUID(scene.applied)))


@breaks("promotion-applied")
def an_applied_request_is_moved_twice(session: Session, scene: Scene) -> None:
    copy(session, "alias_move", first(session, "alias_move", promotion_id=UUID(scene.applied)))


@breaks("promotion-applied")
def an_applied_request_stands_on_an_earlier_decision(session: Session, scene: Scene) -> None:
    request = first(session, "promotion", id=UUID(scene.applied))
    earlier = first(session, "decision", promotion_id=request.id, occasion="open")
    change(session, "promotion", request, decision_id=earlier.id)


@breaks("promotion-applied")
def a_glass_is_broken_by_one_person(session: Session, scene: Scene) -> None:
    change(session, "promotion", first(session, "promotion", id=UUID(scene.applied)), kind="break_glass")


@breaks("promotion-applied")
def an_applied_request_is_not_attested(session: Session, scene: Scene) -> None:
    from sqlalchemy import null

    change(session, "promotion", first(session, "promotion", id=UUID(scene.applied)), attestation=null())


@breaks("promotion-living")
def an_applied_request_comes_to_life_again(session: Session, scene: Scene) -> None:
    change(session, "promotion", first(session, "promotion", id=UUID(scene.applied)), state="refused")


@breaks("promotion-living")
def a_request_is_ready_against_its_decision(session: Session, scene: Scene) -> None:
    change(session, "promotion", first(session, "promotion", id=UUID(scene.living)), state="ready")


@breaks("promotion-living")
def a_request_has_the_decision_of_another(session: Session, scene: Scene) -> None:
    applied = first(session, "promotion", id=UUID(scene.applied))
    living = first(session, "promotion", id=UUID(scene.living))
    change(session, "promotion", living, decision_id=applied.decision_id)


@breaks("promotion-living")
def a_request_is_removed(session: Session, scene: Scene) -> None:
    remove(session, "promotion", first(session, "promotion", id=UUID(scene.withdrawn)))


@breaks("alias-history")
def an_alias_is_pointed_elsewhere(session: Session, _scene: Scene) -> None:
    second = first(session, "version", number=2)
    change(session, "alias", first(session, "alias", name="champion"), version_id=second.id)


@breaks("alias-history")
def an_alias_is_removed(session: Session, _scene: Scene) -> None:
    remove(session, "alias", first(session, "alias", name="shadow"))


@breaks("alias-history")
def a_move_is_left_out(session: Session, _scene: Scene) -> None:
    remove(session, "alias_move", first(session, "alias_move", name="shadow"))


@breaks("alias-event")
def a_move_is_said_to_be_of_a_promotion(session: Session, scene: Scene) -> None:
    row = first(session, "alias_move", name="shadow")
    change(session, "alias_move", row, promotion_id=UUID(scene.living))


@breaks("alias-event")
def a_move_that_no_event_tells_of(session: Session, _scene: Scene) -> None:
    last = first(session, "alias", name="shadow")
    row = first(session, "alias_move", name="shadow")
    copy(session, "alias_move", row, from_version_id=last.version_id, to_version_id=last.version_id)


@breaks("alias-protected")
def a_protected_alias_is_moved_without_a_request(session: Session, scene: Scene) -> None:
    row = first(session, "alias_move", promotion_id=UUID(scene.applied))
    change(session, "alias_move", row, promotion_id=None)


@breaks("alias-protected")
def a_protected_alias_is_moved_to_what_was_not_asked_for(session: Session, scene: Scene) -> None:
    row = first(session, "alias_move", promotion_id=UUID(scene.applied))
    second = first(session, "version", number=2)
    change(session, "alias_move", row, to_version_id=second.id)


@breaks("job-state")
def a_job_is_done_without_a_result(session: Session, _scene: Scene) -> None:
    from sqlalchemy import null

    change(session, "job", first(session, "job", kind="reevaluate"), result=null())


@breaks("job-state")
def a_job_has_a_result_and_an_error(session: Session, _scene: Scene) -> None:
    change(session, "job", first(session, "job"), error={"what": "It failed, too."})


@breaks("job-state")
def a_job_runs_that_has_ended(session: Session, _scene: Scene) -> None:
    change(session, "job", first(session, "job"), state="running")


@breaks("job-state")
def a_job_was_tried_too_often(session: Session, _scene: Scene) -> None:
    change(session, "job", first(session, "job"), attempts=4)


@breaks("job-result")
def a_job_made_evidence_twice(session: Session, _scene: Scene) -> None:
    job = first(session, "job", kind="scan_version")
    other = first(session, "evidence", kind="fairness")
    change(session, "evidence", other, job_id=job.id)


@breaks("job-result")
def a_job_names_what_it_has_not_made(session: Session, _scene: Scene) -> None:
    job = first(session, "job", kind="scan_version")
    change(session, "job", job, result={"evidence": [{"kind": "scan", "digest": OTHER}]})


@breaks("artifact-blob")
def an_artifact_has_no_bytes(session: Session, _scene: Scene) -> None:
    change(session, "artifact", first(session, "artifact"), sha256=OTHER)


@breaks("lineage-edge")
def an_edge_leads_nowhere(session: Session, _scene: Scene) -> None:
    change(session, "lineage_edge", first(session, "lineage_edge"), source_id=new_id())


@breaks("lineage-edge")
def the_edge_of_a_move_is_removed(session: Session, _scene: Scene) -> None:
    remove(session, "lineage_edge", first(session, "lineage_edge", role="deployed"))


@pytest.fixture
def tampering(scene: Scene) -> Iterator[Context]:
    """A transaction in which nothing is refused, taken back at the end."""
    engine = open_engine(scene.platform.engine.url.render_as_string(hide_password=False))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA foreign_keys = OFF"))
    with Session(engine) as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield Context(session=session, platform=scene.platform, actor=None)
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_told(scene: Scene, tampering: Context, name: str) -> None:
    invariant, do = BREAKS[name]
    do(tampering.session, scene)
    found = {one.invariant: one for one in find_violations(tampering)}
    assert invariant in found, found
    assert found[invariant].subject
    assert found[invariant].finding


def test_each_invariant_has_been_broken() -> None:
    assert {invariant for invariant, _ in BREAKS.values()} == set(INVARIANTS)


def test_whatever_nobody_has_broken_holds(scene: Scene) -> None:
    report = check_invariants(scene.platform)
    assert report.violations == ()
    assert report.checked == tuple(INVARIANTS)


def test_a_blob_that_is_gone_is_told(scene: Scene) -> None:
    with Session(scene.platform.engine) as session:
        digest = first(session, "artifact").sha256
    (path,) = (scene.platform.storage._root).rglob(digest.removeprefix("sha256:"))  # type: ignore[attr-defined]
    hidden = path.rename(path.with_suffix(".hidden"))
    try:
        found = check_invariants(scene.platform).violations
    finally:
        hidden.rename(path)
    assert [one.subject for one in found] == [f"artifact {digest}"]
