"""One thing of each kind in a project, so that every address leads somewhere."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlmodel import select

from registry.contract.data import CreateDataset
from registry.contract.evidence import EvidenceDocument, EvidenceMethod
from registry.contract.evidence_requests import DeclareEvidence
from registry.contract.models import CreateModel, FileRef, MoveAlias, RegisterVersion
from registry.contract.promotions import AskWaiver, OpenPromotion
from registry.db.bundles import BundleRow
from registry.db.datasets import DatasetRow
from registry.db.promotions import PromotionRow
from registry.domain.clock import rfc3339
from registry.domain.report_kinds import ReportKind
from registry.services.access import actor_of
from registry.services.aliases import set_alias
from registry.services.artifacts import add_artifact
from registry.services.context import Actor, Context, open_unit
from registry.services.datasets import add_dataset_version, create_dataset
from registry.services.evidence import add_evidence, declare_evidence, subject_of
from registry.services.models import create_model, find_model
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.promotion_views import break_glass_digest
from registry.services.promotions import open_promotion
from registry.services.reports import Rendered, add_report
from registry.services.versions import find_version, register_version
from registry.services.waivers import ask_waiver
from tests.reports.sample_bodies import explanation
from tests.reports.sample_rows import draw_rows
from tests.services.journey import SHEET, SPEC
from tests.services.people import PASSWORD

PROJECT, MODEL, DATASET = "retail-credit", "credit-scoring", "training"
BYTES = b"not really a model"
SHA256 = f"sha256:{hashlib.sha256(BYTES).hexdigest()}"
SOMEBODY_ELSES = "01a1fe00-0000-7000-8000-000000000000"
REASON = "It cannot wait until the gate is back."
MEANING = "I have examined the evidence."
SHEET_JSON = SHEET.to_json()


@dataclass
class Furniture:
    """What fills the place-holders of a path. Numbers of versions say what their request is used up for."""

    platform: Platform
    promotions: dict[int, str] = field(default_factory=dict)
    jobs: dict[int, str] = field(default_factory=dict)
    waivers: list[str] = field(default_factory=list)
    digest: str = ""
    decision: str = ""
    report: str = ""
    bundle: str = ""
    counter: itertools.count[int] = field(default_factory=itertools.count)

    def live_decision(self, promotion: str) -> str:
        """The decision that a review has to name now."""
        with open_unit(self.platform, None, read_only=True) as context:
            return str(context.session.get_one(PromotionRow, UUID(promotion)).decision_id)

    def live_question(self, promotion: str) -> str:
        """What who confirms a break-glass has to name now; any digest where nobody has asked."""
        with open_unit(self.platform, None, read_only=True) as context:
            row = context.session.get_one(PromotionRow, UUID(promotion))
            return break_glass_digest(context, row) or SHA256

    def values(self, key: str) -> dict[str, str]:
        """For the place-holders of one route; steps that use a request up have one of their own."""
        used_up = {"withdraw": 2, "break-glass": 3, "confirm": 3}
        number = used_up.get(key.rsplit("/", 1)[-1], 1)
        last = 1 if key.endswith("/revoke") else 0
        is_page = "/api/" not in key
        return {
            "project": PROJECT,
            "model": MODEL,
            "name": "attestation.pub.pem" if "/keys/" in key else DATASET,
            "number": "4" if key.startswith("POST") and "/versions/" in key else "1",
            "before": "1",
            "after": "2",
            "environment": "production",
            "path": "model.bin",
            "alias": "challenger" if key.startswith("GET") else "shadow",
            "username": "newbie",
            "sha256": self.bundle if "/bundles/" in key or "/policies/" in key else SHA256,
            "pack": "core",
            "rule": "VAL-001",
            "chart": "beeswarm",
            "digest": self.digest,
            "filename": "tokens.css",
            "job_id": self.jobs[2 if is_page else 1],
            "promotion_id": self.promotions[number + 4 if is_page and number > 1 else number],
            "decision_id": self.decision,
            "report_id": self.report,
            "waiver_id": self.waivers[last],
            "upload_id": SOMEBODY_ELSES,
        }


def furnish(platform: Platform, emil: Actor) -> Furniture:
    """Everything, by one contributor who signs nothing."""
    made = Furniture(platform)
    stored = platform.storage.put([BYTES])
    with open_unit(platform, emil) as context:
        project = find_project(context, PROJECT)
        add_artifact(context, project, stored)
        model = CreateModel(project=PROJECT, name=MODEL, risk_tier="limited")
        create_model(context, model)
        create_dataset(context, project, CreateDataset(name=DATASET))
        dataset = context.session.exec(select(DatasetRow)).one()
        add_dataset_version(
            context,
            dataset,
            digest=SHA256,
            file_sha256=SHA256,
            columns=[],
            profile={"rows": 1, "duplicate_rows": 0, "columns": []},
            datasheet=SHEET_JSON,
        )
        made.bundle = context.session.exec(select(BundleRow.sha256)).one()
    for number in range(1, 8):
        _register(made, emil, number)
    _attach(made, emil)
    return made


def _register(made: Furniture, emil: Actor, number: int) -> None:
    file = FileRef(path="model.bin", size=len(BYTES), sha256=SHA256)
    with open_unit(made.platform, emil) as context:
        version = register_version(context, MODEL, RegisterVersion(files=[file]))
        made.jobs[number] = str(version.scan_job)
        if number != 4:
            wanted = OpenPromotion(model=MODEL, version=number, environment="production", reason="Better")
            made.promotions[number] = open_promotion(context, wanted).request.id


def _attach(made: Furniture, emil: Actor) -> None:
    made.decision = made.live_decision(made.promotions[1])
    stored = made.platform.storage.put([b"a report"])
    with open_unit(made.platform, emil) as context:
        letter = DeclareEvidence(kind="document", title="A letter", statement="Read.", figures={})
        declare_evidence(context, MODEL, 1, letter)
        made.digest = _measure(context)
        made.waivers = [ask_waiver(context, AskWaiver.model_validate(waiver())).id for _ in range(2)]
        rendered = Rendered(ReportKind.MODEL_CARD_MARKDOWN, "card.md", "text/markdown", stored)
        version = find_version(context, find_model(context, MODEL), 1)
        made.report = str(add_report(context, rendered, version).id)
        for number in (1, 2):
            set_alias(context, MODEL, "challenger", MoveAlias(version=number))


def _measure(context: Context) -> str:
    """An explanation, so that there is something to draw, of files that nothing else is about."""
    stored = context.platform.storage.put([b"another model"])
    add_artifact(context, find_project(context, PROJECT), stored)
    file = FileRef(path="model.bin", size=stored.size, sha256=stored.sha256)
    number = register_version(context, MODEL, RegisterVersion(files=[file])).version
    model = find_model(context, MODEL)
    version = find_version(context, model, number)
    document = EvidenceDocument(
        kind="explanation",
        assurance="recomputed",
        subject=subject_of(model, version),
        inputs=[],
        dataset_version=None,
        method=EvidenceMethod(name="by hand", parameters=SPEC.to_json(), software={}),
        produced_by=actor_of(context).username,
        produced_at=rfc3339(context.now),
        body=explanation(draw_rows(1, gap=0.2), SHA256),
    )
    return add_evidence(context, model, version, document).digest


def waiver() -> dict[str, Any]:
    """What is asked for in a waiver."""
    return {
        "model": MODEL,
        "environment": "production",
        "rule_id": "FAIR-001",
        "version": None,
        "reason": "Small group",
        "compensating_controls": "A person looks",
        "expires_at": "2027-01-01T00:00:00.000Z",
    }


def body(made: Furniture, key: str, role: str) -> Any:  # noqa: ANN401 - JSON
    """A body that is right for a route, when `role` sends it."""
    n = next(made.counter)
    signing = role if role in {"risk_reviewer", "legal_reviewer"} else "validator"
    bodies: dict[str, Any] = {
        "POST /login": {"username": "newbie", "password": PASSWORD},
        "POST /me/password": {"old_password": "not it", "new_password": "another long password"},
        "POST /tokens": {"name": "t", "scopes": []},
        "POST /users": {"username": f"u{n}", "display_name": "U", "password": PASSWORD},
        "PATCH /users/<username>": {"active": True},
        "POST /environments": {"name": f"e{n}", "alias": f"a{n}", "protected": False},
        "POST /projects": {"name": f"p{n}", "title": "P", "risk_tier": "high"},
        "PATCH /projects/<project>": {"title": f"T{n}"},
        "PUT /projects/<project>/members/<username>": {"roles": ["auditor"]},
        "POST /projects/<project>/uploads": {"sha256": SHA256, "size": len(BYTES)},
        "POST /projects/<project>/runs": {"name": f"r{n}", "code_commit": "0" * 40},
        "POST /projects/<project>/datasets": {"name": f"d{n}"},
        "POST /projects/<project>/datasets/<name>/versions": {"artifact": SHA256, "datasheet": SHEET_JSON},
        "POST /models": {"project": PROJECT, "name": f"m{n}", "risk_tier": "limited"},
        "PATCH /models/<model>": {"owner": f"O{n}"},
        "PUT /models/<model>/aliases/<alias>": {"version": 1},
        "POST /models/<model>/versions": {
            "files": [{"path": "model.bin", "size": len(BYTES), "sha256": SHA256}]
        },
        "POST /models/<model>/versions/<int:number>/evidence": {
            "kind": "document",
            "title": f"D{n}",
            "statement": "S",
            "figures": {},
        },
        "POST /models/<model>/versions/<int:number>/evidence/compute": {
            "artifact": SHA256,
            "spec": SPEC.to_json(),
            "kinds": ["performance"],
        },
        "POST /promotions": {"model": MODEL, "version": 4, "environment": "production", "reason": "R"},
        "POST /promotions/rollback": {"model": MODEL, "environment": "staging", "reason": "R"},
        "POST /promotions/<promotion_id>/reviews": {
            "decision": made.live_decision(made.promotions[1]),
            "role": signing,
            "verdict": "approve",
            "meaning": MEANING,
        },
        "POST /promotions/<promotion_id>/break-glass": {"reason": REASON},
        "POST /promotions/<promotion_id>/break-glass/confirm": {
            "asked": made.live_question(made.promotions[3])
        },
        "POST /waivers": waiver(),
    }
    return bodies.get(key)


def form(made: Furniture, key: str, role: str) -> dict[str, Any]:
    """The fields of a form that is right for a page's route."""
    if key.endswith("/evaluation"):
        # The secret comes first, since the file is the last thing that is read.
        fields = {"csrf_token": "", "label": "y", "score": "s", "threshold": "0.5", "kind": "fairness"}
        return fields | {"table": (BytesIO(BYTES), "table.csv")}
    shared = {"environment": "production", "reason": REASON, "back": "/"}
    if key.endswith("/confirm"):
        return shared | {"asked": made.live_question(made.promotions[7])}
    if key.endswith("/reviews"):
        review: dict[str, str] = body(made, key, role)
        return shared | review | {"meaning_approve": MEANING}
    n = next(made.counter)
    forms = {
        "POST /people": {"username": f"w{n}", "display_name": "W", "password": PASSWORD},
        "POST /people/<username>": {"active": "yes"},
        "POST /password": {"old_password": "not it", "new_password": "another long password"},
        "POST /tokens": {"name": "t", "scope": "read", "hours": "8"},
        "POST /projects/<project>/settings": {"title": f"T{n}"},
        "POST /projects/<project>/members": {"username": "newbie", "role": "auditor"},
    }
    if key in forms:
        return {**forms[key]}
    return shared | ({"environment": "staging"} if key.endswith("/rollback") else {})
