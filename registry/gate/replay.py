"""Replay: a stored input under the bundle it was decided under gives the same bytes, with no server."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from registry.gate.answer import parse_answer
from registry.gate.entrypoint import QUERY
from registry.gate.errors import MalformedDecisionError, PolicyEvaluationError, UndefinedDecisionError
from registry.gate.opa_command import run_opa
from registry.gate.verdict import canonical_decision


def replay_arguments(bundles: Sequence[Path], input_path: Path) -> list[str]:
    """The arguments of the plain `opa eval` that gives the decision document."""
    loaded = [argument for bundle in bundles for argument in ("--bundle", str(bundle))]
    return ["eval", *loaded, "--input", str(input_path), "--format", "raw", QUERY]


def replay_command(bundles: Sequence[Path], input_path: Path, *, opa: str = "opa") -> str:
    """The same as a line to paste into a shell."""
    return shlex.join([opa, *replay_arguments(bundles, input_path)])


def replay(opa: Path, bundles: Sequence[Path], input_path: Path) -> bytes:
    """The canonical bytes of the decision that these bundles give on this input.

    `opa eval` does not check the bundles' signatures; what makes them the right ones is their SHA-256 in the
    decision's provenance. A failing built-in ends the replay, as it ends a decision.

    Raises:
        PolicyEvaluationError: OPA cannot load the bundles or evaluate them; the reason is its message.
        UndefinedDecisionError: the bundles define no decision.
        MalformedDecisionError: what they define is no JSON object.
    """
    arguments = replay_arguments([bundle.absolute() for bundle in bundles], input_path.absolute())
    done = run_opa(opa, [*arguments, "--strict-builtin-errors"])
    if done.returncode != 0:
        raise PolicyEvaluationError(
            "The decision cannot be replayed.",
            why=(done.stderr or done.stdout).strip(),
            remedy="Give the bundles and the input that were stored with the decision, unchanged.",
        )
    if not done.stdout.strip():
        raise UndefinedDecisionError(
            "The replay has no decision.",
            why=f"{QUERY} is undefined under these bundles.",
            remedy="Give all the bundles that the decision was made under.",
        )
    return _canonical(done.stdout)


def _canonical(output: str) -> bytes:
    try:
        return canonical_decision(parse_answer(output.encode()))
    except ValueError as error:
        raise MalformedDecisionError(
            "The replay's result is no decision.", why=f"It is not one JSON object: {error}."
        ) from error
