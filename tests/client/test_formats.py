"""`promote checks --format`: what CI systems read says the same as the page, and is well formed."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from modelwarden.cli.formats.github import to_github
from modelwarden.cli.formats.gitlab import to_gitlab
from modelwarden.cli.formats.junit import to_junit
from modelwarden.cli.formats.sarif import to_sarif
from modelwarden.objects.promotions import Promotion
from tests.client.samples import FAIRNESS, MISSING, promotion
from tests.client.sarif_rules import SARIF

FILE = "models/credit card.md"
COMMAND = re.compile(r"::((error|warning) file=[^:,]*,line=1,|notice )title=[^:,]*::.+")
HOSTILE = 'a\x1b[31m\x00"<b>&]]>\ufffe\n::error::forged, 50%: \u202e'


def read_xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we have just written it


def refused() -> Promotion:
    """A violation, missing evidence, a waived check and one that passed."""
    return promotion(
        violations=[FAIRNESS, MISSING],
        evaluated={"VAL-001": "no_evidence", "DOC-001": "waived", "TIER-001": "not_applicable"},
    )


def hostile() -> Promotion:
    return promotion(violations=[FAIRNESS | {"msg": HOSTILE, "title": HOSTILE, "solution": HOSTILE}])


def broken() -> Promotion:
    return promotion(
        outcome="error",
        config_errors=[{"rule_id": "", "reason": "A parameter is missing", "pointer": "/params/x"}],
        evaluated={"FAIR-001": "something new"},
    )


ALL = {
    "refused": refused(),
    "hostile": hostile(),
    "broken": broken(),
    "allowed": promotion(state="ready", outcome="allow"),
    "not judged": promotion(state="open", outcome=""),
}


@pytest.mark.parametrize("name", ALL)
def test_sarif_is_as_the_standard_asks(name: str) -> None:
    log = json.loads(to_sarif(ALL[name], FILE))
    Draft202012Validator(SARIF, format_checker=FormatChecker()).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    # 3.49.3: ids are unique here; 3.27.6: the index leads to the rule that the result names.
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize(
    "change", [{"level": "error"}, {"kind": "broken"}, {"message": {}}, {"unknown": 1}, {"ruleIndex": -1}]
)
def test_what_the_standard_forbids_is_found(change: dict[str, Any]) -> None:
    log = json.loads(to_sarif(refused(), FILE))
    log["runs"][0]["results"][-1] |= change
    assert not Draft202012Validator(SARIF).is_valid(log)


def test_sarif_tells_what_fails_first_and_what_is_waived() -> None:
    results = json.loads(to_sarif(refused(), FILE))["runs"][0]["results"]
    assert [(one["ruleId"], one["kind"], one["level"]) for one in results] == [
        ("VAL-001", "fail", "error"),
        ("FAIR-001", "fail", "error"),
        ("DOC-001", "fail", "warning"),
        ("TIER-001", "notApplicable", "none"),
    ]
    assert results[2]["suppressions"] == [{"kind": "external", "status": "accepted"}]
    assert results[1]["message"]["text"] == f"{FAIRNESS['msg']}\n{FAIRNESS['solution']}"


def test_junit_is_read_back_with_its_counts() -> None:
    root = read_xml(to_junit(refused(), FILE))
    suite = root.find("testsuite")
    assert suite is not None
    cases = {case.get("name", ""): case for case in suite.findall("testcase")}
    assert suite.get("tests") == str(len(cases)) == "4"
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("1", "1", "2")
    failure = cases["FAIR-001 Demographic parity ratio"].find("failure")
    assert failure is not None
    assert failure.get("message") == FAIRNESS["msg"]
    assert failure.text is not None
    assert str(FAIRNESS["solution"]) in failure.text
    assert cases["VAL-001 Performance recomputed"].find("error") is not None


@pytest.mark.parametrize("name", ALL)
def test_junit_is_always_xml_and_counts_what_is_there(name: str) -> None:
    root = read_xml(to_junit(ALL[name], FILE))
    suite = root.find("testsuite")
    assert suite is not None
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert suite.get(attribute) == str(len(suite.findall(f"testcase/{tag}")))


@pytest.mark.parametrize("name", ALL)
def test_gitlab_gets_what_it_asks_for_and_the_same_fingerprint_again(name: str) -> None:
    items = json.loads(to_gitlab(ALL[name], FILE))
    again = json.loads(to_gitlab(ALL[name], FILE))
    assert [one["fingerprint"] for one in items] == [one["fingerprint"] for one in again]
    assert len({one["fingerprint"] for one in items}) == len(items)
    for one in items:
        assert one["description"]
        assert one["check_name"]
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert one["location"] == {"path": FILE, "lines": {"begin": 1}}


def test_gitlab_is_told_of_what_speaks_against_it_only() -> None:
    assert [one["check_name"] for one in json.loads(to_gitlab(refused(), FILE))] == ["VAL-001", "FAIR-001"]
    assert json.loads(to_gitlab(ALL["allowed"], FILE)) == []


@pytest.mark.parametrize("name", ALL)
def test_github_gets_one_command_a_line_and_nothing_is_forged(name: str) -> None:
    text = to_github(ALL[name], FILE)
    for line in text.splitlines():
        assert COMMAND.fullmatch(line)
        assert not re.search("[\x00-\x1f\u202e]", line)
    assert len(text.splitlines()) == text.count("\n")


def test_what_could_not_be_judged_is_an_error_everywhere() -> None:
    broken = ALL["broken"]
    assert "GATE-001" in to_github(broken, FILE)
    assert json.loads(to_gitlab(broken, FILE))[0]["severity"] == "blocker"
    assert read_xml(to_junit(broken, FILE)).get("errors") == "2"
    assert json.loads(to_sarif(broken, FILE))["runs"][0]["results"][0]["level"] == "error"
    assert "::error" in to_github(ALL["not judged"], FILE)
