"""One target in a process of its own: `python -m tests.fuzz.one bytes|structured TARGET SECONDS FOLDER`.

A crash, a hang, or too much memory ends this process, and what caused it lies in FOLDER afterwards.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

_MEMORY_MIB = 2048
_HANG_SECONDS = 15
_ROUND = 200
_SEEN = ["registry", "picklescan", "pickletools", "tarfile", "werkzeug.sansio", "pyhanko", "asn1crypto"]


def main(kind: str, name: str, seconds: int, folder: Path) -> None:
    """Structured targets by Hypothesis, byte targets by Atheris."""
    # Told apart by what is said and not by looking: what is imported before Atheris is not seen by it.
    if kind == "structured":
        sys.stdout.write(f"executions {_run_structured(name, seconds)}\n")
    else:
        _run_bytes(name, seconds, folder)


def _run_structured(name: str, seconds: int) -> int:
    from hypothesis import HealthCheck, settings

    from tests.fuzz.structured_targets import TARGETS

    keep_going = settings(
        max_examples=_ROUND,
        deadline=_HANG_SECONDS * 1000,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    one_round = keep_going(TARGETS[name])
    until, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        one_round()
        rounds += 1
    return rounds * _ROUND


def _run_bytes(name: str, seconds: int, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=_SEEN):
        from tests.fuzz.byte_targets import TARGETS
        from tests.fuzz.seeds import seeds
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    target = _kept(TARGETS[name], folder)
    limits = [f"-max_total_time={seconds}", f"-timeout={_HANG_SECONDS}", f"-rss_limit_mb={_MEMORY_MIB}"]
    atheris.Setup(
        [sys.argv[0], *limits, f"-artifact_prefix={folder}/", "-max_len=16384", str(corpus)], target
    )
    atheris.Fuzz()


def _kept(target: Callable[[bytes], None], folder: Path) -> Callable[[bytes], None]:
    """The target, with what it fails on kept: libFuzzer does not always come to do so after an exception."""

    def run(data: bytes) -> None:
        try:
            target(data)
        except Exception:
            (folder / f"crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
