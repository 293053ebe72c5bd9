"""The administrator's command line against a real hub: rotation, backup and honest restore, courier, wipe."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from models.epochs import EpochReason, verify_chain
from models.orders import sign_done, verify_wipe
from models.types import ResultCode, Standing
from sync import protocol
from tests.flow.server.support import Member, enrol_member, new_code
from tests.helpers.device import HubProblemError, trusted
from tests.helpers.hub import hub_command, running_hub

OPEN = "9017/PLYK-VPCP"


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """A sample hub of this test's own."""
    target = tmp_path / "hub"
    shutil.copytree(sample, target)
    return target


def new_epoch(folder: Path, tmp_path: Path, *options: str) -> None:
    statement, signature = tmp_path / "epoch.json", tmp_path / "epoch.sig"
    hub_command("epoch", "new", folder, statement, "--explanation", "Thử nghiệm đổi khóa", *options)
    hub_command("epoch", "sign", statement, folder / "root.key", signature)
    hub_command("epoch", "adopt", folder, statement, signature)


def test_rotation_changes_every_key_and_old_envelopes_still_come_in(folder: Path, tmp_path: Path) -> None:
    with running_hub(folder) as hub, trusted(hub.address) as (http, epochs):
        member = enrol_member(http, epochs, new_code(folder, "bt-qp"), tmp_path)
        signed = member.sign(member.ballot(OPEN))
        envelope = member.seal(signed)
        old = member.device.epoch
    new_epoch(folder, tmp_path, "--new-tls")
    with running_hub(folder) as hub, trusted(hub.address, epochs.root_key) as (http, newer):
        chain = verify_chain(epochs.root_key, newer.epochs)
        assert chain[0] == old
        assert (chain[1].reason, chain[1].base_size) == (EpochReason.ROTATION, member.device.head_size)
        for name in ("checkpoint_key", "order_key", "envelope_key", "tls_certificate"):
            assert getattr(chain[1], name) != getattr(old, name)
        member.device.http, member.device.epochs, member.device.token = http, newer, ""
        answer = member.device.exchange([envelope])
        assert answer.epoch == 2
        assert member.device.open_result(answer.settled[0]).code == ResultCode.ACCEPTED


def test_an_epoch_signed_by_another_key_is_not_adopted(folder: Path, tmp_path: Path) -> None:
    statement, signature = tmp_path / "epoch.json", tmp_path / "epoch.sig"
    hub_command("epoch", "new", folder, statement, "--explanation", "x")
    wrong = hub_command("epoch", "sign", statement, folder / "admin-1.key", signature, check=False)
    assert wrong.returncode == 1
    signature.write_bytes(bytes(64))
    assert hub_command("epoch", "adopt", folder, statement, signature, check=False).returncode == 3
    assert len(json.loads(hub_command("epoch", "show", folder, "--json").stdout)) == 1


def test_an_honest_restore_needs_a_new_epoch_and_loses_nothing(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    with running_hub(folder) as hub, trusted(hub.address) as (http, epochs):
        member = enrol_member(http, epochs, new_code(folder, "bt-ca"), tmp_path)
        hub_command("backup", folder, backup)
        signed = member.sign(member.ballot(OPEN))
        (before,) = member.deliver(signed)
        assert before.standing == Standing.COUNTED
        seen = member.device.head_size
    assert not any(path.suffix in {".key", ".pem"} for path in backup.rglob("*")), "no key enters a backup"
    assert hub_command("restore", folder, backup, check=False).returncode == 1, "only when confirmed"
    hub_command("restore", folder, backup, "--yes")
    assert hub_command("serve", folder, "--port", "0", check=False).returncode == 1, "not without a new epoch"
    new_epoch(folder, tmp_path)
    with running_hub(folder) as hub, trusted(hub.address, epochs.root_key) as (http, newer):
        newest = verify_chain(epochs.root_key, newer.epochs)[-1]
        assert newest.reason is EpochReason.RESTORE
        assert newest.base_size < seen
        assert "Thử nghiệm" in newest.explanation
        member.device.http, member.device.epochs, member.device.token = http, newer, ""
        member.device.cursors, member.device.head_size = {}, 0
        member.pull()
        (again,) = member.deliver(signed)
        assert (again.code, again.standing) == (ResultCode.ACCEPTED, Standing.COUNTED)
        (twice,) = member.deliver(signed)
        assert twice.code == ResultCode.ALREADY


def test_a_damaged_backup_is_refused_untouched(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    hub_command("backup", folder, backup)
    database = backup / "hub.db"
    data = bytearray(database.read_bytes())
    data[5000] ^= 1
    database.write_bytes(data)
    before = (folder / "hub.db").read_bytes()
    result = hub_command("restore", folder, backup, "--yes", check=False)
    assert result.returncode == 1
    assert "hub.db" in result.stderr
    assert (folder / "hub.db").read_bytes() == before
    assert not json.loads((folder / "hub.json").read_text())["needs_epoch"]


def test_the_courier_delivers_and_brings_sealed_answers_back(folder: Path, tmp_path: Path) -> None:
    with running_hub(folder) as hub, trusted(hub.address) as (http, epochs):
        member = enrol_member(http, epochs, new_code(folder, "bt-ng"), tmp_path)
        signed = member.sign(member.ballot(OPEN))
        member.seal(signed)
        stick = tmp_path / "stick"
        shutil.copytree(member.folder / "envelopes", stick / "envelopes")
        (stick / "envelopes" / "00-000000000009-00000000000000000000000000000000.env").write_bytes(b"broken")
        told = hub_command("courier", folder, stick, "--json", check=False)
    assert told.returncode == 1, "one file did not read"
    counts = json.loads(told.stdout)
    assert (counts["accepted"], len(counts["damaged"])) == (1, 1)
    (answer,) = (stick / "answers").iterdir()
    settled = protocol.decode(answer.read_bytes(), protocol.Settled)
    result = member.device.open_result(settled)
    assert (result.event, result.standing) == (signed.event.id, Standing.COUNTED)


def wipe(folder: Path, device: str, keys: tuple[str, str], tmp_path: Path) -> int:
    order = tmp_path / "wipe.json"
    hub_command("device", "wipe-statement", folder, device, "Máy bị mất trên đường công tác", order)
    signatures = []
    for n, key in enumerate(keys):
        signatures.append(tmp_path / f"{n}.sig")
        hub_command("device", "wipe-sign", order, folder / key, f"Quản trị {n}", signatures[-1])
    return hub_command("device", "wipe", folder, order, *signatures, check=False).returncode


def test_a_wipe_needs_two_administrators_and_is_acknowledged(folder: Path, tmp_path: Path) -> None:
    with running_hub(folder) as hub, trusted(hub.address) as (http, epochs):
        member = enrol_member(http, epochs, new_code(folder, "bt-tp"), tmp_path)
        device = member.device
        assert wipe(folder, device.id, ("admin-1.key", "admin-1.key"), tmp_path) == 1
        assert wipe(folder, device.id, ("admin-1.key", "root.key"), tmp_path) == 1
        assert member.pull().orders == ()
        assert wipe(folder, device.id, ("admin-1.key", "admin-2.key"), tmp_path) == 0
        (order,) = member.pull().orders
        epoch = device.epoch
        obeyed = verify_wipe(order, epoch.root_key, device.id, epoch.order_key, epoch.administrators)
        assert obeyed.reason == "Máy bị mất trên đường công tác"
        (last,) = member.deliver(member.sign(member.ballot(OPEN)))
        assert last.standing == Standing.COUNTED, "envelopes go first"
        _acknowledge(member, obeyed.order, bytes(64), refused=403)
        _acknowledge(member, obeyed.order, sign_done(obeyed, device.key))
        answer = device.exchange()
        assert (answer.orders, answer.changes) == ((), ()), "a wiped device gets no records"
        with pytest.raises(HubProblemError) as caught:
            _announce(member)
        assert (caught.value.status, caught.value.code) == (403, "device_revoked")


def test_a_revoked_device_still_delivers_and_the_chair_decides(folder: Path, tmp_path: Path) -> None:
    with running_hub(folder) as hub, trusted(hub.address) as (http, epochs):
        member = enrol_member(http, epochs, new_code(folder, "bt-nv"), tmp_path)
        signed = member.sign(member.ballot("9015/PLYK-VPCP"))
        hub_command("device", "revoke", folder, member.device.id)
        (result,) = member.deliver(signed)
        assert result.standing == Standing.CHAIR_DECIDES
        assert member.device.exchange().changes == ()


def test_the_office_works_by_command_line(folder: Path, tmp_path: Path) -> None:
    paper = tmp_path / "Tờ trình.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + bytes(3000))
    common = ("--title", "Dự thảo Quyết định thử", "--question", "Đồng ý?", "--agency", "Bộ Nội vụ", "--paper", paper)
    who = ("--as", "Chuyên viên Vụ Tổng hợp")
    undeclared = hub_command("ballot", "issue", folder, *who, "--number", "9030/PLYK-VPCP", *common, check=False)
    assert undeclared.returncode == 1
    stranger = ("--as", "Bộ trưởng Bộ Y tế", "--no-secret", "--number", "9030/PLYK-VPCP")
    assert hub_command("ballot", "issue", folder, *stranger, *common, check=False).returncode == 1
    hub_command("ballot", "issue", folder, *who, "--no-secret", "--number", "9030/PLYK-VPCP", *common)
    early = hub_command("ballot", "close", folder, "9030/PLYK-VPCP", *who, check=False)
    assert (early.returncode, "not_allowed" in early.stderr) == (1, True)
    hub_command("ballot", "cancel", folder, "9030/PLYK-VPCP", *who, "--reason", "Phát hành nhầm")
    figures = json.loads(hub_command("ballot", "tally", folder, "9030/PLYK-VPCP", "--json").stdout)
    assert (figures["n"], figures["threshold"], figures["state"]) == (27, 14, "HUY")
    hub_command("audit", "export", folder, tmp_path / "audit.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [line["seq"] for line in lines] == sorted(line["seq"] for line in lines)
    assert {"ballot.issue", "ballot.cancel"} <= {line["action"] for line in lines}
    assert not any("nhầm" in json.dumps(line, ensure_ascii=False) for line in lines), "ids and codes, no content"


def _acknowledge(member: Member, order: str, signature: bytes, refused: int = 0) -> None:
    message = protocol.OrderDone(order, signature)
    response = member.device.http.post(
        "/v1/orders/done", content=protocol.encode(message), headers=member.device.headers()
    )
    assert response.status_code == (refused or 200)


def _announce(member: Member) -> None:
    upload = protocol.UploadBegin("0" * 64, "x.pdf", "application/pdf", 1, bytes(32), True)
    response = member.device.http.post(
        "/v1/documents", content=protocol.encode(upload), headers=member.device.headers()
    )
    if response.status_code >= 400:
        problem = protocol.decode(response.content, protocol.Problem)
        raise HubProblemError(response.status_code, problem.code, problem.detail)
