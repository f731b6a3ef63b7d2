"""Looking at an ONNX file without running it: what it reaches for beyond itself, and its class labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError, Message  # type: ignore[import-untyped]

from registry.domain.errors import EvidenceError

STANDARD_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml"})
_LARGEST_PROTOBUF = 2**31 - 1
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class OnnxFacts:
    """What the file says of itself: `findings` name what is unsafe, `class_labels` are in column order."""

    findings: list[str]
    class_labels: list[str] | None


def inspect_onnx(path: Path) -> OnnxFacts:
    """Parse an ONNX file; raises `EvidenceError` when it is none."""
    model = _parse(path)
    messages = list(_walk(model))
    return OnnxFacts(findings=_findings(model, messages), class_labels=_class_labels(messages))


def refuse_unsafe(facts: OnnxFacts) -> None:
    """Raise `EvidenceError` for a model that would reach beyond its own file."""
    if facts.findings:
        raise EvidenceError(
            "The ONNX model is not run.",
            why=" ".join(facts.findings),
            remedy="Export it as one file with operators of the standard domains only.",
        )


def _parse(path: Path) -> onnx.ModelProto:
    not_onnx = EvidenceError(
        "The model is not a readable ONNX file.",
        why="It does not parse as an ONNX ModelProto with a graph.",
        remedy="Export the model to ONNX and register it again.",
    )
    if path.stat().st_size > _LARGEST_PROTOBUF:
        raise not_onnx
    model = onnx.ModelProto()
    try:
        model.ParseFromString(path.read_bytes())
    except DecodeError as error:
        raise not_onnx from error
    if model.ir_version <= 0 or not model.graph.node or not model.opset_import:
        raise not_onnx
    return model


def _walk(message: Message, depth: int = 0) -> Iterator[Message]:
    """The message and all messages within it: graphs in attributes and functions are no hiding place."""
    if depth > _DEEPEST:
        raise EvidenceError(
            "The ONNX model is nested too deeply.",
            why=f"More than {_DEEPEST} levels are not followed.",
            remedy="Export it without deeply nested control flow.",
        )
    yield message
    for field, value in message.ListFields():
        if field.message_type is not None:
            for part in [value] if isinstance(value, Message) else value:
                yield from _walk(part, depth + 1)


def _findings(model: onnx.ModelProto, messages: list[Message]) -> list[str]:
    domains = {entry.domain for entry in model.opset_import}
    external = False
    for message in messages:
        if isinstance(message, onnx.NodeProto | onnx.FunctionProto):
            domains.add(message.domain)
        if isinstance(message, onnx.TensorProto):
            external |= bool(message.external_data) or message.data_location == onnx.TensorProto.EXTERNAL
    found = [f"It uses operators of the domain {name[:80]!r}." for name in sorted(domains - STANDARD_DOMAINS)]
    return [*found, "It loads tensors from other files (external_data)."] if external else found


def _class_labels(messages: list[Message]) -> list[str] | None:
    """The classes in the order of the probability columns; None when none, or several sets, are named."""
    nodes = [message for message in messages if isinstance(message, onnx.NodeProto)]
    for among in ([node for node in nodes if node.op_type == "ZipMap"], nodes):
        named = {labels for node in among if (labels := _labels_of(node))}
        if named:
            return list(named.pop()) if len(named) == 1 else None
    return None


def _labels_of(node: Any) -> tuple[str, ...]:  # noqa: ANN401 - protobuf's generated types are untyped here
    for attribute in node.attribute:
        if attribute.name in {"classlabels_ints", "classlabels_int64s"}:
            return tuple(str(label) for label in attribute.ints)
        if attribute.name == "classlabels_strings":
            return tuple(label.decode("utf-8", "replace") for label in attribute.strings)
    return ()
