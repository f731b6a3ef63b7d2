"""Well-formed files to begin with, made here so that no binary file lies in the tree."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import tempfile
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnx.helper as oh
import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric import ec

from registry.trust.dsse import sign_envelope
from registry.trust.keys import KeyStore
from registry.trust.pdf import seal_pdf
from registry.trust.signers import FileSigner

_CSV = b'y,s,p,g\n1,0.9,1,"a ""b"", c"\n0,0.2,0,\n1,0.6,1,2026-11-21\n'
BOUNDARY = "boundary"
# Pickles that would call something, of the oldest and of a newer protocol. Nothing here loads them.
_DANGEROUS = [
    b"cposix\nsystem\n(S'true'\ntR.",
    b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.",
    b"(S'true'\niposix\nsystem\n.",
]


def seeds(target: str) -> list[bytes]:
    """At least one well-formed input of a byte target."""
    return _SEEDS[target]()


def _signer() -> FileSigner:
    """Not the key that the target trusts."""
    return FileSigner(ec.derive_private_key(8, ec.SECP256R1()))


def _parquet() -> bytes:
    buffer = io.BytesIO()
    columns = {
        "y": [1, 0],
        "s": [0.9, 0.2],
        "p": [1, 0],
        "g": ["f", None],
        "t": pa.array([0, 1], pa.timestamp("us")),
    }
    pq.write_table(pa.table(columns), buffer, compression="zstd")
    return buffer.getvalue()


def _pickled() -> bytes:
    return pickle.dumps({"weights": [0.1, 2], "inner": pickle.dumps(OrderedDict())})


def _zip(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("archive/data.pkl", _pickled())
        archive.writestr("a.npy", _array())
    return buffer.getvalue()


def _array(*, objects: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([1, None], dtype=object) if objects else np.arange(4.0), allow_pickle=objects)
    return buffer.getvalue()


def _onnx() -> bytes:
    x, y = (oh.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [None, 1]) for name in "xy")
    weight = oh.make_tensor("w", onnx.TensorProto.FLOAT, [1], [2.0])
    graph = oh.make_graph([oh.make_node("Mul", ["x", "w"], ["y"])], "g", [x], [y], [weight])
    content: bytes = oh.make_model(graph, opset_imports=[oh.make_opsetid("", 17)]).SerializeToString()
    return content


def _pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["a.json"] = b"{}"
        document.save(buffer)
    return buffer.getvalue()


def _sealed(pdf: bytes) -> bytes:
    """By a seal that the target knows nothing of."""
    with tempfile.TemporaryDirectory() as folder:
        return seal_pdf(pdf, KeyStore.open(Path(folder) / "keys", create=True), reason="A seed")


def _form() -> bytes:
    parts = [
        ('name="csrf_token"', "a secret"),
        ('name="sensitive"', "é\r\ng"),
        ('name="table"; filename="t.csv"', _CSV.decode()),
    ]
    body = "".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n" for head, text in parts
    )
    return f"{body}--{BOUNDARY}--\r\n".encode()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo("/.manifest")
        member.size = 2
        archive.addfile(member, io.BytesIO(b"{}"))
    return buffer.getvalue()


_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "table": lambda: [_CSV, b"\xef\xbb\xbf" + _CSV, _parquet()],
    "parquet": lambda: [_parquet()[4:-4]],
    "scan": lambda: [
        *(_CSV, _pickled(), gzip.compress(_pickled()), _zip(), _zip(zipfile.ZIP_STORED), _array(), _onnx()),
        *_DANGEROUS,
    ],
    "packed": lambda: [_CSV, _pickled(), _zip(zipfile.ZIP_STORED), _array(), _onnx(), *_DANGEROUS],
    "pickles": lambda: [*(pickle.dumps(OrderedDict(a=b"b"), number) for number in range(6)), *_DANGEROUS],
    "numpy": lambda: [_array()[6:], _array(objects=True)[6:]],
    "onnx": lambda: [_onnx()],
    "envelope": lambda: [
        sign_envelope(b'{"_type":"x","subject":[{"digest":{"sha256":"00"}}]}', _signer()),
    ],
    "pdf": lambda: [_pdf(), _sealed(_pdf())],
    "json-body": lambda: [b'{"a":[1,-2.5e3,"\\u00e9",true,null],"b":{"c":{}}}'],
    "bundle": lambda: [_tar(), gzip.decompress(_tar())],
    "sent-form": lambda: [_form()],
}
