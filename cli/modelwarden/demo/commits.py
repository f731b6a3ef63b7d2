"""A commit id for the training code, which the demo has in no repository of its own.

It is the id that git gives to a commit of exactly these files by this author at this time; the files are left
in `inputs/training_code/`, so that anybody can make that commit and compare.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

_CODE = ("credit_data.py", "training.py")
_WHO = "Modelwarden demo <demo@modelwarden.example> 1767225600 +0000"


def keep_training_code(directory: Path) -> None:
    """Write the committed files to a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in _CODE:
        (directory / name).write_bytes((files("modelwarden.demo") / name).read_bytes())


def training_commit() -> str:
    """`git commit` of exactly these two files with this author and time has this id (git's object format)."""
    entries = b""
    for name in _CODE:
        blob = _object("blob", (files("modelwarden.demo") / name).read_bytes())
        entries += b"100644 %b\0%b" % (name.encode(), bytes.fromhex(blob))
    tree = _object("tree", entries)
    commit = f"tree {tree}\nauthor {_WHO}\ncommitter {_WHO}\n\nTraining code of the demo\n"
    return _object("commit", commit.encode())


def _object(kind: str, content: bytes) -> str:
    header = b"%b %d\0" % (kind.encode(), len(content))
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()
