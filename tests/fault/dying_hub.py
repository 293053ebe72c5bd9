"""A hub that dies at its n-th commit: ``python -m tests.fault.dying_hub FOLDER PORT STEP before|after``.

It counts only once the file ``armed`` lies beside its folder. ``after``: the transaction is committed, the reply is
never sent.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from sync.server.admin import main
from tests.fault.stepwise import KILLED


def armed_file(folder: Path) -> Path:
    """Its presence starts the countdown."""
    return folder.with_name(folder.name + ".armed")


def _die_at(folder: Path, step: int, *, after: bool) -> None:
    left = step
    armed = armed_file(folder)

    def committing(connection: Any) -> None:
        nonlocal left
        if not armed.exists():
            return
        if left == 0:
            if after:
                connection.connection.driver_connection.commit()
            os._exit(KILLED)
        left -= 1

    event.listen(Engine, "commit", committing)


if __name__ == "__main__":
    place, port, at, when = sys.argv[1:]
    _die_at(Path(place), int(at), after=when == "after")
    sys.argv = ["ecabinet-hub", "serve", place, "--port", port]
    sys.exit(main())
