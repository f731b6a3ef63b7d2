"""Which files a version is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelwarden.directories import collect_files
from modelwarden.errors import InvalidInputError


def test_a_directory_gives_all_its_files_under_their_paths(tmp_path: Path) -> None:
    (tmp_path / "tokenizer").mkdir()
    for name in ("model.onnx", ".hidden", "tokenizer/vocab.txt"):
        (tmp_path / name).write_text(name)
    found = collect_files(tmp_path)
    assert list(found) == [".hidden", "model.onnx", "tokenizer/vocab.txt"]
    assert found["tokenizer/vocab.txt"] == tmp_path / "tokenizer" / "vocab.txt"


def test_files_keep_their_names_or_get_the_paths_that_are_given(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_text("x")
    assert collect_files(file) == {"model.onnx": file}
    assert collect_files([file]) == {"model.onnx": file}
    assert collect_files({"v/m.onnx": str(file)}) == {"v/m.onnx": file}


def test_paths_are_composed(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("x")
    assert list(collect_files({"u\N{COMBINING DIAERESIS}": file})) == [
        "\N{LATIN SMALL LETTER U WITH DIAERESIS}"
    ]


def test_links_to_files_are_read_and_links_to_directories_refused(tmp_path: Path) -> None:
    (tmp_path / "blob").write_text("x")
    model = tmp_path / "model"
    model.mkdir()
    (model / "weights").symlink_to(tmp_path / "blob")
    assert list(collect_files(model)) == ["weights"]
    (model / "more").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(InvalidInputError, match="link to a directory"):
        collect_files(model)


def test_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no files"):
        collect_files(tmp_path)
    with pytest.raises(InvalidInputError, match="is not a file"):
        collect_files(tmp_path / "absent")


def test_two_files_cannot_have_one_path(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "m", tmp_path / "b" / "m"]
    for file in files:
        file.parent.mkdir()
        file.write_text("x")
    with pytest.raises(InvalidInputError, match="twice"):
        collect_files(files)
