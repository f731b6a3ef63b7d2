"""Which files a version is made of, and under which paths."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from modelwarden.errors import InvalidInputError

Files = Path | str | Mapping[str, Path | str] | Iterable[Path]
"""A directory, one file, files with the paths that they get, or files that keep their names."""


def collect_files(files: Files) -> dict[str, Path]:
    """The files by manifest path (relative, POSIX, Unicode NFC), in order.

    Raises:
        InvalidInputError: when there are none, one is missing, or two have the same path.
    """
    if isinstance(files, Mapping):
        found = [(path, Path(file)) for path, file in files.items()]
    elif isinstance(files, str | Path):
        found = _at(Path(files))
    else:
        found = [(file.name, file) for file in files]
    if not found:
        raise InvalidInputError(
            "There are no files to register.",
            why="A version is its files.",
            remedy="Give a file or a directory with some.",
        )
    return _by_path(found)


def _at(path: Path) -> list[tuple[str, Path]]:
    if path.is_dir():
        return [(file.relative_to(path).as_posix(), file) for file in _walk(path)]
    return [(path.name, path)]


def _walk(root: Path) -> list[Path]:
    found: list[Path] = []
    for directory, names, files in os.walk(root, onerror=_refuse):
        here = Path(directory)
        for name in names:
            if (here / name).is_symlink():
                raise InvalidInputError(
                    f"{here / name} is a link to a directory.",
                    why="Such links are not followed, and leaving it out would register another model.",
                    remedy="Copy what it links to, or give the files one by one.",
                )
        found.extend(here / name for name in files)
    return found


def _refuse(error: OSError) -> None:
    raise InvalidInputError(f"{error.filename} cannot be read.", why=f"{error.strerror}.") from error


def _by_path(found: list[tuple[str, Path]]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for path, file in found:
        if not file.is_file():
            raise InvalidInputError(f"{file} is not a file.", remedy="Check the path.")
        composed = unicodedata.normalize("NFC", path)
        if composed in files:
            raise InvalidInputError(
                f"{path!r} stands twice among the files.", remedy="Give each file a path of its own."
            )
        files[composed] = file
    return dict(sorted(files.items()))
