"""`modelwarden` on a machine whose clock is off: `python -m tests.fire.shifted serve --no-worker`.

The file that `FIRE_CLOCK` names says by how many seconds, and is read at every look at the clock. It is moved
where the installation reads it, as nobody may set the clock of the machine that the tests run on.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import registry.app
from modelwarden.cli import main

_FILE = Path(os.environ["FIRE_CLOCK"])


class _Shifted(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # What is read is a plain one.
        seconds = float(_FILE.read_text("utf-8")) if _FILE.exists() else 0.0
        return datetime.now(tz) + timedelta(seconds=seconds)


if __name__ == "__main__":
    vars(registry.app)["datetime"] = _Shifted
    main()
