"""Do the tests notice when a policy is wrong? Break the policies in every small way, and count who notices.

`python -m tests.policies.mutate [--only PATH_PART] [--at-least 95] [--jobs 2]`, outside the usual test run:
each mutant costs a run of OPA. Those that do not compile are no mutants. Survivors are listed.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.policies.mutants import Mutant, mutants
from tests.policies.workspace import POLICIES, assemble, fixtures, modules, opa

_MISMATCHES = """[[rule, name] |
    some rule in {rules}
    some name, case in data.fixtures.rules[rule]
    decision := data.modelwarden.gate.decision with input as json.patch(data.fixtures.base, case.patch)
    told := [found.observed |
        some found in array.concat(decision.violations, decision.warnings)
        found.rule_id == rule
    ]
    came := [decision.evaluated[rule], decision.outcome, sort(told)]
    came != [case.status, case.outcome, sort(case.observed)]
]"""
_ALL_RULES = sorted(fixtures()["rules"])
_STRICT = ["--strict", "--schema", str(POLICIES / "schemas")]


def main() -> int:
    """Print each survivor and the rate; 0 if enough were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutate only modules whose path holds this")
    parser.add_argument("--at-least", type=float, default=95.0, help="per cent of mutants to be noticed")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    made = [
        (name, mutant)
        for name, source in modules().items()
        if chosen.only in name
        for mutant in mutants(source.decode())
    ]
    with tempfile.TemporaryDirectory(prefix="mutants-") as directory, ThreadPoolExecutor(chosen.jobs) as pool:
        whole = assemble(Path(directory) / "whole")
        fates = list(pool.map(lambda one: _report(one, _fate(whole, *one[1])), enumerate(made, 1)))
    alive, noticed = fates.count("survived"), fates.count("noticed")
    rate = 100 * noticed / max(1, noticed + alive)
    _say(
        f"{noticed} of {noticed + alive} mutants noticed ({rate:.1f} %); {fates.count('stillborn')} stillborn"
    )
    return 0 if rate >= chosen.at_least else 1


def _report(one: tuple[int, tuple[str, Mutant]], fate: str) -> str:
    at, (name, mutant) = one
    if fate == "survived":
        _say(f"{at}: survived {name}:{mutant.line} {mutant.change}")
    elif at % 50 == 0:
        _say(f"{at} ...")
    return fate


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fate(whole: Path, name: str, mutant: Mutant) -> str:
    with tempfile.TemporaryDirectory(prefix="mutant-", dir=whole.parent) as directory:
        tree = Path(directory)
        shutil.copytree(whole, tree, dirs_exist_ok=True)
        (tree / name).write_text(mutant.source, encoding="utf-8")
        if not _runs(["check", *_STRICT, str(tree / "modelwarden")]):
            return "stillborn"
        return "survived" if _unnoticed(tree, name, mutant) else "noticed"


def _unnoticed(tree: Path, name: str, mutant: Mutant) -> bool:
    """The quickest witnesses are heard first: the module's own tests or its rule's cases, then all others."""
    own_rule = re.findall(r"^#   id: ([A-Z]+-\d+)$", mutant.source, re.MULTILINE)
    tests = ["test", "--bundle", "--timeout", "60s", str(tree), "--run"]
    if own_rule:
        return (
            _fixtures_hold(tree, own_rule)
            and _runs([*tests, r"\.rules_test\."])
            and _fixtures_hold(tree, _ALL_RULES)
        )
    return (
        _runs([*tests, rf"\.{Path(name).stem}_test\."])
        and _runs([*tests, r"(lib|gate)\..*_test\.|(rules|gate|log)_test\."])
        and _fixtures_hold(tree, _ALL_RULES)
    )


def _fixtures_hold(tree: Path, rules: list[str]) -> bool:
    query = _MISMATCHES.replace("{rules}", json.dumps(rules))
    done = _run(["eval", "--strict-builtin-errors", "--format", "raw", "--bundle", str(tree), query])
    return done.returncode == 0 and json.loads(done.stdout) == []


def _runs(arguments: list[str]) -> bool:
    return _run(arguments).returncode == 0


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(opa()), *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    raise SystemExit(main())
