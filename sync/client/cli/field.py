"""``enrol``, ``sync``, ``check``, ``courier``: the device, the network, the stick."""

from __future__ import annotations

import argparse
import dataclasses
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.desk.checking import ProfileReport, check_profile, repair_papers
from models.epochs import EpochStatement
from models.errors import DocumentDamagedError, InvalidInputError, KeyringUnavailableError, StoreDamagedError
from models.profile import STORE, read_profile
from models.profile_session import UnlockedProfile, open_with_vault
from models.queries.client.sync_state import SyncStateRow, sync_state
from models.signing.software import KeyKind
from models.store import check_store
from models.types import DocumentId
from models.vault import open_vault
from sync.client.activity import ActivityBoard
from sync.client.cli.session import Console
from sync.client.cli.words import ACTS, reason, when
from sync.client.courier import copy_in, copy_out, deliver
from sync.client.enrol import EnrolmentWish, enrol_device, preview_code
from sync.client.exchange import Exchanger
from sync.client.hub import HubConnection
from sync.client.orders import obey_orders
from sync.client.round import Round, Signals, connect_as, renew_lease, run_locked
from sync.client.transport import HttpTransport

_KINDS = {"p256": KeyKind.P256, "rsa2048": KeyKind.RSA2048}


def add_commands(commands: Any) -> None:
    """Register."""
    enrol = commands.add_parser("enrol", help="đăng ký máy này bằng mã một lần")
    enrol.add_argument("code", metavar="MÃ", help="máy:cổng#XXXX-XXXX-…")
    enrol.add_argument("--name", default=platform.node() or "Máy tính", help="tên máy")
    enrol.add_argument("--key", choices=sorted(_KINDS), default="p256", help="loại khóa ký phần mềm")
    enrol.add_argument("--no-signing-key", action="store_true", help="ký bằng thiết bị, không tạo khóa phần mềm")
    enrol.set_defaults(run=_enrol)
    sync = commands.add_parser("sync", help="gửi và nhận một lượt")
    sync.add_argument("--locked", action="store_true", help="không mở khóa: chỉ gửi phong bì, giữ biên nhận niêm phong")
    sync.add_argument("--no-papers", action="store_true", help="không tải tài liệu")
    sync.set_defaults(run=_sync)
    check = commands.add_parser("check", help="kiểm tra cơ sở dữ liệu, phong bì, biên nhận, tài liệu")
    mend = check.add_mutually_exclusive_group()
    mend.add_argument("--rebuild", action="store_true", help="dựng lại cơ sở dữ liệu từ phong bì và máy chủ")
    mend.add_argument("--repair", action="store_true", help="bỏ các mảnh tài liệu hỏng để tải lại")
    check.set_defaults(run=_check)
    courier = commands.add_parser("courier", help="đưa phong bì qua thư mục hoặc thẻ nhớ")
    courier.add_argument(
        "act",
        choices=("out", "deliver", "in"),
        help="out: chép phong bì ra; deliver: nộp thay cho máy chủ; in: nhận biên nhận",
    )
    courier.add_argument("folder", type=Path, metavar="THƯ_MỤC")
    courier.set_defaults(run=_courier)


def _enrol(console: Console, options: argparse.Namespace) -> None:
    preview = preview_code(options.code)
    if not console.as_json:
        print(f"Máy chủ {preview.address}, khóa gốc {preview.root_fingerprint}")
        print(f"Mã cấp cho: {preview.person_name}, {preview.organization_name}")
    pin = console.new_unlock_pin()
    signing_pin = "" if options.no_signing_key else console.new_signing_pin()
    wish = EnrolmentWish(options.code, options.name, pin, signing_pin, _KINDS[options.key])
    result = enrol_device(console.folder, wish, console.secrets, console.clock)
    lines = [
        f"Đã đăng ký máy cho {result.person_name}, {result.organization_name}.",
        f"Mã khôi phục (chỉ hiện một lần, hãy in và cất kỹ): {result.recovery_code}",
    ]
    if not result.has_keyring:
        lines.append("Máy không có kho khóa: khi khóa ứng dụng, phiếu đã ký không tự gửi.")
    console.show(dataclasses.asdict(result), lines)


def _sync(console: Console, options: argparse.Namespace) -> None:
    console.require_profile()
    if options.locked:
        _sync_locked(console)
        return
    with console.unlocked() as profile:
        with _connection(console, profile) as hub:
            _round(console, profile, hub, papers=not options.no_papers)
        state = profile.store.read(sync_state).result()
    console.show({"state": dataclasses.asdict(state)}, _state_lines(state))


def _round(console: Console, profile: UnlockedProfile, hub: HubConnection, *, papers: bool) -> None:
    signals = Signals(lambda: not papers, _never, _never, _no_document)
    orders = Round(profile, hub, ActivityBoard(), signals).run()
    if orders.data:
        obey_orders(console.folder, console.secrets, profile, orders, hub)


def _sync_locked(console: Console) -> None:
    if console.secrets is None:  # the device key lies in the vault: the PIN is needed, the profile stays locked
        renew_lease(console.folder, console.pin(), None, console.clock, HttpTransport)
        console.show({"sent": True}, ["Đã gửi phong bì và liên lạc với máy chủ."])
        return
    with _connection(console, None) as hub:
        orders = run_locked(console.folder, hub)
        if orders.data:
            obey_orders(console.folder, console.secrets, None, orders, hub)
    console.show({"sent": True}, ["Đã gửi phong bì; biên nhận niêm phong chờ lần mở khóa tới."])


def _connection(console: Console, profile: UnlockedProfile | None) -> HubConnection:
    hub = connect_as(console.folder, console.secrets, HttpTransport, profile)
    if hub is None:
        raise KeyringUnavailableError("nothing is sent while locked without a keyring")
    return hub


def _state_lines(state: SyncStateRow) -> list[str]:
    lines = [f"Liên lạc gần nhất: {when(state.last_contact)}; sổ của máy chủ: {state.head_size} dòng."]
    lines += [f"Chờ gửi: {ACTS[act.kind]} {act.number}" for act in state.waiting]
    lines += [f"BỊ TỪ CHỐI: {ACTS[act.kind]} {act.number}: {reason(act.reason)}" for act in state.refused]
    lines += [f"CẢNH BÁO ({alarm.kind.value}): {alarm.explanation or alarm.detail}" for alarm in state.alarms]
    lines += [f"Chưa tải được: {row.title} ({row.error})" for row in state.documents if row.state == "failed"]
    if state.lease_until is not None:
        lines.append(f"Được dùng ngoại tuyến đến {when(state.lease_until)}.")
    return lines


def _check(console: Console, options: argparse.Namespace) -> bool:
    console.require_profile()
    vault = open_vault(console.folder, console.pin(), console.secrets, console.clock)
    problems = check_store(console.folder / STORE, vault.store_key).problems
    try:
        with open_with_vault(console.folder, vault, console.secrets, console.clock, rebuild=options.rebuild) as profile:
            report = check_profile(profile, () if options.rebuild else problems)
            mended = repair_papers(profile) if options.repair else 0
    except StoreDamagedError as error:
        raise StoreDamagedError("; ".join(problems) or str(error)) from error
    lines = _report_lines(report)
    if options.rebuild:
        lines.insert(0, "Đã dựng lại cơ sở dữ liệu; bản cũ được giữ bên cạnh. Chạy sync để nhận lại hồ sơ.")
    if mended:
        lines.append(f"{mended} tài liệu sẽ được tải lại ở lượt sync tới.")
    if problems and not options.rebuild:
        lines.append("Nên chạy: check --rebuild (không mất phiếu đã ký).")
    console.show({**dataclasses.asdict(report), "is_whole": report.is_whole, "mended": mended}, lines)
    return report.is_whole or (options.repair and all(item.part == "paper" for item in report.findings))


def _report_lines(report: ProfileReport) -> list[str]:
    lines = [f"Đã kiểm tra {report.envelopes} phong bì, {report.receipts} biên nhận, {report.papers} tài liệu."]
    lines += [f"HỎNG: {finding.part} {finding.subject}: {finding.detail}" for finding in report.findings]
    return lines if report.findings else [*lines, "Tất cả đều nguyên vẹn."]


def _courier(console: Console, options: argparse.Namespace) -> None:
    console.require_profile()
    acts: dict[str, Callable[[Console, Path], None]] = {"out": _out, "deliver": _deliver, "in": _in}
    acts[options.act](console, options.folder)


def _out(console: Console, folder: Path) -> None:
    try:
        count = copy_out(console.folder, folder)
    except DocumentDamagedError as error:
        raise DocumentDamagedError(f"một phong bì bị hỏng: {error}") from error
    console.show({"copied": count}, [f"Đã chép {count} phong bì. Bản gốc vẫn ở trên máy."])


def _deliver(console: Console, folder: Path) -> None:
    if not folder.is_dir():
        raise InvalidInputError("không có thư mục này")
    epoch = EpochStatement.decode(read_profile(console.folder).epoch)
    if console.secrets is None:
        with console.unlocked() as profile, _connection(console, profile) as hub:
            carried = deliver(folder, hub, epoch.number)
    else:
        with _connection(console, None) as hub:
            carried = deliver(folder, hub, epoch.number)
    lines = [f"Đã nộp {carried.count} phong bì; biên nhận niêm phong ở thư mục answers."]
    lines += [f"HỎNG: {name}" for name in carried.damaged]
    console.show(dataclasses.asdict(carried), lines)


def _in(console: Console, folder: Path) -> None:
    carried = copy_in(console.folder, folder)
    with console.unlocked() as profile, _connection(console, profile) as hub:
        Exchanger(profile, hub).collect()
    lines = [f"Đã nhận {carried.count} biên nhận và kiểm tra."]
    lines += [f"HỎNG: {name}" for name in carried.damaged]
    console.show(dataclasses.asdict(carried), lines)


def _never() -> bool:
    return False


def _no_document(_: DocumentId) -> bool:
    return False
