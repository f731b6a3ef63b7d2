"""Running the command line: in this process without a terminal, or in another one on a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from modelwarden.cli import run

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """The tab-separated lines of stdout."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def record(self) -> dict[str, str]:
        """The `name<tab>value` lines of stdout."""
        return {row[0]: row[1] for row in self.rows}


def invoke(arguments: Sequence[str], environment: Mapping[str, str], *, typed: str = "") -> Done:
    """One command with its output in pipes."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(typed))
        for name, value in environment.items():
            patch.setenv(name, value)
        code = run(arguments)
    return Done(code, out.getvalue(), err.getvalue())


def into_closed_pipe(arguments: Sequence[str], environment: Mapping[str, str]) -> Done:
    """One command whose reader is gone before it says a word."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "modelwarden", *arguments],
        env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(writer)
    return Done(done.returncode, "", done.stderr)


def on_terminal(
    arguments: Sequence[str], environment: Mapping[str, str], *, answers: Sequence[str] = ()
) -> Done:
    """One command on a terminal of 100 columns; each answer is typed once a question has come."""
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "modelwarden", *arguments],
        env={**os.environ, **environment, "COLUMNS": "100", "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        text = _converse(terminal, list(answers))
        return Done(process.wait(timeout=30), _STYLE.sub("", text), "")
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def _converse(terminal: int, answers: list[str]) -> str:
    heard = b""
    while True:
        if not select.select([terminal], [], [], 30)[0]:
            pytest.fail(f"The command waits: {heard.decode(errors='replace')}")
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says that the other end has closed in this way.
            piece = b""
        if not piece:
            return heard.decode(errors="replace").replace("\r\n", "\n")
        heard += piece
        # The blank comes last, when the echo is already off.
        if answers and heard.endswith(b": "):
            os.write(terminal, f"{answers.pop(0)}\n".encode())
