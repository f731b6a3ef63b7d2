"""JUnit XML: a suite for the request, a test case for each check."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as ET

from modelwarden.cli.formats.entries import Entry, entries_of, safe
from modelwarden.objects.promotions import Promotion


def to_junit(promotion: Promotion, file: str) -> str:
    """The report. What could not be judged is an error, and what a waiver covers is skipped."""
    entries = entries_of(promotion)
    counted = Counter(entry.result for entry in entries)
    counts = {
        "tests": str(len(entries)),
        "failures": str(counted["failed"]),
        "errors": str(counted["error"]),
        "skipped": str(counted["skipped"]),
    }
    name = safe(f"{promotion.model} v{promotion.version} to {promotion.environment}")
    root = ET.Element("testsuites", {"name": "modelwarden", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": name, "timestamp": _moment(promotion), **counts})
    for entry in entries:
        _add_case(suite, entry, f"modelwarden.{promotion.model}.{promotion.environment}", file)
    ET.SubElement(suite, "system-out").text = safe(promotion.summary)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_case(suite: ET.Element, entry: Entry, classname: str, file: str) -> None:
    title = f"{entry.rule_id} {entry.title}"
    case = ET.SubElement(suite, "testcase", {"name": title, "classname": safe(classname), "file": file})
    message = {"message": (entry.messages or (entry.title,))[0]}
    match entry.result:
        case "failed":
            ET.SubElement(case, "failure", message | {"type": entry.severity}).text = entry.text
        case "error":
            ET.SubElement(case, "error", message | {"type": entry.status}).text = entry.text
        case "skipped":
            ET.SubElement(case, "skipped", {"message": entry.status.replace("_", " ")})
        case "warned":
            ET.SubElement(case, "system-out").text = entry.text
        case "passed":
            pass


def _moment(promotion: Promotion) -> str:
    """When it was judged, without the zone, which JUnit's schema does not know: it is UTC."""
    moment = promotion.decision.decided_at if promotion.decision else promotion.request.opened_at
    return moment.removesuffix("Z").partition(".")[0]
