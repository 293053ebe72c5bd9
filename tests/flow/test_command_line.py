"""Field support's story by command line alone: enrol, sync, answer, sign, sync, receipts, check, courier, export."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from models.types import Choice
from tests.helpers.client import CLERK, MINISTER, enrol_client, enrol_code, issue
from tests.helpers.command_line import ROOT, run_client
from tests.helpers.hub import RunningHub, hub_command


def test_member_answers_by_command_line(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    first = issue(office, tmp_path, "9021")
    second = issue(office, tmp_path, "9022")
    profile = tmp_path / "profile"

    enrolled = run_client(profile, "enrol", enrol_code(hub, MINISTER), "--name", "Máy hiện trường")
    assert enrolled.code == 0, enrolled.err
    assert enrolled.data["person_name"] == MINISTER
    assert enrolled.data["recovery_code"]
    assert run_client(profile, "sync").code == 0

    listed = run_client(profile, "ballots", "--tab", "can-tra-loi").data["ballots"]
    assert {first, second} <= {row["id"] for row in listed}

    assert run_client(profile, "answer", "9021", "dong-y").code == 0
    missing = run_client(profile, "answer", "9022", "khong-dong-y")
    assert missing.code == 1
    assert missing.data["error"] == "InvalidInputError"
    assert run_client(profile, "answer", "9022", "y-kien-khac", "--opinion", "Đề nghị bổ sung kinh phí.").code == 0

    wrong = run_client(profile, "sign", signing_pin="111111")
    assert wrong.code == 1
    assert wrong.data["error"] == "WrongSignerPinError"
    signed = run_client(profile, "sign")
    assert signed.code == 0, signed.out + signed.err
    assert {row["choice"] for row in signed.data["signed"]} == {Choice.APPROVE.value, Choice.OTHER.value}

    stick = tmp_path / "stick"
    assert run_client(profile, "courier", "out", str(stick)).data == {"copied": 2}
    hub_command("courier", hub.folder, stick)
    assert run_client(profile, "courier", "in", str(stick)).data["count"] == 2

    receipts = run_client(profile, "receipts").data["receipts"]
    assert [row["state"] for row in receipts] == ["received", "received"]
    assert all(row["leaf_index"] is not None for row in receipts)
    assert run_client(profile, "sync").code == 0
    shown = run_client(profile, "show", "9021").data
    assert shown["current"]["state"] == "recorded"

    checked = run_client(profile, "check")
    assert checked.code == 0, checked.out
    assert checked.data["receipts"] == 2
    assert run_client(profile, "export", "9021", str(tmp_path / "out")).code == 0
    (page,) = (tmp_path / "out").glob("phieu-*.pdf")
    assert page.read_bytes().startswith(b"%PDF-")


def test_wrong_pin_is_a_persons_fault_and_counted(hub: RunningHub, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    assert run_client(profile, "enrol", enrol_code(hub, MINISTER)).code == 0
    ran = run_client(profile, "ballots", pin="một cụm mật khẩu khác")
    assert ran.code == 1
    assert ran.data["error"] == "WrongPinError"


def test_nothing_enrolled_and_no_network_are_told_apart(tmp_path: Path) -> None:
    assert run_client(tmp_path / "empty", "sync").code == 1
    offline = run_client(tmp_path / "p", "enrol", "127.0.0.1:9#" + "-".join(["0000"] * 8))
    assert offline.code == 3
    assert offline.data["error"] == "OfflineError"
    assert run_client(tmp_path / "p", "enrol", "no code at all").data["error"] == "EnrolmentCodeError"


def test_broken_piece_is_found_and_fetched_again(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    issue(office, tmp_path, "9023")
    profile = tmp_path / "profile"
    assert run_client(profile, "enrol", enrol_code(hub, MINISTER)).code == 0
    assert run_client(profile, "sync").code == 0
    piece = min((profile / "pieces").iterdir())
    data = bytearray(piece.read_bytes())
    data[100] ^= 1
    piece.write_bytes(data)
    assert run_client(profile, "check").code == 4
    assert run_client(profile, "check", "--repair").data["mended"] == 1
    assert run_client(profile, "sync").code == 0
    assert run_client(profile, "check").code == 0


def test_no_qt_is_loaded() -> None:
    """The command line works on a machine without any of Qt's libraries."""
    code = (
        "import sys, sync.client.cli as cli; cli.make_parser();"
        "print([name for name in sys.modules if name.split('.')[0] in {'PySide6', 'shiboken6', 'ui'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
