"""Invariants: what must hold between the rows, bytes and events of an installation at every moment."""

from registry.services.invariants.checking import INVARIANTS, InvariantReport, check_invariants
from registry.services.invariants.violation import Violation

__all__ = ["INVARIANTS", "InvariantReport", "Violation", "check_invariants"]
