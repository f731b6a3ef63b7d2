"""Types that the gate's tests share."""

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., bytes]
"""Makes a question, with changes to the model."""

Eventually = Callable[[Callable[[], bool]], None]
"""Waits until something holds."""
