"""The command line against a real registry: what it prints where, and how it ends."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from modelwarden import Client
from modelwarden.errors import NotAuthenticatedError
from tests.client.command_line import invoke, on_terminal
from tests.client.registry import MODEL, PASSWORD, PROJECT, Registry, write_spec

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("client-registry"),
    pytest.mark.usefixtures("home"),
]


def test_logging_in_keeps_the_token_for_its_owner_alone_and_logging_out_ends_it(
    registry: Registry, home: Path
) -> None:
    login = ("login", registry.url, "--username", "otto", "--password-stdin")
    done = invoke(login, {}, typed=f"{PASSWORD}\n")
    assert (done.code, done.out) == (0, "")
    file = home / "modelwarden" / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    token = json.loads(file.read_text())["token"]
    assert token not in done.err

    assert invoke(["whoami"], {}).record["username"] == "otto"
    assert json.loads(invoke(["whoami", "--json"], {}).out)["url"] == registry.url

    assert invoke(["logout"], {}).code == 0
    assert not file.exists()
    environment = {"MODELWARDEN_URL": registry.url, "MODELWARDEN_TOKEN": token}
    assert invoke(["whoami"], environment).code == 4
    assert invoke(["logout"], {}).code == 0


def test_a_password_is_asked_for_on_a_terminal_and_not_shown(registry: Registry, home: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(home)}
    done = on_terminal(["login", registry.url], environment, answers=["otto", PASSWORD])
    assert done.code == 0, done.out
    assert PASSWORD not in done.out
    assert (home / "modelwarden" / "credentials.json").exists()


def test_without_a_terminal_nothing_is_asked(registry: Registry) -> None:
    done = invoke(["login", registry.url, "--username", "otto"], {})
    assert done.code == 2
    assert "--password-stdin" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["model", "show", MODEL], 0, []),
        (["model", "show"], 2, ["Missing argument"]),
        (["evidence", "compute", MODEL, "1", __file__], 2, ["--label"]),
        (["version", "list", "nope"], 5, ["Error: ", "Why: "]),
        (["alias", "set", MODEL, "champion", "1"], 4, ["protected", "To do: ", "promote open"]),
        (["dataset", "create", "training"], 6, ["already"]),
        (["lineage", "dataset", "training:1", "1"], 5, ["no dataset"]),
        (["user", "list"], 0, []),
    ],
)
def test_each_ending_has_its_status_and_its_words_on_stderr(
    versions: Registry, arguments: list[str], code: int, words: list[str]
) -> None:
    done = versions.run("emil", *arguments)
    assert done.code == code, done.err
    for word in words:
        assert word in done.err
    assert (done.out == "") == (code != 0)


def test_a_registry_that_is_not_there_is_status_7() -> None:
    done = invoke(["model", "list"], {"MODELWARDEN_URL": "http://127.0.0.1:9", "MODELWARDEN_TOKEN": "t"})
    assert done.code == 7
    assert "http://127.0.0.1:9" in done.err


def test_in_a_pipe_a_list_is_lines_and_with_json_what_the_api_gives(versions: Registry) -> None:
    rows = versions.run("emil", "version", "list", MODEL).rows
    assert [row[0] for row in rows] == ["2", "1"]
    assert all(row[1].startswith("sha256:") for row in rows)
    document = json.loads(versions.run("emil", "version", "list", MODEL, "--json").out)
    assert [item["version"] for item in document["items"]] == [2, 1]
    assert [item["digest"] for item in document["items"]] == [row[1] for row in rows]


def test_on_a_terminal_a_list_is_a_table_of_at_most_its_width(versions: Registry) -> None:
    environment = {"XDG_CONFIG_HOME": str(versions.directory / "emil"), "NO_COLOR": "1"}
    versions.run("emil", "whoami")
    for arguments in (["promote", "list"], ["evidence", "list", MODEL, "1"], ["job", "list"]):
        done = on_terminal(arguments, environment)
        heading, line, *rows = done.out.splitlines()
        assert done.code == 0
        assert set(line.strip()) == {"─"}
        assert rows
        assert max(len(text) for text in (heading, *rows)) <= 100


def test_an_empty_list_on_a_terminal_says_how_to_begin(registry: Registry) -> None:
    registry.run("ada", "whoami")
    environment = {"XDG_CONFIG_HOME": str(registry.directory / "ada")}
    with registry.client("ada") as ada:
        ada.models.create(PROJECT, "empty", risk_tier="minimal")
    assert "modelwarden version register" in on_terminal(["version", "list", "empty"], environment).out
    assert registry.run("ada", "version", "list", "empty").out == ""


def test_the_checks_of_a_refused_request_end_with_status_3_and_fail_first(versions: Registry) -> None:
    done = versions.run("emil", "promote", "checks", versions.requests[1])
    assert done.code == 3
    statuses = [row[1] for row in done.rows]
    failing = statuses.count("violated") + statuses.count("no_evidence")
    assert failing >= 1
    assert set(statuses[:failing]) <= {"violated", "no_evidence"}
    fairness = next(row for row in done.rows if row[0] == "FAIR-001")
    assert "4/5" in fairness[5]
    assert versions.run("emil", "promote", "checks", versions.requests[1], "--again").code == 3
    as_json = versions.run("emil", "promote", "checks", versions.requests[1], "--json")
    assert as_json.code == 3
    assert json.loads(as_json.out)["request"]["state"] == "refused"


def test_applying_what_the_gate_refuses_shows_why_and_ends_with_status_3(versions: Registry) -> None:
    done = versions.run("emil", "promote", "apply", versions.requests[1])
    assert done.code == 3
    assert ["FAIR-001", "violated"] in [row[:2] for row in done.rows]
    assert "keeps credit-scoring version 1 out of production" in done.err


def test_a_refused_request_is_shown_with_its_evidence_and_next_steps(versions: Registry) -> None:
    piped = versions.run("emil", "promote", "show", versions.requests[1])
    assert piped.code == 0
    assert ["state", "refused"] in piped.rows
    assert not set("╭│╰─") & set(piped.out)
    environment = {"XDG_CONFIG_HOME": str(versions.directory / "emil"), "NO_COLOR": "1"}
    done = on_terminal(["promote", "show", versions.requests[1]], environment)
    assert done.code == 0
    with versions.client("emil") as emil:
        (fairness,) = emil.evidence.list_newest(MODEL, 1, ["fairness"])
    assert fairness.digest in done.out
    assert f"modelwarden promote checks {versions.requests[1]} --again" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 100


def test_a_living_request_stands_in_the_way_of_another(versions: Registry) -> None:
    again = ("promote", "open", MODEL, "1", "--to", "production", "--reason", "Again")
    assert versions.run("emil", *again).code == 6


def test_a_signature_is_only_given_by_somebody_who_says_yes(versions: Registry) -> None:
    review = (
        "promote",
        "review",
        versions.requests[1],
        "--role",
        "risk_reviewer",
        "--meaning",
        "Too unfair.",
    )
    assert versions.run("rita", *review, "--reject", "--approve").code == 2
    assert versions.run("rita", *review, "--reject").code == 2
    stale = versions.run("rita", *review, "--reject", "--decision", "another", "--yes")
    assert stale.code == 6
    assert "judged again" in stale.err
    done = versions.run("rita", *review, "--reject", "--yes")
    assert done.code == 0, done.err
    assert ["review", "rita", "risk_reviewer", "reject", "standing"] in done.rows


def test_glass_is_not_broken_for_something_else_than_was_seen(versions: Registry) -> None:
    glass = ("promote", "break-glass", versions.requests[1], "--asked", f"sha256:{'0' * 64}")
    assert versions.run("rita", *glass, "--reason", "It burns, and nobody can wait.").code == 2
    stale = versions.run("rita", *glass, "--confirm", "--yes")
    assert stale.code == 6
    assert "has changed since you looked" in stale.err


def test_a_signature_on_a_terminal_shows_first_what_is_signed(versions: Registry) -> None:
    versions.run("leo", "whoami")
    environment = {"XDG_CONFIG_HOME": str(versions.directory / "leo"), "NO_COLOR": "1"}
    review = ["promote", "review", versions.requests[1], "--role", "legal_reviewer", "--request-changes"]
    done = on_terminal(review, environment, answers=["Mend it.", "n"])
    assert done.code != 0
    assert "FAIR-001" in done.out
    assert "Sign as legal reviewer: request changes?" in done.out
    assert not versions.run("leo", "promote", "show", versions.requests[1]).out.count("Leo requests changes")


def test_a_small_model_goes_through_all_commands_to_staging(registry: Registry, tmp_path: Path) -> None:
    model = "small"
    emil = registry.run
    (tmp_path / "model.txt").write_text("y = x")
    created = ("model", "create", model, "--risk-tier", "minimal", "--owner", "Emil", "--tag", "team=risk")
    assert emil("emil", *created).record["tags"] == "team=risk"
    assert emil("emil", "model", "change", model, "--on-call", "emil").record["on_call"] == "emil"
    run = emil("emil", "run", "create", "first", "--parameter", "C=1", "--metric", "auc=0.7").record
    assert run["metrics"] == "auc=0.7"
    register = ("version", "register", model, str(tmp_path), "--run", run["id"], "--input", "x=number")
    version = emil("emil", *register, "--metric", "auc=0.7", "--tag", "a=b").record
    assert (version["version"], version["inputs"], version["tags"]) == ("1", "x: number", "a=b")
    files = emil("emil", "version", "files", model, "1").rows
    assert [row[:2] for row in files] == [["model.txt", "5"]]
    note = ("evidence", "declare", model, "1", "--title", "Note", "--statement", "It is small.")
    assert emil("emil", *note).record["assurance"] == "declared"
    assert emil("emil", "alias", "set", model, "@shadow", "1").rows[0][:2] == ["@shadow", "1"]
    assert len(emil("emil", "alias", "history", model).rows) == 1
    opened = emil("emil", "promote", "open", model, "1", "--to", "staging", "--reason", "Try", "--json")
    request = json.loads(opened.out)["request"]
    assert opened.code == (3 if request["state"] == "refused" else 0)
    withdrawn = emil("emil", "promote", "withdraw", request["id"])
    assert withdrawn.code == 0
    assert "Withdrawn by emil." in withdrawn.out
    assert emil("emil", "promote", "checks", request["id"]).code == 3
    listed = emil("emil", "promote", "list", "--model", model, "--state", "withdrawn").rows
    assert [row[0] for row in listed] == [request["id"]]


def test_a_table_becomes_a_dataset_version_and_a_job_can_be_waited_for(
    versions: Registry, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,x\n2,y\n")
    assert versions.run("emil", "dataset", "create", "tiny").code == 0
    sheet = tmp_path / "sheet.json"
    sheet.write_text('{"source": "Typed by hand"}')
    made = versions.run("emil", "dataset", "register", "tiny", str(table), "--datasheet", str(sheet)).record
    assert (made["rows"], made["columns"], made["source"]) == ("2", "a: integer, b: string", "Typed by hand")
    queued = versions.run("emil", "dataset", "register", "tiny", str(table), "--no-wait").record
    assert versions.run("emil", "job", "wait", queued["id"]).record["state"] == "done"
    assert versions.run("emil", "job", "cancel", queued["id"]).code == 6
    assert [row[0] for row in versions.run("emil", "dataset", "versions", "tiny").rows] == ["2", "1"]


def test_evidence_that_takes_longer_than_one_waits_is_status_8_and_what_fails_status_1(
    versions: Registry, tmp_path: Path
) -> None:
    table = str(versions.directory / "first" / "evaluation.csv")
    compute = ("evidence", "compute", MODEL, "1", table, "--spec", str(write_spec(tmp_path)))
    hasty = versions.run("emil", *compute, "--kind", "data_profile", "--timeout", "0")
    assert hasty.code == 8
    assert "modelwarden job wait" in hasty.err
    wrong = versions.run("emil", *compute, "--kind", "fairness", "--sensitive", "nope")
    assert wrong.code == 1
    assert "nope" in wrong.err


def test_evidence_is_shown_and_downloaded(versions: Registry, tmp_path: Path) -> None:
    shown = json.loads(versions.run("otto", "evidence", "show", MODEL, "1", "fairness").out)
    assert shown["kind"] == "fairness"
    digest = next(
        row[-1] for row in versions.run("otto", "evidence", "list", MODEL, "1").rows if row[0] == "fairness"
    )
    assert json.loads(versions.run("otto", "evidence", "get", digest).out) == shown
    paths = versions.run(
        "otto", "evidence", "download", MODEL, "1", "--kind", "fairness", "-o", str(tmp_path)
    )
    assert [Path(line).stem for line in paths.out.splitlines()] == [digest.removeprefix("sha256:")]
    assert versions.run("otto", "evidence", "show", MODEL, "1", "drift").code == 5


def test_what_an_auditor_needs_is_written_to_disk(versions: Registry, tmp_path: Path) -> None:
    request = json.loads(versions.run("otto", "promote", "show", versions.requests[1], "--json").out)
    decision = request["decision"]["id"]
    assert versions.run("otto", "decision", "show", decision).record["outcome"] == "deny"
    assert versions.run("otto", "decision", "download", decision, "-o", str(tmp_path)).code == 0
    assert versions.run("otto", "key", "download", "-o", str(tmp_path / "keys")).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "bundle.tar.gz",
        "decision.json",
        "input.json",
        "keys",
        "provenance.json",
    }
    assert any((tmp_path / "keys").iterdir())
    assert len(versions.run("otto", "events", "list", "--limit", "3").rows) == 3
    assert versions.run("otto", "events", "export", "-o", str(tmp_path / "log")).code == 4


def test_a_search_finds_by_name_and_by_digest(versions: Registry) -> None:
    model = next(row for row in versions.run("otto", "search", MODEL).rows if row[0] == "model")
    assert model[1:] == [MODEL, PROJECT, f"/models/{MODEL}"]
    with versions.client("otto") as otto:
        digest = otto.versions.get(MODEL, 1).digest
    found = json.loads(versions.run("otto", "search", digest[7:15], "--json").out)
    assert f"/models/{MODEL}/versions/1" in [one["path"] for one in found["items"]]
    assert versions.run("otto", "search", "no-such-thing").rows == []


def test_lineage_is_lines_in_a_pipe_and_a_tree_on_a_terminal(versions: Registry) -> None:
    rows = versions.run("otto", "lineage", "version", MODEL, "1").rows
    assert ["training v1", "training", f"{MODEL} v1"] in rows
    environment = {"XDG_CONFIG_HOME": str(versions.directory / "otto"), "NO_COLOR": "1"}
    tree = on_terminal(["lineage", "dataset", "training", "1", "-p", PROJECT], environment).out
    assert tree.splitlines()[0].startswith("training v1")
    assert f"training {MODEL} v1 version" in tree


def test_a_waiver_is_asked_for_approved_and_revoked(versions: Registry) -> None:
    ask = ("waiver", "ask", MODEL, "VAL-003", "--in", "staging", "--days", "3", "--reason", "A trial.")
    assert versions.run("emil", *ask).code == 2
    asked = versions.run("emil", *ask, "--controls", "Few customers.").record
    assert asked["state"] == "asked for"
    assert versions.run("rita", "waiver", "approve", asked["id"]).record["state"] == "approved"
    assert versions.run("emil", "waiver", "revoke", asked["id"]).record["state"] == "revoked"


def test_a_token_is_printed_once_and_alone(registry: Registry) -> None:
    made = registry.run("ada", "token", "create", "ci", "--scope", "read", "--hours", "1")
    secret = made.out.strip()
    environment = {"MODELWARDEN_URL": registry.url, "MODELWARDEN_TOKEN": secret}
    assert invoke(["whoami"], environment).record["username"] == "ada"
    token = next(row[0] for row in registry.run("ada", "token", "list").rows if row[1] == "ci")
    assert registry.run("ada", "token", "revoke", token).code == 0
    assert invoke(["whoami"], environment).code == 4


def test_people_are_added_with_a_password_from_stdin(registry: Registry) -> None:
    create = ("user", "create", "nora", "--name", "Nora New", "--password-stdin")
    assert registry.run("admin", *create, typed=f"{PASSWORD}\n").record["name"] == "Nora New"
    old = registry.run("nora", "whoami").record["username"]
    new = "another long password"
    assert registry.run("nora", "user", "password", "--password-stdin", typed=f"wrong\n{new}\n").code == 4
    changed = registry.run("nora", "user", "password", "--password-stdin", typed=f"{PASSWORD}\n{new}\n")
    assert (old, changed.code, changed.out) == ("nora", 0, "")
    assert registry.run("nora", "whoami").code == 4
    with Client.log_in(registry.url, "nora", new) as nora:
        assert registry.run("admin", "user", "deactivate", "nora").record["active"] == "no"
        with pytest.raises(NotAuthenticatedError):
            nora.users.me()
    assert registry.run("admin", "user", "activate", "nora").record["active"] == "yes"
    assert registry.run("ada", "member", "set", "nora", "--role", "validator").record["roles"] == "validator"
    assert registry.run("ada", "member", "remove", "nora").record["roles"] == ""
    explained = registry.run("ada", "access", "explain", PROJECT, "version.register", "nora")
    assert explained.record["allowed"] == "no"
    assert ["production", "@champion", "yes"] in registry.run("ada", "environment", "list").rows


def test_two_versions_are_compared_with_directions_in_words(versions: Registry) -> None:
    done = versions.run("otto", "version", "compare", MODEL, "1", "2")
    assert done.code == 0, done.err
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert all(len(line) == 7 for line in lines)
    told = {(part, name): direction for part, name, *_, direction, _ in lines}
    assert told["performance", "accuracy"] == "better"
    assert told["disparity", "age_band: demographic parity ratio"] == "better"
    assert told["file", "model.onnx"] == "neutral"
    as_json = json.loads(versions.run("otto", "version", "compare", MODEL, "2", "1", "--json").out)
    assert as_json["tally"]["worse"] > 0
    assert versions.run("otto", "version", "compare", MODEL, "1", "9").code == 5


def test_a_comparison_on_a_terminal_says_the_sum_first(versions: Registry) -> None:
    versions.run("otto", "whoami")
    environment = {"XDG_CONFIG_HOME": str(versions.directory / "otto")}
    shown = on_terminal(["version", "compare", MODEL, "1", "2"], environment).out
    assert f"{MODEL} version 1 → version 2" in shown
    assert "Measured figures: " in shown
    assert "▲ better" in shown


def test_readiness_ends_as_the_gate_would_and_opens_nothing(versions: Registry) -> None:
    before = versions.run("otto", "promote", "list").out
    refused = versions.run("otto", "version", "readiness", MODEL, "1", "--to", "staging")
    assert refused.code == 3
    assert "FAIR-001\tviolated" in refused.out
    assert versions.run("otto", "promote", "list").out == before
    environment = {"XDG_CONFIG_HOME": str(versions.directory / "otto")}
    shown = on_terminal(["version", "readiness", MODEL, "1", "--to", "staging"], environment).out
    assert "The gate would refuse it" in shown
    assert "nothing moves by it" in shown


def test_models_are_counted_filtered_and_their_deployments_listed(versions: Registry) -> None:
    counted = [line.split("\t") for line in versions.run("otto", "model", "facets").out.splitlines()]
    # Other tests add models to the same registry.
    high = len(versions.run("otto", "model", "list", "--risk-tier", "high").rows)
    everything = len(versions.run("otto", "model", "list").rows)
    assert ["risk tier", "high", str(high)] in counted
    assert json.loads(versions.run("otto", "model", "facets", "--json").out)["total"] == everything
    assert MODEL in versions.run("otto", "model", "list", "--risk-tier", "high").out
    assert versions.run("otto", "model", "list", "--owner", "nobody").out == ""
    assert versions.run("otto", "model", "deployments", MODEL).code == 0
