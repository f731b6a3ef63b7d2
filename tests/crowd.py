"""Many rows of all that lists show, straight into the tables: a registry that has been in use for years.

Half of them are in `retail-credit`, whose people are those of `tests.services.people`; the rest are in other
projects, of which emil is in some. Half of each kind belong to the same parent: the versions to
`model-0`, evidence, reports and requests to its first version, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select

from registry.contract.evidence import DeclaredBody, EvidenceDocument, EvidenceMethod, EvidenceSubject
from registry.db.aliases import AliasMoveRow, AliasRow
from registry.db.bundles import BundleRow
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.events import EventRow
from registry.db.evidence import EvidenceRow
from registry.db.jobs import JobRow
from registry.db.models import ModelRow, ModelTagRow
from registry.db.projects import MemberRow, ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.reports import ReportRow
from registry.db.runs import RunRow
from registry.db.users import TokenRow, UserRow
from registry.db.versions import VersionFileRow, VersionRow, VersionTagRow
from registry.db.waivers import WaiverApprovalRow, WaiverRow
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.clock import rfc3339
from registry.domain.evidence_kinds import Assurance, EvidenceKind
from registry.domain.job_states import JobKind, JobState
from registry.domain.promotion_states import Outcome, PromotionKind, PromotionState
from registry.domain.report_kinds import ReportKind
from registry.domain.roles import Role
from registry.domain.tiers import RiskTier
from registry.services.context import open_unit
from registry.services.platform import Platform
from registry.services.users import find_user
from tests.crowd_rows import START, Row, RowWriter, moment, nth, tags_of

PROJECT, MODEL, DATASET = "retail-credit", "model-0", "data-0"
DIGEST = digest_bytes(b"any")
LETTER = EvidenceDocument(
    kind="document",
    assurance="declared",
    subject=EvidenceSubject(model=MODEL, version=1, version_digest=DIGEST),
    inputs=[],
    dataset_version=None,
    method=EvidenceMethod(name="declared", parameters={}, software={}),
    produced_by="emil",
    produced_at=rfc3339(START),
    body=DeclaredBody(kind="document", title="A letter", statement="Read."),
).canonical()
PROJECTS, OTHER_PROJECTS, ENDED = 300, 9, 2
FIRST_EVENT = 1_000_000  # Beyond those that came to be by themselves.


def fill_many(platform: Platform, count: int) -> None:
    """`count` rows of each kind, for an installation that has people; statistics are up to date then."""
    with open_unit(platform, None) as context:
        emil = find_user(context, "emil").id
        home = context.session.exec(select(ProjectRow.id).where(ProjectRow.name == PROJECT)).one()
        Crowd(context.session.connection(), count, emil, [home]).fill()
    with platform.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


@dataclass
class Crowd(RowWriter):
    """What is there so far, by kind."""

    count: int
    emil: UUID
    projects: list[UUID]
    environments: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    models: list[UUID] = field(default_factory=list)
    versions: list[UUID] = field(default_factory=list)

    def fill(self) -> None:
        """Everything, parents first."""
        self.add_people_and_projects()
        self.add_models()
        self.add_versions()
        self.add_data()
        self.add_requests()
        self.add_papers()
        self.add_events()

    def add_people_and_projects(self) -> None:
        people = ({"username": f"person-{n}", "display_name": "P", "password_hash": "!"} for n in self._all())
        self.people = self.put(UserRow, people)
        named = (
            {"name": f"project-{n}", "title": "P", "risk_tier": nth(RiskTier, n)} for n in range(PROJECTS)
        )
        made = self.put(ProjectRow, (one | {"packs": [], "parameters": {}} for one in named))
        self.projects += made[:OTHER_PROJECTS]
        members = [(self.projects[0], person) for person in self.people]
        members += [(project, self.emil) for project in made[:OTHER_PROJECTS:4]]
        given = {"role": Role.CONTRIBUTOR, "added_at": START}
        self.put(MemberRow, ({"project_id": p, "user_id": u} | given for p, u in members))
        stages = ({"name": f"stage-{n}", "alias": f"stage-{n}", "protected": True} for n in range(PROJECTS))
        self.environments = self.put(EnvironmentRow, stages)
        self.put(TokenRow, map(self._token, self._all()))

    def add_models(self) -> None:
        def model(n: int) -> Row:
            return {
                "project_id": self._project(n),
                "name": f"model-{n}",
                "risk_tier": nth(RiskTier, n),
                "owner": f"team {n % 50}",
                "tags": tags_of(n),
                "created_by": self.emil,
            }

        self.models = self.put(ModelRow, map(model, self._all()))
        self.put_tags(ModelTagRow, [{"model_id": one} for one in self.models])

    def add_versions(self) -> None:
        numbers = [n // 2 + 1 if n % 2 == 0 else 1 for n in range(self.count)]
        models = [self.models[0] if n % 2 == 0 else self.models[n] for n in range(self.count)]

        def version(n: int) -> Row:
            return {
                "model_id": models[n],
                "number": numbers[n],
                "digest": digest_bytes(str(n).encode()),
                "registered_by": self.emil,
                "registered_at": moment(n),
                "tags": tags_of(n),
                "parameters": {},
                "metrics": {},
                "signature": {"inputs": [], "outputs": []},
            }

        self.versions = self.put(VersionRow, map(version, range(self.count)))
        self.put(
            VersionFileRow,
            ({"version_id": one, "path": "model.bin", "size": 1, "sha256": DIGEST} for one in self.versions),
        )
        named = zip(self.versions, models, numbers, self._all(), strict=True)
        self.put_tags(
            VersionTagRow,
            [
                {"version_id": v, "model_id": m, "number": number, "registered_at": moment(n)}
                for v, m, number, n in named
            ],
        )

    def add_data(self) -> None:
        named = (
            {"project_id": self._project(n), "name": f"data-{n}", "created_by": self.emil}
            for n in self._all()
        )
        datasets = self.put(DatasetRow, named)

        def version(n: int) -> Row:
            return {
                "dataset_id": datasets[0] if n % 2 == 0 else datasets[n],
                "number": n // 2 + 1 if n % 2 == 0 else 1,
                "digest": DIGEST,
                "file_sha256": DIGEST,
                "rows": 1,
                "columns": [],
                "profile": {"rows": 1, "duplicate_rows": 0, "columns": []},
                "datasheet": {},
                "registered_by": self.emil,
                "registered_at": moment(n),
            }

        self.put(DatasetVersionRow, map(version, self._all()))
        runs = ({"project_id": self._project(n), "name": "r", "created_by": self.emil} for n in self._all())
        self.put(RunRow, (run | {"parameters": {}, "metrics": {}} for run in runs))

    def add_requests(self) -> None:
        def request(n: int) -> Row:
            return {
                "project_id": self._project(n),
                "model_id": self._model(n),
                "version_id": self._version(n),
                "environment_id": self.environments[n % 5],
                "kind": PromotionKind.PROMOTE,
                # Of one version and environment, only one request may be alive.
                "state": list(PromotionState)[-1 - n % ENDED],
                "reason": "r",
                "opened_by": self.emil,
                "opened_at": moment(n),
            }

        self.add_decisions(self.put(PromotionRow, map(request, self._all())))
        waivers = self.put(WaiverRow, map(self._waiver, self._all()))
        approval = {"approver_id": self.emil, "role": Role.RISK_REVIEWER, "approved_at": START}
        self.put(WaiverApprovalRow, ({"waiver_id": one} | approval for one in waivers))
        aliases = ({"model_id": one, "version_id": self.versions[n]} for n, one in enumerate(self.models))
        self.put(AliasRow, (one | {"name": "candidate", "moved_at": START} for one in aliases))
        moves = (
            {"model_id": self._model(n), "name": f"alias-{n % 7}", "to_version_id": self.versions[n]}
            for n in self._all()
        )
        self.put(AliasMoveRow, (move | {"moved_by": self.emil, "moved_at": START} for move in moves))

    def add_decisions(self, promotions: list[UUID]) -> None:
        bundle = self.connection.execute(select(BundleRow.sha256)).scalar_one()
        made: Row = {
            "outcome": Outcome.DENY,
            "occasion": "open",
            "input_content": b"{}",
            "input_digest": DIGEST,
            "decision_content": b"{}",
            "decision_digest": DIGEST,
            "policy_revision": "r",
            "bundle_sha256": bundle,
            "provenance": {},
            "decided_at": START,
        }
        self.put(DecisionRow, ({"promotion_id": one} | made for one in promotions))

    def add_papers(self) -> None:
        def job(n: int) -> Row:
            return {
                "kind": nth(JobKind, n),
                "state": nth(JobState, n // 5),
                "project_id": self._project(n),
                "payload": {},
                "created_by": self.emil,
            }

        def evidence(n: int) -> Row:
            return {
                "version_id": self._version(n),
                "kind": EvidenceKind.DOCUMENT,
                "assurance": Assurance.DECLARED,
                "digest": DIGEST,
                "content": LETTER,
                "envelope": b"{}",
                "produced_by": self.emil,
                "produced_at": moment(n),
            }

        def report(n: int) -> Row:
            return {
                "project_id": self._project(n),
                "version_id": self._version(n),
                "kind": nth(ReportKind, n),
                "file_name": "f",
                "media_type": "text/plain",
                "sha256": DIGEST,
                "size": 1,
                "created_by": self.emil,
            }

        self.put(JobRow, map(job, self._all()))
        self.put(EvidenceRow, map(evidence, self._all()))
        self.put(ReportRow, map(report, self._all()))

    def add_events(self) -> None:
        def event(n: int) -> Row:
            action, kind, of = f"thing.done_{n % 20}", ("model", "version", "run")[n % 3], f"thing-{n % 1000}"
            told: Row = {"at": rfc3339(moment(n)), "actor": "a", "action": action, "details": {}}
            told |= {"promotion": None}
            return {
                "seq": FIRST_EVENT + n,
                "at": moment(n),
                "actor_id": self.people[n % 20],
                "action": action,
                "project_id": self._project(n),
                "subject_kind": kind,
                "subject_id": of,
                "content": canonical_json(told | {"subject": {"kind": kind, "id": of}}),
                "digest": digest_bytes(f"event {n}".encode()),
            }

        self.put(EventRow, map(event, self._all()))

    def _token(self, n: int) -> Row:
        return {
            "user_id": self.emil if n % 2 == 0 else self.people[n],
            "name": "t",
            "secret_hash": DIGEST,
            "scopes": [],
            "expires_at": START + timedelta(days=365),
        }

    def _waiver(self, n: int) -> Row:
        return {
            "project_id": self._project(n),
            "model_id": self._model(n),
            "environment_id": self.environments[n % 5],
            "rule_id": "FAIR-001",
            "reason": "r",
            "compensating_controls": "c",
            "requested_by": self.emil,
            "requested_at": START,
            "not_before": START,
            "expires_at": START + timedelta(days=1),
        }

    def _all(self) -> range:
        return range(self.count)

    def _project(self, n: int) -> UUID:
        return self.projects[0 if n % 2 == 0 else n % len(self.projects)]

    def _model(self, n: int) -> UUID:
        return self.models[0 if n % 2 == 0 else n]

    def _version(self, n: int) -> UUID:
        return self.versions[0 if n % 2 == 0 else n]
