"""Every operation of the API, with the client's method and the command that do it.

A new operation without its row here fails the tests, and so does a row whose command asks for something else.
Words in braces are filled in with what the scene has made. Writes run with `--dry-run`.
"""

from __future__ import annotations

from dataclasses import dataclass

API = "/api/v1"


@dataclass(frozen=True)
class Way:
    """How an operation is done: by which method, by which command, as whom, and how that ends."""

    method: str
    command: str
    person: str = "emil"
    code: int = 0
    typed: str = ""
    real: bool = False


_V = "{model} 1"
_SAY = "--reason Because"

OPERATIONS: dict[str, Way] = {
    "GET /bundles/{sha256}": Way("bundles.download", "bundle download {bundle} -o {out}/b.tar.gz"),
    "GET /decisions/{decision_id}": Way("decisions.get", "decision show {decision}"),
    "GET /decisions/{decision_id}/bundle.tar.gz": Way(
        "decisions.download", "decision download {decision} -o {out}"
    ),
    "GET /decisions/{decision_id}/decision.json": Way(
        "decisions.download", "decision download {decision} -o {out}"
    ),
    "GET /decisions/{decision_id}/input.json": Way(
        "decisions.download", "decision download {decision} -o {out}"
    ),
    "GET /decisions/{decision_id}/provenance.json": Way(
        "decisions.download", "decision download {decision} -o {out}"
    ),
    "GET /environments": Way("environments.list", "environment list"),
    "POST /environments": Way(
        "environments.create", "environment create pilot --alias trial --unprotected", person="admin"
    ),
    "GET /events": Way("audit_log.everywhere", "events list --everywhere"),
    "GET /events/verification": Way("audit_log.verify", "events verify"),
    "GET /events.jsonl": Way("audit_log.export", "events export -o {out}/log.jsonl", person="admin"),
    "GET /evidence/{digest}": Way("evidence.get", "evidence get {evidence}"),
    "GET /evidence/{digest}/attestation": Way(
        "evidence.download_attestation", f"evidence download {_V} --attestations -o {{out}}"
    ),
    "GET /evidence/{digest}/charts": Way("evidence.charts", "evidence charts {evidence}"),
    "GET /evidence/{digest}/charts/{chart}.csv": Way(
        "evidence.download_charts", "evidence charts {evidence} -o {out}"
    ),
    "GET /evidence/{digest}/charts/{chart}.svg": Way(
        "evidence.download_charts", "evidence charts {evidence} -o {out}"
    ),
    "GET /evidence/{digest}/drift": Way("evidence.drift", "evidence drift {evidence}"),
    "GET /evidence/{digest}/uses": Way("evidence.uses", "evidence uses {evidence}"),
    "GET /facets/models": Way("models.facets", "model facets"),
    "GET /inbox": Way("inbox.read", "inbox"),
    "GET /jobs": Way("jobs.list", "job list"),
    "GET /jobs/{job_id}": Way("jobs.get", "job show {job}"),
    "POST /jobs/{job_id}/cancel": Way("jobs.cancel", "job cancel {job}", code=6),
    "GET /keys": Way("keys.list", "key list"),
    "GET /keys/{name}": Way("keys.download", "key download -o {out}"),
    "POST /login": Way(
        "tokens.log_in", "login {url} -u emil --password-stdin", typed="a long enough password\n"
    ),
    "GET /me": Way("users.me", "whoami"),
    "POST /me/password": Way(
        "users.change_password", "user password --password-stdin", typed="old\na longer new password\n"
    ),
    "GET /models": Way("models.list", "model list"),
    "POST /models": Way("models.create", "model create another -p {project} --risk-tier minimal"),
    "GET /models/{model}": Way("models.get", "model show {model}"),
    "PATCH /models/{model}": Way("models.change", "model change {model} --owner Somebody"),
    "GET /models/{model}/alias-history": Way("aliases.history", "alias history {model}"),
    "GET /models/{model}/aliases/{alias}": Way("aliases.get", "alias show {model} @shadow"),
    "PUT /models/{model}/aliases/{alias}": Way("aliases.set", "alias set {model} @shadow 2"),
    "GET /models/{model}/compare/{before}...{after}": Way("versions.compare", "version compare {model} 1 2"),
    "GET /models/{model}/deployments": Way("models.deployments", "model deployments {model}"),
    "GET /models/{model}/versions": Way("versions.list", "version list {model}"),
    "POST /models/{model}/versions": Way("versions.register", "version register {model} {file}"),
    "GET /models/{model}/versions/{number}": Way("versions.get", f"version show {_V}"),
    "GET /models/{model}/versions/{number}/evidence": Way("evidence.list", f"evidence list {_V}"),
    "POST /models/{model}/versions/{number}/evidence": Way(
        "evidence.declare", f"evidence declare {_V} --title A --statement B"
    ),
    "POST /models/{model}/versions/{number}/evidence/compute": Way(
        "evidence.compute", f"evidence compute {_V} {{table}} --spec {{spec}}"
    ),
    "GET /models/{model}/versions/{number}/files/{path}": Way(
        "versions.download", f"version download {_V} -o {{out}}"
    ),
    "GET /models/{model}/versions/{number}/lineage": Way("lineage.of_version", f"lineage version {_V}"),
    "POST /models/{model}/versions/{number}/model-cards": Way(
        "reports.request_model_card", f"report card {_V}"
    ),
    "GET /models/{model}/versions/{number}/readiness/{environment}": Way(
        "versions.readiness", f"version readiness {_V} --to staging", code=3
    ),
    "GET /models/{model}/versions/{number}/reports": Way("reports.list", f"report list {_V}"),
    "POST /models/{model}/versions/{number}/scan": Way("versions.request_scan", f"version scan {_V}"),
    "GET /models/{model}/waivers": Way("waivers.list", "waiver list {model}"),
    "GET /openapi.json": Way("describe_api", "api describe"),
    "GET /policies": Way("policies.get", "policy list"),
    "GET /policies/packs/{pack}": Way("policies.get_pack", "policy pack core"),
    "GET /policies/revisions": Way("policies.revisions", "policy revisions"),
    "GET /policies/revisions/{sha256}/changes": Way("policies.changes", "policy changes {bundle}"),
    "GET /policies/rules/{rule}": Way("policies.get_rule", "policy rule FAIR-001"),
    "GET /projects": Way("projects.list", "project list"),
    "POST /projects": Way(
        "projects.create", "project create more --title More --risk-tier minimal", person="admin"
    ),
    "GET /projects/{project}": Way("projects.get", "project show {project}"),
    "PATCH /projects/{project}": Way(
        "projects.change", "project change {project} --title Retail", person="ada"
    ),
    "GET /projects/{project}/parameters": Way("projects.parameters", "project parameters {project}"),
    "GET /projects/{project}/access": Way(
        "projects.explain_access", "access explain {project} version.register"
    ),
    "POST /projects/{project}/artifacts": Way(
        "artifacts.upload", "artifact upload {file} -p {project}", real=True
    ),
    "GET /projects/{project}/artifacts/{sha256}": Way(
        "artifacts.download", "artifact download {artifact} -p {project} -o {out}/file"
    ),
    "GET /projects/{project}/datasets": Way("datasets.list", "dataset list -p {project}"),
    "POST /projects/{project}/datasets": Way("datasets.create", "dataset create fresh -p {project}"),
    "GET /projects/{project}/datasets/{name}/versions": Way(
        "datasets.list_versions", "dataset versions training -p {project}"
    ),
    "POST /projects/{project}/datasets/{name}/versions": Way(
        "datasets.request_version", "dataset register training {table} -p {project}"
    ),
    "GET /projects/{project}/datasets/{name}/versions/{number}": Way(
        "datasets.get_version", "dataset show training 1 -p {project}"
    ),
    "GET /projects/{project}/datasets/{name}/versions/{number}/lineage": Way(
        "lineage.of_dataset_version", "lineage dataset training 1 -p {project}"
    ),
    "GET /projects/{project}/events": Way(
        "audit_log.list", "events list -p {project} --limit 3", person="otto"
    ),
    "GET /projects/{project}/members": Way("members.list", "member list -p {project}"),
    "GET /projects/{project}/members/{username}": Way("members.get", "member show emil -p {project}"),
    "PUT /projects/{project}/members/{username}": Way(
        "members.set_roles", "member set otto -p {project} -r auditor -r validator", person="ada"
    ),
    "GET /projects/{project}/policies": Way("policies.in_force", "policy in-force {project}"),
    "GET /projects/{project}/runs": Way("runs.list", "run list -p {project}"),
    "POST /projects/{project}/runs": Way("runs.create", "run create again -p {project}"),
    "POST /projects/{project}/uploads": Way(
        "artifacts.upload", "artifact upload {parts} -p {project}", real=True
    ),
    "DELETE /projects/{project}/uploads/{upload_id}": Way(
        "artifacts.give_up_upload", "artifact give-up {upload} -p {project}"
    ),
    "GET /projects/{project}/uploads/{upload_id}": Way(
        "artifacts.get_upload", "artifact show-upload {upload} -p {project}"
    ),
    "PATCH /projects/{project}/uploads/{upload_id}": Way(
        "artifacts.upload", "artifact upload {parts} -p {project}", real=True
    ),
    "POST /projects/{project}/uploads/{upload_id}/complete": Way(
        "artifacts.upload", "artifact upload {parts} -p {project}", real=True
    ),
    "GET /promotions": Way("promotions.list", "promote list"),
    "POST /promotions": Way("promotions.open", f"promote open {_V} --to staging {_SAY}", code=3),
    "POST /promotions/rollback": Way(
        "promotions.open_rollback", f"promote rollback {{model}} --to production {_SAY}", code=5
    ),
    "GET /promotions/{promotion_id}": Way("promotions.get", "promote show {refused}"),
    "POST /promotions/{promotion_id}/apply": Way("promotions.apply", "promote apply {refused}", code=3),
    "POST /promotions/{promotion_id}/break-glass": Way(
        "promotions.break_glass",
        "promote break-glass {waiting} --reason It.burns.and.nobody.can.wait",
        person="rita",
    ),
    "POST /promotions/{promotion_id}/break-glass/confirm": Way(
        "promotions.confirm_break_glass", "promote break-glass {refused} --confirm", person="leo"
    ),
    "POST /promotions/{promotion_id}/checks": Way(
        "promotions.check", "promote checks {refused} --again", code=3
    ),
    "GET /promotions/{promotion_id}/checks/{rule}": Way(
        "policies.check", "policy explain {refused} FAIR-001"
    ),
    "GET /promotions/{promotion_id}/checks/{rule}/trace": Way(
        "policies.trace", "policy explain {refused} FAIR-001 --trace fails"
    ),
    "POST /promotions/{promotion_id}/reports": Way("reports.request_audit_report", "report audit {refused}"),
    "POST /promotions/{promotion_id}/reviews": Way(
        "promotions.review",
        "promote review {waiting} --role legal_reviewer --approve --meaning I.agree",
        person="leo",
    ),
    "POST /promotions/{promotion_id}/withdraw": Way("promotions.withdraw", "promote withdraw {refused}"),
    "GET /reports": Way("reports.everywhere", "report list"),
    "GET /reports/{report_id}/content": Way("reports.download", f"report download {_V} -o {{out}}"),
    "GET /search": Way("search.find", "search credit"),
    "GET /tokens": Way("tokens.list", "token list"),
    "POST /tokens": Way("tokens.create", "token create ci --scope read"),
    "DELETE /tokens/{token_id}": Way("tokens.revoke", "token revoke {token}"),
    "GET /users": Way("users.list", "user list"),
    "POST /users": Way(
        "users.create",
        "user create zoe --name Zoe --password-stdin",
        person="admin",
        typed="a long enough password\n",
    ),
    "GET /users/{username}": Way("users.get", "user show emil"),
    "PATCH /users/{username}": Way("users.set_active", "user deactivate otto", person="admin"),
    "POST /waivers": Way(
        "waivers.ask", f"waiver ask {{model}} VAL-003 --in staging --days 3 {_SAY} --controls Few"
    ),
    "GET /waivers/{waiver_id}": Way("waivers.get", "waiver show {waiver}"),
    "POST /waivers/{waiver_id}/approvals": Way("waivers.approve", "waiver approve {waiver}", person="rita"),
    "POST /waivers/{waiver_id}/revoke": Way("waivers.revoke", "waiver revoke {waiver}"),
}
