"""What is to be measured, and how long."""

from __future__ import annotations

from dataclasses import dataclass

OPERATIONS = ("get", "get_by_alias", "search", "lineage", "set_tag", "create")
"""In this order: those that write come last, and `create` leaves jobs behind for the worker."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`sizes` are counts of versions, in multiples of 125; `only` names operations, `gate` and `pdf`.

    `webs` is how many processes the web server has.
    """

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    clients: tuple[int, ...] = (1, 8)
    databases: tuple[str, ...] = ("postgresql", "sqlite")
    webs: int = 1
    seconds: float = 4.0
    repetitions: int = 3
    only: tuple[str, ...] = (*OPERATIONS, "gate", "pdf")

    @property
    def operations(self) -> tuple[str, ...]:
        """Those that go over HTTP, in the order in which they are measured."""
        return tuple(name for name in OPERATIONS if name in self.only)
