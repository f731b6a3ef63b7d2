"""`python -m tests.browser.screenshots --out DIR`: pictures of a page of each view, to be looked at."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

OUT, PERSON = "MODELWARDEN_PICTURES", "MODELWARDEN_PICTURES_PERSON"


def main(arguments: Sequence[str] | None = None) -> int:
    """Take them. The site is the one that the tests of pages have, so one of them takes the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a directory for the pictures")
    parser.add_argument("--person", default="rita", help="who looks: rita, emil, ada, otto, root, olga")
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    os.environ |= {OUT: str(asked.out.resolve()), PERSON: asked.person, f"{OUT}_ONLY": asked.only}
    test = Path(__file__).with_name("test_pictures.py")
    return int(
        pytest.main([str(test), "-m", "long", "-n0", "-q", "-p", "no:cacheprovider", "--show-capture=no"])
    )


if __name__ == "__main__":
    raise SystemExit(main())
