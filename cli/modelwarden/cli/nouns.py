"""What the command line knows, before anything of it is imported."""

from __future__ import annotations

from dataclasses import dataclass

REGISTRY, RELEASE, ACCOUNT = "Registry", "Release", "Account"
INSTALLATION = "Installation"


@dataclass(frozen=True, slots=True)
class Noun:
    """A command or group: where it is, what it is for, and under which heading help lists it."""

    home: str
    help: str
    panel: str


def _noun(name: str, text: str, panel: str) -> Noun:
    return Noun(f"modelwarden.cli.commands.{name}:app", text, panel)


NOUNS: dict[str, Noun] = {
    "project": _noun("project", "Projects: members, risk tier, policy packs and parameters.", REGISTRY),
    "member": _noun("member", "People in a project, and their roles.", REGISTRY),
    "environment": _noun("environment", "Environments, protected or not.", REGISTRY),
    "model": _noun("model", "Registered models.", REGISTRY),
    "version": _noun("version", "Versions: register, show, download.", REGISTRY),
    "alias": _noun("alias", "Aliases such as @champion.", REGISTRY),
    "dataset": _noun("dataset", "Datasets and their versions.", REGISTRY),
    "artifact": _noun("artifact", "Files by their digest.", REGISTRY),
    "run": _noun("run", "Training runs.", REGISTRY),
    "lineage": _noun("lineage", "What came from what.", REGISTRY),
    "search": _noun("search", "Find anything by a part of its name or digest.", REGISTRY),
    "evidence": _noun("evidence", "Evidence: compute, declare, show, download.", RELEASE),
    "promote": _noun("promote", "Promotion requests: open, check, review, apply.", RELEASE),
    "waiver": _noun("waiver", "Exceptions from a rule: ask, approve, revoke.", RELEASE),
    "decision": _noun("decision", "The gate's decisions, with all that replays them.", RELEASE),
    "policy": _noun("policy", "What the gate judges by: packs, rules, parameters, bundles.", RELEASE),
    "bundle": _noun("bundle", "Signed policy bundles.", RELEASE),
    "report": _noun("report", "Audit reports and model cards.", RELEASE),
    "job": _noun("job", "Background jobs: list, wait, cancel.", RELEASE),
    "inbox": _noun("inbox", "What waits for you, and what needs attention.", RELEASE),
    "events": _noun("events", "The audit log.", RELEASE),
    "login": Noun("modelwarden.cli.commands.login:login_app", "Log in to a registry.", ACCOUNT),
    "logout": Noun("modelwarden.cli.commands.login:logout_app", "Log out, and end the token.", ACCOUNT),
    "whoami": Noun("modelwarden.cli.commands.login:whoami_app", "Say who is logged in, and where.", ACCOUNT),
    "user": _noun("user", "The people of the installation.", ACCOUNT),
    "access": _noun("access", "Why somebody can, or can't, do something.", ACCOUNT),
    "token": _noun("token", "API tokens for scripts.", ACCOUNT),
    "key": _noun("key", "Public keys and certificates.", ACCOUNT),
    "api": _noun("api", "The registry's API: its description, and how it is doing.", ACCOUNT),
    "completion": _noun("completion", "Completion for your shell.", ACCOUNT),
    "help": Noun("modelwarden.cli.commands.help:app", "Topics: exit-codes, environment, output.", ACCOUNT),
}

# Groups that the server's packages bring; their code is not imported to list them.
SERVER_HELP: dict[str, str] = {
    "demo": "Show the whole journey of a real model through the gate.",
    "serve": "Run the registry: web server, worker and policy engine.",
    "worker": "Run a worker: evidence, scans, reports.",
    "admin": "Set an installation up.",
    "db": "Upgrade and examine the database's schema.",
    "opa": "Install and find OPA, the engine that evaluates the policies.",
    "doctor": "Examine everything that the registry depends on.",
    "verify": "Verify a report, offline and without an account.",
}
