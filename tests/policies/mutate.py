"""Do the tests notice when a policy is wrong? Break the policies in every small way, and count who notices.

`python -m tests.policies.mutate [--only PATH_PART] [--every N] [--at-least 95]`, outside the usual test run:
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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.policies.mutants import Mutant, mutants
from tests.policies.workspace import assemble, fixtures, modules, opa

_MISMATCHES = """[[rule, name] |
    some rule in {rules}
    some name, case in data.fixtures.rules[rule]
    decision := data.modelwarden.gate.decision with input as json.patch(data.fixtures.base, case.patch)
    told := {object.filter(found, ["msg", "evidence"]) |
        some found in array.concat(decision.violations, decision.warnings)
        found.rule_id == rule
    }
    read := data.modelwarden.gate.checks.readings with input as json.patch(data.fixtures.base, case.patch)
    came := [decision.evaluated[rule], decision.outcome, told, {one | some one in read[rule]; case.readings}]
    come := {found | some found in case.told}
    came != [case.status, case.outcome, come, {one | some one in object.get(case, "readings", [])}]
]"""
_EVAL = ["eval", "--strict-builtin-errors", "--format", "raw"]
_TEST = ["test", "--timeout", "60s", "--run"]
_DOES_NOT_COMPILE = 1


def main() -> int:
    """Print each survivor and the rate; 0 if enough were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutate only modules whose path holds this")
    parser.add_argument("--at-least", type=float, default=95.0, help="per cent of mutants to be noticed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="try only every so-many-th mutant")
    chosen = parser.parse_args()
    made = [
        (name, mutant)
        for name, source in modules().items()
        if chosen.only in name
        for mutant in mutants(source.decode())
    ][:: chosen.every]
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
        for witness in _witnesses(name, mutant):
            done = _run([*witness, "--bundle", str(tree)])
            if done.returncode == _DOES_NOT_COMPILE and "rego_" in done.stdout + done.stderr:
                return "stillborn"
            if done.returncode != 0 or (witness[0] == "eval" and json.loads(done.stdout) != []):
                return "noticed"
    return "survived"


def _witnesses(name: str, mutant: Mutant) -> Iterator[list[str]]:
    """Commands of OPA, the quickest first: the module's own tests or its rule's cases, then all others."""
    if own_rule := re.findall(r"^#   id: ([A-Z]+-\d+)$", mutant.source, re.MULTILINE):
        yield [*_EVAL, _MISMATCHES.replace("{rules}", json.dumps(own_rule))]
        yield [*_TEST, r"\.rules_test\."]
    else:
        yield [*_TEST, rf"\.{Path(name).stem}_test\."]
        yield [*_TEST, r"(lib|gate)\..*_test\.|(rules|gate|log)_test\."]
    yield [*_EVAL, _MISMATCHES.replace("{rules}", json.dumps(sorted(fixtures()["rules"])))]


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(opa()), *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    raise SystemExit(main())
