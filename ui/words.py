"""Official words for states, times and amounts, the same on every screen (INTERFACE.md, "Manner")."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QCoreApplication

from models.rules.calendar import VIETNAM
from models.types import BallotOutcome, Choice, Refusal
from ui.theme import Tone
from ui.widgets.paint import BadgeSpec

_UNIT = 1000


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


def from_stored(micros: int) -> datetime:
    """The instant of stored Unix microseconds."""
    return datetime.fromtimestamp(micros / 1_000_000, UTC)


def local(moment: datetime) -> datetime:
    """The instant in Vietnam's time."""
    return moment.astimezone(VIETNAM)


def clock(moment: datetime) -> str:
    """14:02."""
    return f"{local(moment):%H:%M}"


def clock_seconds(moment: datetime) -> str:
    """14:02:07."""
    return f"{local(moment):%H:%M:%S}"


def short_date(moment: datetime) -> str:
    """23/11."""
    return f"{local(moment):%d/%m}"


def full_date(moment: datetime) -> str:
    """23/11/2026."""
    return f"{local(moment):%d/%m/%Y}"


def weekday(day: date) -> str:
    """thứ Hai … Chủ nhật."""
    names = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
    return _tr(names[day.weekday()])


def weekday_short(day: date) -> str:
    """T2 … CN."""
    names = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
    return _tr(names[day.weekday()])


def deadline(moment: datetime) -> str:
    """17:00 thứ Ba 24/11/2026."""
    day = local(moment)
    return f"{day:%H:%M} {weekday(day.date())} {day:%d/%m/%Y}"


def deadline_after_day(moment: datetime) -> str:
    """thứ Ba 24/11/2026, 17:00."""
    day = local(moment)
    return f"{weekday(day.date())} {day:%d/%m/%Y}, {day:%H:%M}"


def moment_short(moment: datetime, now: datetime) -> str:
    """14:02 for today, 23/11 for another day."""
    return clock(moment) if local(moment).date() == local(now).date() else short_date(moment)


def moment_full(moment: datetime) -> str:
    """23/11, 14:02:07."""
    return f"{short_date(moment)}, {clock_seconds(moment)}"


def size(count: int) -> str:
    """Amount of bytes, with a decimal comma: 5,8 KB."""
    amount, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < _UNIT or unit == "GB":
            break
        amount /= _UNIT
    text = f"{amount:.0f}" if unit == "B" or amount >= 100 else f"{amount:.1f}"
    return f"{text.replace('.', ',')} {unit}"


def days_left(count: int) -> str:
    """Working days to the deadline in words."""
    if count > 0:
        return _tr("Còn {} ngày làm việc").format(count)
    if count == 0:
        return _tr("Hạn hôm nay")
    return _tr("Quá hạn {} ngày làm việc").format(-count)


def days_badge(count: int, *, passed: bool = False) -> BadgeSpec:
    """Badge of a deadline: amber from one working day on, red once past."""
    if passed or count < 0:
        words = days_left(count) if count < 0 else _tr("Đã quá hạn")
        return BadgeSpec(words, Tone.RED, "clock-alert")
    return BadgeSpec(days_left(count), Tone.AMBER if count <= 1 else Tone.NEUTRAL, "clock")


def choice(value: Choice) -> str:
    """Đồng ý, Không đồng ý, Ý kiến khác."""
    return {
        Choice.APPROVE: _tr("Đồng ý"),
        Choice.DISAPPROVE: _tr("Không đồng ý"),
        Choice.OTHER: _tr("Ý kiến khác"),
    }[value]


def choice_badge(value: Choice) -> BadgeSpec:
    """Badge of a choice that was made."""
    tone, icon = {
        Choice.APPROVE: (Tone.GREEN, "check"),
        Choice.DISAPPROVE: (Tone.RED, "x"),
        Choice.OTHER: (Tone.SLATE, "message-square-text"),
    }[value]
    return BadgeSpec(choice(value), tone, icon)


def outcome(value: BallotOutcome) -> str:
    """Result of a ballot in words."""
    return {
        BallotOutcome.ADOPTED: _tr("Thông qua"),
        BallotOutcome.NOT_ADOPTED: _tr("Không thông qua"),
        BallotOutcome.PM_SIDE: _tr("Ngang phiếu, theo ý kiến Thủ tướng"),
        BallotOutcome.UNDECIDED: _tr("Chưa đủ quá nửa, báo cáo Thủ tướng"),
    }[value]


def outcome_badge(value: BallotOutcome, agreed: int, members: int) -> BadgeSpec:
    """Badge of a published result."""
    if value is BallotOutcome.ADOPTED:
        return BadgeSpec(_tr("Đã thông qua {}/{}").format(agreed, members), Tone.GREEN, "circle-check")
    tone = Tone.RED if value is BallotOutcome.NOT_ADOPTED else Tone.AMBER
    icon = "circle-x" if value is BallotOutcome.NOT_ADOPTED else "circle-help"
    return BadgeSpec(outcome(value), tone, icon)


def refusal(code: str) -> str:
    """Why the hub refused an act or did not count an answer, and what to do."""
    known = {
        Refusal.FORM: _tr("Tệp phiếu không khớp nội dung đã ký. Hãy ký lại."),
        Refusal.SIGNATURE: _tr("Chữ ký số không hợp lệ. Hãy kiểm tra thiết bị ký rồi ký lại."),
        Refusal.CERTIFICATE: _tr("Chứng thư số không được đăng ký cho người ký, đã hết hạn hoặc bị thu hồi."),
        Refusal.NOT_A_MEMBER: _tr("Chỉ thành viên Chính phủ được trả lời phiếu này."),
        Refusal.WRONG_BALLOT: _tr("Phiếu ký không đúng phiếu hoặc không đúng tài liệu Văn phòng đã gửi."),
        Refusal.BALLOT_CLOSED: _tr("Phiếu đã đóng trước khi câu trả lời đến nơi."),
        Refusal.BALLOT_CHANGED: _tr("Nội dung phiếu đã thay đổi. Hãy đọc lại và ký lại."),
        Refusal.CANCELLED: _tr("Phiếu đã được hủy."),
        Refusal.LATE: _tr("Câu trả lời đến sau thời hạn và không được tính."),
        Refusal.COMPETING: _tr("Có câu trả lời khác từ máy khác. Ký lại để xác nhận câu trả lời cuối cùng."),
        Refusal.REUSED_ID: _tr("Trùng mã với một phiếu đã gửi. Hãy ký lại."),
        Refusal.NOT_ALLOWED: _tr("Vai trò hiện tại không được làm việc này."),
        Refusal.INVALID: _tr("Nội dung gửi lên không đúng quy định."),
        Refusal.DEVICE_REVOKED: _tr("Máy này đã bị thu hồi quyền."),
        Refusal.SECRECY: _tr("Tài liệu có dấu hiệu bí mật nhà nước, không được đưa vào hệ thống."),
        Refusal.DAMAGED: _tr("Phiếu đã ký bị hỏng trên đĩa trước khi gửi. Hãy ký lại."),
    }
    try:
        return known[Refusal(code)]
    except ValueError:
        return _tr("Máy chủ từ chối, không nêu rõ lý do.")
