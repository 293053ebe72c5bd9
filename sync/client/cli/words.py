"""Vietnamese words of the command line: states, reasons, errors. What happened, what is safe, what to do."""

from __future__ import annotations

from datetime import datetime

from models import errors
from models.queries.client.ballots import BallotBadge
from models.rules.calendar import VIETNAM
from models.types import BallotOutcome, Choice, EventKind, Refusal, SendState, Standing

CHOICES = {Choice.APPROVE: "Đồng ý", Choice.DISAPPROVE: "Không đồng ý", Choice.OTHER: "Ý kiến khác"}
BADGES = {
    BallotBadge.TO_ANSWER: "cần trả lời",
    BallotBadge.OVERDUE: "quá hạn, chưa đóng",
    BallotBadge.WAITING: "đã ký, chưa gửi",
    BallotBadge.SENT: "đã gửi, chưa có biên nhận",
    BallotBadge.RECEIVED: "đã có biên nhận",
    BallotBadge.RECORDED: "đã vào sổ",
    BallotBadge.REFUSED: "bị từ chối",
    BallotBadge.NOT_COUNTED: "không được tính",
    BallotBadge.COMPETING: "có câu trả lời khác, cần xác nhận",
    BallotBadge.CHAIR_DECIDES: "chờ người chủ trì quyết định",
    BallotBadge.CLOSED: "đã đóng",
    BallotBadge.PUBLISHED: "đã công bố kết quả",
    BallotBadge.CANCELLED: "đã hủy",
}
SENDING = {
    SendState.SIGNED: "đã ký, chưa gửi",
    SendState.SENT: "đã gửi, chưa có biên nhận",
    SendState.RECEIVED: "đã có biên nhận",
    SendState.RECORDED: "đã vào sổ",
    SendState.REFUSED: "bị từ chối",
}
STANDINGS = {
    Standing.COUNTED: "được tính",
    Standing.COMPETING: "cạnh tranh, chờ xác nhận",
    Standing.SUPERSEDED: "đã được thay",
    Standing.CHAIR_DECIDES: "chờ người chủ trì quyết định",
    Standing.NOT_COUNTED: "không được tính",
}
OUTCOMES = {
    BallotOutcome.ADOPTED: "thông qua",
    BallotOutcome.NOT_ADOPTED: "không thông qua",
    BallotOutcome.PM_SIDE: "theo ý kiến Thủ tướng",
    BallotOutcome.UNDECIDED: "chưa đủ quá nửa",
}
ACTS = {
    EventKind.ANSWER: "phiếu trả lời",
    EventKind.OPENED: "báo đã mở",
    EventKind.ISSUE: "phát hành phiếu",
    EventKind.CLOSE: "đóng phiếu",
    EventKind.PUBLISH: "công bố kết quả",
    EventKind.CANCEL: "hủy phiếu",
    EventKind.COMMITMENT: "ghi mã đọc qua điện thoại",
    EventKind.REMIND: "nhắc trả lời",
    EventKind.DECIDE_LATE: "quyết định phiếu nhận sau hạn",
    EventKind.ACKNOWLEDGE_ALARM: "xác nhận đã đọc giải thích",
}
REASONS = {
    Refusal.FORM: "tệp ký không đúng mẫu",
    Refusal.SIGNATURE: "chữ ký không hợp lệ",
    Refusal.CERTIFICATE: "chứng thư không được chấp nhận",
    Refusal.NOT_A_MEMBER: "không phải thành viên Chính phủ",
    Refusal.WRONG_BALLOT: "không đúng phiếu hoặc tài liệu của máy chủ này",
    Refusal.BALLOT_CLOSED: "phiếu đã đóng",
    Refusal.BALLOT_CHANGED: "phiếu đã thay đổi",
    Refusal.CANCELLED: "phiếu đã hủy",
    Refusal.LATE: "nhận sau hạn",
    Refusal.COMPETING: "có câu trả lời khác của cùng người",
    Refusal.REUSED_ID: "trùng mã, khác nội dung",
    Refusal.NOT_ALLOWED: "không đủ thẩm quyền",
    Refusal.INVALID: "không hợp lệ",
    Refusal.DEVICE_REVOKED: "máy đã bị thu hồi",
    Refusal.SECRECY: "có dấu hiệu bí mật nhà nước",
    Refusal.DAMAGED: "hỏng trên đĩa trước khi gửi, hãy ký lại",
}

_KEPT = "Những gì đã ký vẫn được giữ trên máy."

_ERRORS: tuple[tuple[type[errors.EcabinetError], str], ...] = (
    (errors.PinLockedError, "Nhập sai quá nhiều lần: chỉ còn mở được bằng mã khôi phục."),
    (errors.WeakPinError, "Mã PIN quá đơn giản hoặc sai độ dài."),
    (errors.WrongRecoveryCodeError, "Mã khôi phục không đúng."),
    (errors.SignerLockedError, "Khóa ký đã bị khóa vì nhập sai nhiều lần."),
    (errors.SignerMissingError, "Không tìm thấy khóa ký hoặc chứng thư."),
    (errors.SignerCancelledError, "Đã hủy ký."),
    (errors.NotAllowedError, "Không đủ thẩm quyền: chỉ thành viên Chính phủ trả lời phiếu."),
    (errors.HubIdentityError, f"Máy chủ không phải là máy chủ đã đăng ký; không gửi gì cả. {_KEPT}"),
    (errors.HubAnswerError, f"Có nơi trả lời nhưng không phải máy chủ e-Cabinet (cổng mạng, trang chặn…). {_KEPT}"),
    (errors.OfflineError, f"Chưa kết nối được máy chủ. {_KEPT} Có mạng thì chạy lại lệnh sync."),
    (errors.KeyringUnavailableError, "Kho khóa của hệ thống không mở được."),
    (errors.StorageFullError, f"Ổ đĩa đầy. {_KEPT} Hãy giải phóng dung lượng."),
    (errors.ProfileBusyError, "Hồ sơ này đang được chương trình khác dùng, hoặc đã đăng ký rồi."),
    (errors.StoreNewerError, "Cơ sở dữ liệu do phiên bản mới hơn ghi; hãy cập nhật chương trình."),
    (errors.StoreDamagedError, f"Cơ sở dữ liệu bị hỏng. {_KEPT} Chạy: check --rebuild."),
    (errors.VaultDamagedError, "Cả hai bản đầu đề kho khóa đều hỏng; cần đăng ký lại máy."),
    (errors.DocumentDamagedError, "Một tài liệu hoặc phong bì trên máy bị hỏng. Chạy: check --repair."),
    (errors.AlarmError, f"CẢNH BÁO: sổ của máy chủ không khớp với những gì máy này đã thấy. {_KEPT} Báo Văn phòng."),
)


def explain(error: errors.EcabinetError) -> str:
    """What happened, what is safe, what to do."""
    if isinstance(error, errors.WrongPinError):
        wait = f" Thử lại sau {error.wait_seconds:.0f} giây." if error.wait_seconds else ""
        return f"Sai mã PIN, còn {error.attempts_left} lần.{wait}"
    if isinstance(error, errors.WrongSignerPinError):
        left = "" if error.attempts_left is None else f", còn {error.attempts_left} lần"
        return f"Sai mã PIN ký{left}. Chưa ký phiếu nào."
    if isinstance(error, errors.LeaseExpiredError):
        return f"Hết thời hạn dùng ngoại tuyến từ {when(error.until)}; cần kết nối máy chủ (lệnh sync --locked)."
    if isinstance(error, errors.EnrolmentCodeError):
        known = {"malformed": "sai dạng", "unknown": "không có", "used": "đã dùng", "expired": "hết hạn"}
        return f"Mã đăng ký {known.get(error.reason, error.reason)}."
    if isinstance(error, errors.CertificateUnfitError):
        return f"Chứng thư không dùng được ({error}). Chưa ký phiếu nào."
    if isinstance(error, errors.RefusedError):
        return f"Máy chủ từ chối: {reason(error.reason)}."
    for kind, words in _ERRORS:
        if isinstance(error, kind):
            return words
    return f"Không thực hiện được: {error}"


def reason(value: str) -> str:
    """A refusal in words."""
    try:
        return REASONS[Refusal(value)]
    except ValueError:
        return value


def when(moment: datetime | None) -> str:
    """Time and day in Vietnam."""
    return "" if moment is None else moment.astimezone(VIETNAM).strftime("%H:%M:%S %d/%m/%Y")
