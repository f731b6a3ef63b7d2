"""The tool that measures large files does one storage after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tools import measure_large_file


def test_each_storage_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second once looked for its folder within the first, which was gone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    folders = []

    def measured(kind: str, _mebibytes: int, folder: Path) -> dict[str, object]:
        folders.append(folder)
        assert Path(tempfile.gettempdir()) == folder
        return {"storage": kind, "held": True}

    monkeypatch.setattr(measure_large_file, "measure", measured)
    assert measure_large_file.main(["--storage", "disk", "--storage", "s3"]) == 0
    assert [folder.parent for folder in folders] == [tmp_path, tmp_path]
    assert list(tmp_path.iterdir()) == []
