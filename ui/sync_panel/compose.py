"""From the loop's activity and the store's state to what chip and panel say. Pure but for translation."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from models.ports import ActivityState, Phase
from models.queries.client.sync_state import ActRow, AlarmRow, HeldRow, SyncStateRow
from models.types import EventKind, SendState
from ui import words
from ui.frame.chip import ChipKind, ChipState
from ui.sync_panel.view import LineState, Problem, StoragePart, SyncFacts, SyncLine, SyncView

_SHORT_LEASE = timedelta(days=2)
_MANY = 12  # lines of documents shown; the rest is one line


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def chip(activity: ActivityState, waiting: int, *, troubled: bool, last_contact: datetime | None) -> ChipState:
    """The one pill that always tells the truth. ``troubled``: an alarm or a refusal stands."""
    if troubled or activity.phase is Phase.ATTENTION:
        return ChipState(ChipKind.ATTENTION, _tr("Cần xử lý"))
    waits = _tr(" · {} chờ gửi").format(waiting) if waiting else ""
    if activity.phase is Phase.PAUSED:
        return ChipState(ChipKind.PAUSED, _tr("Tạm dừng") + waits)
    if activity.phase is Phase.SYNCING and activity.items_total:
        amount = words.size(activity.bytes_total)
        text = _tr("Đang đồng bộ {}/{} · {}").format(activity.items_done, activity.items_total, amount)
        return ChipState(ChipKind.SYNCING, text)
    if activity.phase is Phase.SYNCING:
        return ChipState(ChipKind.SYNCING, _tr("Đang đồng bộ"))
    contact = activity.last_contact or last_contact
    if activity.phase is Phase.OFFLINE or contact is None:
        return ChipState(ChipKind.OFFLINE, _tr("Ngoại tuyến") + waits)
    return ChipState(ChipKind.SYNCED, _tr("Đã đồng bộ {}").format(words.clock(contact)) + waits)


def locked_chip(activity: ActivityState, unsent: int) -> ChipState:
    """The chip while locked: what can be known without keys."""
    return chip(activity, unsent, troubled=False, last_contact=activity.last_contact)


def view(activity: ActivityState, state: SyncStateRow, now: datetime) -> SyncView:
    """The whole panel."""
    head = chip(
        activity,
        len(state.waiting),
        troubled=bool(state.alarms or state.refused),
        last_contact=state.last_contact,
    )
    total = activity.bytes_total
    moving = activity.phase is Phase.SYNCING and total > 0
    lines = [_act_line(row) for row in state.waiting]
    lines += [_document_line(row, activity) for row in state.documents[:_MANY] if row.state != "failed"]
    if len(state.documents) > _MANY:
        rest = len(state.documents) - _MANY
        lines.append(SyncLine("more", _tr("{} tài liệu khác").format(rest), "", LineState.WAITING))
    problems = [_alarm(row) for row in state.alarms]
    problems += [_refused(row) for row in state.refused]
    problems += [_failed(row) for row in state.documents if row.state == "failed"]
    problems += _trouble(activity)
    return SyncView(
        kind=head.kind,
        title=head.words,
        amount=f"{words.size(activity.bytes_done)} / {words.size(total)}" if moving else "",
        fraction=activity.bytes_done / total if moving else None,
        lines=tuple(lines),
        problems=tuple(problems),
        facts=_facts(activity, state, now),
        is_paused=activity.phase is Phase.PAUSED,
    )


def act_words(row: ActRow) -> str:
    """An act of the person in words."""
    verb = {
        EventKind.ANSWER: _tr("Phiếu đã ký"),
        EventKind.OPENED: _tr("Báo đã mở phiếu"),
        EventKind.ISSUE: _tr("Phát hành phiếu"),
        EventKind.CLOSE: _tr("Đóng phiếu"),
        EventKind.PUBLISH: _tr("Công bố kết quả"),
        EventKind.CANCEL: _tr("Hủy phiếu"),
        EventKind.REMIND: _tr("Nhắc trả lời"),
        EventKind.COMMITMENT: _tr("Ghi mã qua điện thoại"),
        EventKind.DECIDE_LATE: _tr("Quyết định phiếu muộn"),
        EventKind.ACKNOWLEDGE_ALARM: _tr("Xác nhận đã đọc giải trình"),
    }[row.kind]
    return f"{verb} {row.number}".rstrip()


def _act_line(row: ActRow) -> SyncLine:
    state = LineState.SENDING if row.state is SendState.SENT else LineState.WAITING
    return SyncLine(row.event, act_words(row), words.size(row.size), state)


def _document_line(row: HeldRow, activity: ActivityState) -> SyncLine:
    moving = any(transfer.document == row.document for transfer in activity.transfers)
    state = LineState.WAITING
    if moving:
        state = LineState.SENDING if row.upload else LineState.FETCHING
    title = f"{row.title} · {row.ballot}" if row.ballot else row.title
    amount = f"{words.size(row.held)} / {words.size(row.size)}" if row.held else words.size(row.size)
    fraction = row.held / row.size if moving and row.size else None
    return SyncLine(row.document, title, amount, state, fraction, can_cancel=moving)


def _alarm(row: AlarmRow) -> Problem:
    acts = (("acknowledge", _tr("Tôi đã đọc giải trình")),) if row.explanation else ()
    text = row.explanation or _tr(
        "Phiếu đã ký, biên nhận và ghi chú vẫn được giữ nguyên trên máy. Hãy báo Văn phòng Chính phủ và chờ giải trình có ký."
    )
    title = _tr("Sổ của máy chủ không khớp với những gì máy này đã thấy ({}).").format(words.moment_full(row.raised_at))
    return Problem(f"alarm:{row.id}", title, text, acts)


def _refused(row: ActRow) -> Problem:
    title = _tr("Không được nhận: {}").format(act_words(row))
    return Problem(
        f"refused:{row.event}",
        title,
        words.refusal(row.reason),
        (("show", _tr("Mở phiếu")), ("dismiss", _tr("Đã xem"))) if row.subject else (("dismiss", _tr("Đã xem")),),
    )


def _failed(row: HeldRow) -> Problem:
    title = (_tr("Chưa gửi được “{}”") if row.upload else _tr("Chưa tải được “{}”")).format(row.title)
    reason = {
        "damaged": _tr("Tệp nhận được không khớp mã băm của phiếu nên không được giữ lại."),
        "not_found": _tr("Máy chủ chưa có tệp này."),
        "not_allowed": _tr("Không có quyền xem tệp này."),
        "secrecy": _tr("Tệp có dấu hiệu bí mật nhà nước."),
    }.get(row.error, _tr("Lỗi khi truyền tệp."))
    safe = _tr("Các tài liệu khác, ghi chú và phiếu đã ký vẫn được giữ trên máy.")
    return Problem(f"document:{row.document}", title, f"{reason} {safe}", (("retry", _tr("Thử lại")),))


def _trouble(activity: ActivityState) -> list[Problem]:
    text = {
        "HubIdentityError": _tr("Máy chủ trả lời không phải máy chủ đã đăng ký. Máy này không gửi gì cho nó."),
        "HubAnswerError": _tr("Mạng trả về trang lạ thay cho máy chủ (cổng đăng nhập Wi-Fi?). Không có gì bị xóa."),
        "StorageFullError": _tr("Ổ đĩa đầy: tạm dừng tải tài liệu. Phiếu đã ký vẫn được giữ và vẫn gửi."),
    }.get(activity.error)
    if text is None:
        return []
    return [Problem(f"loop:{activity.error}", _tr("Đồng bộ gặp trở ngại"), text, (("sync", _tr("Thử lại")),))]


def _facts(activity: ActivityState, state: SyncStateRow, now: datetime) -> SyncFacts:
    contact = activity.last_contact or state.last_contact
    lease, short = _tr("không giới hạn"), False
    if state.lease_until is not None:
        days = max(0, (words.local(state.lease_until).date() - words.local(now).date()).days)
        lease = _tr("{} · còn {} ngày").format(words.full_date(state.lease_until), days)
        short = state.lease_until - now < _SHORT_LEASE
    used = state.storage.papers + state.storage.acts
    parts: tuple[StoragePart, ...] = ()
    if used:
        parts = (
            StoragePart(_tr("Tài liệu {}").format(words.size(state.storage.papers)), state.storage.papers / used),
            StoragePart(_tr("Phiếu, thao tác {}").format(words.size(state.storage.acts)), state.storage.acts / used),
        )
    return SyncFacts(
        contact=words.moment_full(contact) if contact is not None else _tr("chưa liên lạc lần nào"),
        lease=lease,
        storage=words.size(used),
        parts=parts,
        lease_is_short=short,
    )
