"""Every exit status, from a real registry, in a pipe, with what it says where."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from modelwarden.cli.exit_codes import ExitCode
from modelwarden.rehearsals import HIDDEN
from tests.client.command_line import Done, into_closed_pipe, invoke
from tests.client.registry import MODEL, PASSWORD, PROJECT, Registry, write_spec

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("client-registry"),
    pytest.mark.usefixtures("home"),
]
ENDINGS: dict[ExitCode, tuple[str, str]] = {
    ExitCode.OK: ("emil", "model show {model}"),
    ExitCode.ERROR: (
        "emil",
        "evidence compute {model} 1 {table} --spec {spec} --kind fairness --sensitive nope",
    ),
    ExitCode.USAGE: ("emil", "model create new-one -p {project} --risk-tier nope"),
    ExitCode.REFUSED: ("emil", "promote checks {refused}"),
    ExitCode.AUTH: ("otto", "model create new-one -p {project} --risk-tier minimal"),
    ExitCode.NOT_FOUND: ("emil", "promote show 00000000-0000-7000-8000-000000000000"),
    ExitCode.CONFLICT: ("emil", "model create {model} -p {project} --risk-tier minimal"),
    ExitCode.PENDING: ("emil", "promote checks {waiting}"),
}


def words(registry: Registry, line: str) -> list[str]:
    return line.format(
        model=MODEL,
        project=PROJECT,
        refused=registry.requests[1],
        waiting=registry.requests[2],
        spec=write_spec(registry.directory),
        table=registry.directory / "first" / "evaluation.csv",
    ).split()


@pytest.mark.parametrize("code", ENDINGS)
def test_each_status_comes_from_a_real_registry(versions: Registry, code: ExitCode) -> None:
    person, line = ENDINGS[code]
    done = versions.run(person, *words(versions, line))
    assert done.code == code, done.err
    told = code in {ExitCode.OK, ExitCode.REFUSED, ExitCode.PENDING}
    assert bool(done.out) == told
    assert bool(done.err) == (not told)


@pytest.mark.parametrize(
    "code", [code for code, (_, line) in ENDINGS.items() if line.startswith("promote checks")]
)
def test_the_gates_answer_outlives_whoever_reads_it(versions: Registry, code: ExitCode) -> None:
    """As in `promote checks ... | head -1`: neither 0 nor an error of its own."""
    person, line = ENDINGS[code]
    versions.run(person, "whoami")
    environment = {"XDG_CONFIG_HOME": str(versions.directory / person)}
    done = into_closed_pipe(words(versions, line), environment)
    assert (done.code, done.err) == (code, "")


def test_a_list_that_was_read_as_far_as_needed_is_no_error() -> None:
    assert into_closed_pipe(["--help"], {}) == Done(0, "", "")


def test_all_statuses_are_shown_here_or_by_a_registry_that_is_away() -> None:
    assert {*ENDINGS, ExitCode.SERVER} == set(ExitCode)
    away = {"MODELWARDEN_URL": "http://127.0.0.1:9", "MODELWARDEN_TOKEN": "t"}
    done = invoke(["model", "list"], away)
    assert (done.code, done.out) == (ExitCode.SERVER, "")


def test_waiting_for_people_ends_when_the_time_is_over(versions: Registry) -> None:
    done = versions.run("emil", *words(versions, "promote checks {waiting} --wait --timeout 1 --json"))
    assert done.code == ExitCode.PENDING
    assert json.loads(done.out)["request"]["state"] == "open"


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif"])
def test_a_ci_system_gets_its_format_and_the_same_status(versions: Registry, form: str) -> None:
    line = f"promote checks {{refused}} --format {form} --file model.md"
    done = versions.run("emil", *words(versions, line))
    assert done.code == ExitCode.REFUSED
    assert "FAIR-001" in done.out
    assert "model.md" in done.out
    if form == "junit":
        assert ET.fromstring(done.out).get("failures") != "0"  # noqa: S314 - we have just written it
    elif form != "github":
        assert json.loads(done.out)


def test_a_dry_run_ends_as_the_real_thing_would(versions: Registry) -> None:
    refused = versions.run(
        "emil", *words(versions, "promote open {model} 1 --to staging --reason Try --dry-run")
    )
    assert refused.code == ExitCode.REFUSED
    assert "The gate would say: Refused: " in refused.err
    method, path, body = refused.rows[0]
    assert (method, path, json.loads(body)["environment"]) == ("POST", "/api/v1/promotions", "staging")
    forbidden = versions.run("otto", *words(versions, "promote withdraw {refused} --dry-run"))
    assert (forbidden.code, forbidden.out) == (ExitCode.AUTH, "")
    missing = versions.run("emil", "alias", "set", "nope", "shadow", "1", "--dry-run")
    assert missing.code == ExitCode.NOT_FOUND


def test_a_dry_run_of_an_upload_tells_what_could_not_be_checked(versions: Registry, tmp_path: Path) -> None:
    file = tmp_path / "fresh.bin"
    file.write_bytes(b"nobody has seen these bytes")
    register = ("version", "register", MODEL, str(file), "--dry-run")
    document = json.loads(versions.run("emil", *register, "--json").out)
    upload, manifest = document["requests"]
    assert (upload["bytes"], upload["checked"], manifest["checked"]) == (27, False, False)
    assert document["answer"] is None
    assert "cannot be rehearsed before they are there" in versions.run("emil", *register).err
    with versions.client("emil") as emil:
        emil.artifacts.upload(PROJECT, file)
    document = json.loads(versions.run("emil", *register, "--json").out)
    assert [request["checked"] for request in document["requests"]] == [True, True]
    assert document["answer"]["version"] == len(versions.run("emil", "version", "list", MODEL).rows) + 1


def test_a_dry_run_shows_no_secret(versions: Registry) -> None:
    create = ("user", "create", "zora", "--name", "Zora", "--password-stdin", "--dry-run", "--json")
    done = versions.run("admin", *create, typed=f"{PASSWORD}\n")
    assert done.code == 0
    assert PASSWORD not in done.out + done.err
    issued = versions.run("emil", "token", "create", "ci", "--scope", "read", "--dry-run", "--json")
    assert json.loads(issued.out)["answer"]["token"] == HIDDEN


def test_logging_out_for_practice_leaves_the_log_in(versions: Registry) -> None:
    assert versions.run("leo", "logout", "--dry-run").code == 0
    assert versions.run("leo", "whoami").record["username"] == "leo"
