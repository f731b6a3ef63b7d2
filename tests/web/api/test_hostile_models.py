"""Models that lie or attack: found by the scan, never loaded by it, and no evidence comes from them."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import onnx.helper as oh
import pytest

from tests.conftest import WaitingQueue
from tests.web.api.conftest import Api
from tests.web.api.hostile import Scene, assert_refused

pytestmark = pytest.mark.database

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FLOAT, INT64 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
TABLE = b"y,s,g,x\n1,0.5,f,1\n0,0.5,m,2\n1,0.5,f,3\n"
ANY_ROWS = [oh.make_tensor_value_info("x", FLOAT, [None, 1])]


def model(
    nodes: list[Any],
    *tensors: onnx.TensorProto,
    inputs: list[Any] | None = None,
    domain: str = "",
    output: str = "p",
) -> bytes:
    """An ONNX file; `onnx.checker` is not asked."""
    outputs = [oh.make_tensor_value_info(output, FLOAT, None)]
    graph = oh.make_graph(nodes, "g", ANY_ROWS if inputs is None else inputs, outputs, list(tensors))
    opsets = [oh.make_opsetid("", 17), *([oh.make_opsetid(domain, 1)] if domain else [])]
    content: bytes = oh.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString()
    return content


def tensor(dims: list[int]) -> onnx.TensorProto:
    """A tensor of four bytes, whatever its dimensions say."""
    return onnx.TensorProto(name="w", data_type=FLOAT, dims=dims, raw_data=b"0000")


def elsewhere() -> onnx.TensorProto:
    """A tensor whose bytes lie in another file."""
    made = onnx.TensorProto(name="w", data_type=FLOAT, dims=[1], data_location=onnx.TensorProto.EXTERNAL)
    made.external_data.add(key="location", value="../../../etc/passwd")
    return made


def constant(rows: int) -> Any:  # noqa: ANN401 - onnx has no types for its nodes
    """A node that answers 0.5 for so many rows, whatever it is asked."""
    return oh.make_node("Constant", [], ["p"], value=oh.make_tensor("p", FLOAT, [rows, 1], [0.5] * rows))


NOT_ACCEPTED = "onnxruntime does not accept the model."
NOT_RUN = "The ONNX model is not run."
MUL = oh.make_node("Mul", ["x", "w"], ["p"])
IDENTITY = oh.make_node("Identity", ["x"], ["p"])
MODELS: dict[str, tuple[bytes, str]] = {
    "not ONNX": (b"\x00\x01 not a model", "The model is not a readable ONNX file."),
    "a pickle": (pickle.dumps([1, 2, 3]), "The model is not a readable ONNX file."),
    "a cycle": (
        model([oh.make_node("Add", ["x", "b"], ["p"]), oh.make_node("Add", ["p", "x"], ["b"])]),
        NOT_ACCEPTED,
    ),
    "a tensor of terabytes": (model([MUL], tensor([2**40])), NOT_ACCEPTED),
    "a tensor of less than nothing": (model([MUL], tensor([-5])), NOT_ACCEPTED),
    "an output that nothing makes": (model([IDENTITY], output="q"), NOT_ACCEPTED),
    "a tensor in another file": (model([MUL], elsewhere()), NOT_RUN),
    "an operator of a stranger": (
        model([oh.make_node("Run", ["x"], ["p"], domain="com.evil")], domain="com.evil"),
        NOT_RUN,
    ),
    "an answer of exabytes": (
        model(
            [
                oh.make_node("ConstantOfShape", ["shape"], ["big"]),
                oh.make_node("ReduceSum", ["big"], ["sum"]),
                oh.make_node("Add", ["x", "sum"], ["p"]),
            ],
            oh.make_tensor("shape", INT64, [2], [2**31, 2**31]),
        ),
        "The model could not be run on the table.",
    ),
    "one answer for all rows": (
        model([constant(1)]),
        "The model's output 'p' has 1 entries for 3 rows.",
    ),
    "no inputs": (model([constant(3)], inputs=[]), "The model has no inputs."),
    "no shape": (
        model([IDENTITY], inputs=[oh.make_tensor_value_info("x", FLOAT, None)]),
        "The model's input 'x' takes tensor(float) of shape [].",
    ),
    "answers that are no probability": (model([IDENTITY]), "The model's output is not a probability."),
}


@pytest.fixture
def scene(
    log_in: Callable[[str], Api], queue: WaitingQueue, work_off: Callable[[], None], tmp_path: Path
) -> Scene:
    return Scene(log_in("emil"), queue, work_off, tmp_path / "artifacts")


@ON_SQLITE
@pytest.mark.long
@pytest.mark.parametrize("name", MODELS)
def test_a_model_that_lies_fails_its_job_and_leaves_nothing(scene: Scene, name: str) -> None:
    content, what = MODELS[name]
    scene.register(content)
    job = scene.compute(TABLE, ["performance"], features=["x"], model_path="model.onnx")
    assert_refused(job, what, "/spec/model_path")
    scene.assert_nothing_left()


class Bomb:
    """Pickles to a call that makes a folder."""

    def __init__(self, marker: Path) -> None:
        self._marker = str(marker)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (self._marker,)


def _zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def _many_entries() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    return buffer.getvalue()


def _nested(levels: int) -> bytes:
    return _zipped("a.zip", _nested(levels - 1)) if levels else b"text"


def _gzip_bomb() -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as stream:
        for _ in range(128):
            stream.write(bytes(2**24))
    return packed.getvalue()


def _zip_bomb() -> bytes:
    """One entry of 64 MiB that the directory names 40 times: 2.5 GiB from 64 KiB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(2**26))
        archive.filelist += archive.filelist * 39
    return buffer.getvalue()


# How it is made, the verdict, and a word of the finding. Nothing of the first kind goes off.
SMALL: dict[str, tuple[Callable[[Path], bytes], str, str]] = {
    "a pickle": (lambda marker: pickle.dumps(Bomb(marker)), "unsafe", "mkdir"),
    "a pickle in gzip": (lambda marker: gzip.compress(pickle.dumps(Bomb(marker))), "unsafe", "mkdir"),
    "a pickle in a ZIP": (lambda marker: _zipped("data.pkl", pickle.dumps(Bomb(marker))), "unsafe", "mkdir"),
    "a pickle behind a number that no pickler writes": (
        lambda marker: b"I0x10\n0cposix\nmkdir\n(S'%s'\ntR." % str(marker).encode(),
        "unsafe",
        "import and call",
    ),
    "a ZIP that climbs out": (lambda _: _zipped("../../x", b"text"), "unsafe", "points outside the archive"),
    "ZIPs in ZIPs": (lambda _: _nested(6), "unknown", "nested more than 4 levels deep"),
}
LARGE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a ZIP of ten thousand entries": (_many_entries, "unknown", "more entries than the scanner opens"),
    "a gzip bomb of 2 GiB": (_gzip_bomb, "unknown", "unpacks to more than the scanner reads"),
    "a ZIP bomb of 2.5 GiB": (_zip_bomb, "unknown", "unpacks to more than the scanner reads"),
}


@ON_SQLITE
def test_small_bombs_are_found_by_the_scan_and_do_not_go_off(scene: Scene, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    scene.register_all({name: build(marker) for name, (build, _, _) in SMALL.items()}, scanned=True)
    (kept,) = scene.evidence()
    assert kept["kind"] == "scan"
    files = scene.api("GET", f"/evidence/{kept['digest']}").json["body"]["files"]
    found = {file["path"]: file for file in files}
    for name, (_, verdict, finding) in SMALL.items():
        assert found[name]["verdict"] == verdict, found[name]
        assert any(finding in each for each in found[name]["findings"]), found[name]
    assert not marker.exists()


@ON_SQLITE
@pytest.mark.long
@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", LARGE)
def test_a_large_bomb_fills_neither_memory_nor_disk(scene: Scene, name: str) -> None:
    build, verdict, finding = LARGE[name]
    scene.register(build(), "model.pkl", scanned=True)
    (kept,) = scene.evidence()
    (file,) = scene.api("GET", f"/evidence/{kept['digest']}").json["body"]["files"]
    assert (kept["kind"], file["verdict"]) == ("scan", verdict)
    assert any(finding in each for each in file["findings"]), file


@ON_SQLITE
def test_models_of_each_kind_that_lie_fail_their_jobs_and_leave_nothing(scene: Scene) -> None:
    """One version of four files; all of them, each for itself, with `-m long`."""
    short = ["a pickle", "a tensor of terabytes", "a tensor in another file", "an operator of a stranger"]
    scene.register_all({name: MODELS[name][0] for name in short})
    for name in short:
        job = scene.compute(TABLE, ["performance"], features=["x"], model_path=name)
        assert_refused(job, MODELS[name][1], "/spec/model_path")
        scene.assert_nothing_left()
