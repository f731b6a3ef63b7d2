"""Checking the log as it is now: what holds, what was changed past the application, and what is not told."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from registry.contract.paging import ListAllEvents
from registry.contract.projects import CreateProject
from registry.domain.errors import NotFoundError
from registry.services import audit_log
from registry.services.audit_log import auditable_projects, list_all_events
from registry.services.context import Actor, open_unit
from registry.services.log_verification import verify_log
from registry.services.platform import Platform
from registry.services.projects import create_project
from registry.trust.event_chain import verify_chain
from tests.services.people import People

pytestmark = pytest.mark.database


def listed(platform: Platform, reader: Actor, /, **asked: str) -> list[tuple[str, str | None]]:
    with open_unit(platform, reader, read_only=True) as context:
        return [(one.action, one.project) for one in list_all_events(context, ListAllEvents(**asked))]  # type: ignore[arg-type]


def test_a_log_that_nobody_touched_hangs_together(platform: Platform, people: People) -> None:
    with open_unit(platform, people.emil, read_only=True) as context:
        whole, some = verify_log(context), verify_log(context, newest=5)
    assert whole.intact
    assert some.intact
    assert whole.first == 1
    assert whole.checked == whole.head_seq
    assert (some.checked, some.first) == (6, some.head_seq - 5)
    assert whole.head == some.head


def test_the_export_is_the_whole_log_in_pages(
    platform: Platform, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 7)
    with open_unit(platform, people.root, read_only=True) as context:
        found, lines = verify_log(context), list(audit_log.export_events(context))
    report = verify_chain(lines)
    assert report.passed
    assert (report.events, report.head) == (found.head_seq, found.head)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE event SET action = 'nothing.happened' WHERE seq = 7", "its action is not what"),
        ("UPDATE event SET subject_id = 'hidden' WHERE seq = 7", "event 7: its subject/id is not what"),
        ("UPDATE event SET at = '2031-01-01 00:00:00' WHERE seq = 7", "event 7: its at is not what"),
        ("DELETE FROM event WHERE seq = 7", "the one before it is 6"),
    ],
)
def test_what_was_changed_past_the_application_shows(
    platform: Platform, people: People, statement: str, told: str
) -> None:
    asking = people.emil
    with platform.engine.begin() as connection:
        if platform.engine.dialect.name == "sqlite":
            for name in connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
            ).scalars():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        connection.execute(text(statement))
    with open_unit(platform, asking, read_only=True) as context:
        found, newest = verify_log(context), verify_log(context, newest=3)
    assert not found.intact
    assert any(told in fault for fault in found.faults), found.faults
    assert not any("hidden" in fault or "nothing.happened" in fault for fault in found.faults)
    assert newest.intact, "what was checked was not touched"


def test_everybody_reads_the_log_where_they_may_and_nothing_else(platform: Platform, people: People) -> None:
    with open_unit(platform, people.root) as context:
        create_project(context, CreateProject(name="other", title="Other", risk_tier="high"))
    assert {project for _, project in listed(platform, people.otto)} == {"retail-credit"}
    assert listed(platform, people.emil) == []
    assert listed(platform, people.olga) == []
    assert {project for _, project in listed(platform, people.root)} == {None, "retail-credit", "other"}
    assert {project for _, project in listed(platform, people.root, project="other")} == {"other"}
    with pytest.raises(NotFoundError):
        listed(platform, people.otto, project="other")
    for actor, names in ((people.otto, ["retail-credit"]), (people.emil, [])):
        with open_unit(platform, actor, read_only=True) as context:
            assert auditable_projects(context) == names


def test_the_log_is_filtered_by_who_did_what(platform: Platform, people: People) -> None:
    assert {action for action, _ in listed(platform, people.root, action="member.roles_set")} == {
        "member.roles_set"
    }
    assert listed(platform, people.root, actor="rita") == []
    assert listed(platform, people.root, subject="user/rita", action="user.created") == [
        ("user.created", None)
    ]
