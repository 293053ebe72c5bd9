"""A window that is killed: ``python -m tests.flow.window.victim FOLDER CODE`` enrols, reads, searches, drafts and signs,
then prints (on a pipe, nowhere else) every key that it holds as JSON, and lives on until somebody ends it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from models.profile_session import SIGNING_KEY, UnlockedProfile
from models.queries.client.ballots import BallotTab, list_ballots
from models.queries.client.papers import Availability
from models.signing.software import MemoryPinAttempts, SoftwareKey
from models.tables.client.local import HeldDocument
from models.types import BallotId, Choice
from models.vault import STANDARD
from sync.client.enrol import EnrolmentWish, enrol_device
from tests.flow.window.seat import (
    DeskDevice,
    press,
    show_ballot,
    sign,
    unlock,
    wait_until_said,
    write_answer,
)
from tests.tour.stage import wait_for
from ui.desk import Desk
from ui.theme import Theme

PIN, SIGNING_PIN = "471903826154", "805217369402"
OPINION = "Ý kiến đã ký về phí cảng thủy nội địa Đầm Đìa"
DRAFT = "Nháp riêng chưa ký về nạo vét luồng Đuồi Cá"


def main(folder: Path, code: str, signed: BallotId, drafted: BallotId) -> None:
    """Work on two ballots, tell, wait."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")  # as main.py does
    app = QApplication(sys.argv[:1])
    theme = Theme()
    theme.apply(app)
    seat = DeskDevice(folder=folder, theme=theme)
    wish = EnrolmentWish(code, "Máy tính bảng 12 inch", PIN, SIGNING_PIN)
    seat.recovery_code = enrol_device(folder, wish, seat.secrets, seat.clock, params=STANDARD).recovery_code
    with seat.window() as shell:
        desk = unlock(shell, PIN)
        wait_for("two ballots", lambda: {signed, drafted} <= set(_to_answer(desk)))
        _read(seat, desk, signed)
        write_answer(desk, drafted, Choice.OTHER, DRAFT)
        write_answer(desk, signed, Choice.APPROVE, OPINION)
        sign(desk, SIGNING_PIN)
        wait_for("the receipt", lambda: _is_recorded(seat, desk, signed))
        _read(seat, desk, drafted)
        print(json.dumps(_secrets(seat, desk.context.profile)), flush=True)
        app.exec()


def _to_answer(desk: Desk) -> list[BallotId]:
    person, now = desk.context.person, desk.context.now()
    rows = desk.context.profile.store.read(lambda s: list_ballots(s, person, BallotTab.TO_ANSWER, now)).result()
    return [row.id for row in rows]


def _read(seat: DeskDevice, desk: Desk, ballot: BallotId) -> None:
    """Open the paper and look for a word in it; the renderer's child has it in memory then."""
    show_ballot(desk, ballot)
    paper = seat.detail(desk, ballot).papers[0]
    wait_for("the paper", lambda: seat.detail(desk, ballot).papers[0].availability is Availability.COMPLETE)
    press(desk.ballots, paper.title)
    wait_until_said(desk.window, "/ 2")


def _is_recorded(seat: DeskDevice, desk: Desk, ballot: BallotId) -> bool:
    current = seat.detail(desk, ballot).current
    return current is not None and current.receipt is not None


def _secrets(seat: DeskDevice, profile: UnlockedProfile) -> dict[str, str]:
    signing = SoftwareKey.decode(profile.vault.unwrap(SIGNING_KEY, profile.public.signing_key))
    private = signing.open(SIGNING_PIN, MemoryPinAttempts()).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
    keys = {
        "store key": profile.vault.store_key,
        "device key": profile.device_key.private_bytes_raw(),
        "signing key": private[-100:-70],  # the scalar lies before the public point
        "recovery code": seat.recovery_code.encode(),
    }
    for name in ("_master", "_sealing"):
        keys[name] = bytes(getattr(profile.vault, name))
    keys |= {f"keyring {name}": value for name, value in seat.secrets.values.items()}
    documents = profile.store.read(lambda session: list(session.scalars(select(HeldDocument.key)))).result()
    keys |= {f"document key {number}": key for number, key in enumerate(documents)}
    return {name: key.hex() for name, key in keys.items()}


if __name__ == "__main__":
    os.umask(0o077)
    main(Path(sys.argv[1]), sys.argv[2], BallotId(sys.argv[3]), BallotId(sys.argv[4]))
