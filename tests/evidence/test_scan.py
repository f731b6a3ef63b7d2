"""Files that would run code are found, and the scanner runs none of it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import pickletools
import struct
import tarfile
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import onnx
import onnx.helper as oh
import pytest

from registry.contract.evidence import ScannedFile
from registry.evidence.limits import ScanLimits
from registry.evidence.requests import ScanTarget
from registry.evidence.scan import scan_files


class Bomb:
    """Pickles to a call that creates a file."""

    def __init__(self, marker: Path, function: Callable[..., Any] = os.mkdir) -> None:
        self._call = (function, (str(marker),))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return self._call


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "ran"


def scan(tmp_path: Path, content: bytes, **limits: int) -> ScannedFile:
    path = tmp_path / "file.bin"
    path.write_bytes(content)
    body = scan_files([ScanTarget(path="model/file.bin", local=path)], ScanLimits(**limits))
    (file,) = body.files
    assert (body.unsafe, body.unknown) == (file.verdict == "unsafe", file.verdict == "unknown")
    return file


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def joblib_dump(value: object, **options: int) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(value, buffer, **options)
    return buffer.getvalue()


def numpy_objects(value: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([value, None], dtype=object), allow_pickle=True)
    return buffer.getvalue()


def test_the_bomb_is_real(marker: Path) -> None:
    """What the tests below hold to never happen does happen when such a file is loaded."""
    pickle.loads(pickle.dumps(Bomb(marker)))  # noqa: S301 - that is the point.
    assert marker.exists()


WRAPPED: dict[str, Callable[[Path], bytes]] = {
    "protocol 0": lambda m: pickle.dumps(Bomb(m), protocol=0),
    "protocol 1": lambda m: pickle.dumps(Bomb(m), protocol=1),
    "protocol 2": lambda m: pickle.dumps(Bomb(m), protocol=2),
    "protocol 3": lambda m: pickle.dumps(Bomb(m), protocol=3),
    "protocol 4": lambda m: pickle.dumps(Bomb(m), protocol=4),
    "protocol 5": lambda m: pickle.dumps(Bomb(m), protocol=5),
    "cut off after the call": lambda m: pickle.dumps(Bomb(m))[:-1],
    "garbage after the call": lambda m: pickle.dumps(Bomb(m))[:-1] + b"\xff\xff garbage",
    "behind a harmless pickle": lambda m: pickle.dumps({"a": 1}) + pickle.dumps(Bomb(m)),
    "gzip": lambda m: gzip.compress(pickle.dumps(Bomb(m))),
    "bzip2": lambda m: bz2.compress(pickle.dumps(Bomb(m))),
    "xz": lambda m: lzma.compress(pickle.dumps(Bomb(m))),
    "zlib": lambda m: zlib.compress(pickle.dumps(Bomb(m))),
    "twice compressed": lambda m: gzip.compress(bz2.compress(pickle.dumps(Bomb(m)))),
    "ZIP, named as text": lambda m: zipped({"readme.txt": pickle.dumps(Bomb(m))}),
    "ZIP in ZIP": lambda m: zipped({"a.zip": zipped({"b": pickle.dumps(Bomb(m))})}),
    "ZIP after other bytes": lambda m: b"#!/bin/sh\n" + zipped({"archive/data.pkl": pickle.dumps(Bomb(m))}),
    "PyTorch": lambda m: zipped({"archive/data.pkl": pickle.dumps(Bomb(m), 2)}, zipfile.ZIP_STORED),
    "joblib": lambda m: joblib_dump([Bomb(m), np.arange(3)]),
    "joblib, zlib": lambda m: joblib_dump(Bomb(m), compress=3),
    "NumPy objects": lambda m: numpy_objects(Bomb(m)),
    "NumPy objects in npz": lambda m: zipped({"weights.npy": numpy_objects(Bomb(m))}),
    "inside a byte string": lambda m: pickle.dumps({"weights": pickle.dumps(Bomb(m))}),
    "behind the magic of GGUF": lambda m: b"GGUF" + bytes(5) + pickle.dumps(Bomb(m), 0),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED.keys())
def test_a_pickle_that_calls_something_is_unsafe_and_is_not_called(
    tmp_path: Path, marker: Path, wrap: Callable[[Path], bytes]
) -> None:
    file = scan(tmp_path, wrap(marker))
    assert file.verdict == "unsafe"
    assert any("mkdir" in finding for finding in file.findings)
    assert not marker.exists()


LAX: dict[str, bytes] = {
    "a hexadecimal integer": b"I0x10\n0cposix\nmkdir\n(S'%s'\ntR.",
    "an octal integer": b"I010\n0cposix\nmkdir\n(S'%s'\ntR.",
    "a long integer of base 2": b"L0b1L\n0cposix\nmkdir\n(S'%s'\ntR.",
    "a text of another alphabet": "S'é'\n0cposix\nmkdir\n(S'%s'\ntR.".encode(),
    "a last line without an end": b"(S'%s'\niposix\nmkdir.",
}


@pytest.mark.parametrize("name", LAX)
def test_what_unpicklers_take_and_no_pickler_writes_is_unsafe(
    tmp_path: Path, marker: Path, name: str
) -> None:
    """Each was text without a finding when pickletools read it, and some loader calls what it names."""
    content = LAX[name] % str(marker).encode()
    file = scan(tmp_path, content)
    assert (file.verdict, marker.exists()) == ("unsafe", False), file
    for load in (pickle.loads, lambda data: pickle.loads(data, encoding="latin1"), pickle._loads):  # type: ignore[attr-defined] # noqa: S301
        with suppress(Exception):
            load(content)
    assert marker.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"cimportlib\nimport_module\n(S'os'\ntR.",
        b"\x80\x04\x8c\x09importlib\x8c\x0dimport_module\x93\x8c\x02os\x85R.",
        b"(S'echo'\nios\nsystem\n.",
        b"\x80\x02\x82\x01.",
        pickle.dumps(pickletools.dis),
        joblib_dump(np.arange(4.0)),
    ],
    ids=["importlib, text", "importlib", "INST", "extension registry", "a function", "joblib of numbers"],
)
def test_what_is_not_known_to_be_innocuous_is_unsafe(tmp_path: Path, content: bytes) -> None:
    assert scan(tmp_path, content).verdict == "unsafe"


def safetensors(length_lies: int = 0) -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8 + length_lies]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(8)


CLEAN: dict[str, tuple[bytes, str]] = {
    "numbers": (pickle.dumps({"coef": [0.1, 2.0], "names": ("a", "b")}), "pickle"),
    "ordered dictionary": (pickle.dumps(OrderedDict(a=1)), "pickle"),
    "CSV": (b"income,years\n10,2.5\n", "text"),
    "CSV that begins with c": (b"cat,dog\n1,2\nRoad,3\n", "text"),
    "words that begin with i": (b"id\nfoo\nRbar\n", "text"),
    "Markdown": ("# Modell für Kredite\n".encode(), "text"),
    "script": (b"#!/usr/bin/env python3\nimport os\nos.system('echo')\n", "text"),
    "JSON": (b'{"learner": {"version": [3, 2, 0]}}', "JSON"),
    "safetensors": (safetensors(), "safetensors"),
    "NumPy": (np.lib.format.magic(1, 0) + b"", "NumPy array"),
    "Parquet": (b"PAR1" + bytes(50) + b"PAR1", "Parquet"),
    "empty": (b"", "empty"),
    "gzip of JSON": (gzip.compress(b'{"a": 1}'), "gzip of JSON"),
}
buffer = io.BytesIO()
np.save(buffer, np.arange(6.0).reshape(2, 3))
CLEAN["NumPy"] = (buffer.getvalue(), "NumPy array")
CLEAN["NumPy archive"] = (zipped({"w.npy": buffer.getvalue()}), "NumPy archive")


@pytest.mark.parametrize(("content", "name"), CLEAN.values(), ids=CLEAN.keys())
def test_files_that_carry_data_only_are_clean(tmp_path: Path, content: bytes, name: str) -> None:
    file = scan(tmp_path, content)
    assert (file.verdict, file.findings, file.format) == ("clean", [], name)


def test_a_real_onnx_model_is_clean(model_path: Path, tmp_path: Path) -> None:
    file = scan(tmp_path, model_path.read_bytes())
    assert (file.verdict, file.format, file.findings) == ("clean", "ONNX", [])


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("model.pkl"))
    return target.getvalue()


UNKNOWN: dict[str, bytes] = {
    "noise": bytes(range(128, 256)) * 20,
    "tar": _tar(),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "Zstandard": b"\x28\xb5\x2f\xfd" + bytes(100),
    "cut off ZIP": zipped({"a": b"text" * 100})[:-30],
    "cut off gzip": gzip.compress(os.urandom(1000))[:-100],
    "something after gzip": gzip.compress(b"text") + b"more",
    "lying safetensors": safetensors(length_lies=1),
    "broken pickle without imports": b"\x80\x04\x95\xff\xff",
    "truncated ONNX": b"\x08\x09\x12\x04abcd\x3a\xff\xff\x01",
    "NumPy with a hostile header": b"\x93NUMPY\x01\x00\x10\x00{'descr': [[[[[[",
}


@pytest.mark.parametrize("content", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_cannot_be_understood_is_unknown_and_not_clean(tmp_path: Path, content: bytes) -> None:
    assert scan(tmp_path, content).verdict == "unknown"


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (gzip.compress(bytes(3_000_000)), {"unpacked_bytes": 1_000_000}),
        (zipped({"zeros": bytes(3_000_000)}), {"unpacked_bytes": 1_000_000}),
        (zipped({str(i): b"" for i in range(50)}), {"entries": 20}),
        (gzip.compress(gzip.compress(gzip.compress(b"deep"))), {"depth": 2}),
        (pickle.dumps(bytes(2_000_000)), {"pickle_bytes": 1_000_000}),
    ],
    ids=["gzip bomb", "ZIP bomb", "many entries", "depth", "large pickle"],
)
def test_what_is_too_much_is_unknown(tmp_path: Path, content: bytes, limits: dict[str, int]) -> None:
    file = scan(tmp_path, content, **limits)
    assert file.verdict == "unknown"
    assert scan(tmp_path, content).findings != file.findings


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"\x7fELF" + bytes(60) + b"\xff", "It is a program."),
        (
            b"a: !!python/object/apply:os.system ['echo']\n",
            "It is YAML that makes Python objects (!!python/).",
        ),
        (
            zipped({"../../etc/cron.d/x": b"text"}),
            "The entry '../../etc/cron.d/x' points outside the archive.",
        ),
    ],
)
def test_other_unsafe_files(tmp_path: Path, content: bytes, finding: str) -> None:
    file = scan(tmp_path, content)
    assert (file.verdict, file.findings) == ("unsafe", [finding])


def _onnx(node: onnx.NodeProto, *tensors: onnx.TensorProto, domain: str = "") -> bytes:
    graph = oh.make_graph(
        [node],
        "g",
        [oh.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, 2])],
        [oh.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None, 2])],
        list(tensors),
    )
    opsets = [oh.make_opsetid("", 17), *([oh.make_opsetid(domain, 1)] if domain else [])]
    serialised: bytes = oh.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString()
    return serialised


def _external() -> onnx.TensorProto:
    tensor = oh.make_tensor("w", onnx.TensorProto.FLOAT, [2], [1.0, 2.0])
    tensor.ClearField("float_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../etc/passwd"
    return tensor


def _hidden_external() -> bytes:
    """The tensor stands in a node's attribute and not among the graph's initialisers."""
    return _onnx(oh.make_node("Constant", [], ["y"], value=_external()))


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (
            _onnx(oh.make_node("Mul", ["x", "w"], ["y"]), _external()),
            "It loads tensors from other files (external_data).",
        ),
        (_hidden_external(), "It loads tensors from other files (external_data)."),
        (
            _onnx(oh.make_node("Run", ["x"], ["y"], domain="com.evil"), domain="com.evil"),
            "It uses operators of the domain 'com.evil'.",
        ),
    ],
    ids=["initialiser", "attribute", "domain"],
)
def test_onnx_that_reaches_beyond_itself_is_unsafe(tmp_path: Path, content: bytes, finding: str) -> None:
    file = scan(tmp_path, content)
    assert (file.verdict, file.format, file.findings) == ("unsafe", "ONNX", [finding])
