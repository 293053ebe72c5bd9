"""Whole pages in their window. All names and numbers are invented."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from tests.gallery import boards
from tests.gallery.boards import ballots, home
from ui.enrol import CheckedCode, EnrolScreen, SigningDevice
from ui.frame.chip import ChipKind, ChipState
from ui.frame.window import MainWindow
from ui.sync_panel import LineState, Problem, StoragePart, SyncFacts, SyncLine, SyncPanel, SyncView
from ui.theme import Colour, Style, Theme
from ui.unlock import Greeting, UnlockScreen
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import KeyValueBox
from ui.widgets.fields import NumPad, PinField
from ui.widgets.overlay import Dialog
from ui.widgets.text import Label


def _framed(theme: Theme, screen: QWidget, key: str) -> MainWindow:
    window = MainWindow(theme)
    for name, icon, label, short in (
        ("home", "house", "Việc cần xử lý", "Việc"),
        ("ballots", "vote", "Phiếu lấy ý kiến", "Phiếu"),
        ("files", "folder-open", "Hồ sơ", "Hồ sơ"),
        ("meetings", "users", "Phiên họp", "Họp"),
        ("week", "calendar-days", "Lịch tuần", "Lịch"),
        ("tasks", "list-checks", "Nhiệm vụ", "Nhiệm vụ"),
        ("trips", "plane", "Chuyến công tác", "Chuyến"),
        ("search", "search", "Tra cứu", "Tra cứu"),
    ):
        window.add_screen(name, icon, label, short, screen if name == key else QWidget())
    window.add_screen("settings", "settings", "Cài đặt", "", QWidget(), at_foot=True)
    window.set_counts({"ballots": (3, True), "meetings": (1, False), "tasks": (7, False)})
    window.set_person("Bộ trưởng", "Bộ Công Thương")
    window.set_state(ChipState(ChipKind.SYNCED, "Đã đồng bộ 14:02"))
    window.show_screen(key)
    return window


def frame_home(theme: Theme) -> QWidget:
    window = _framed(theme, home(theme), "home")
    window.set_title("Việc cần xử lý", "Thứ Hai, 23/11/2026")
    return window


def frame_ballots(theme: Theme) -> QWidget:
    window = _framed(theme, ballots(theme), "ballots")
    window.set_title("Phiếu lấy ý kiến")
    window.set_state(ChipState(ChipKind.OFFLINE, "Ngoại tuyến · 2 chờ gửi"))
    return window


def frame_dialog(theme: Theme) -> QWidget:
    window = _framed(theme, home(theme), "home")
    window.set_title("Việc cần xử lý", "Thứ Hai, 23/11/2026")
    dialog = Dialog(theme, "pen-line", "Ký 2 phiếu lấy ý kiến")
    dialog.body.addWidget(Label(theme, "Đây là nguyên văn nội dung được ký.", Style.META, Colour.INK2, wrap=True))
    dialog.body.addWidget(
        KeyValueBox(
            theme,
            [
                ("Vấn đề hỏi", "Đồng ý ban hành Nghị định về quản lý bến thủy nội địa?", False),
                ("Lựa chọn", "Đồng ý", True),
                ("Ý kiến ghi kèm", "“Đồng ý với dự thảo Nghị định. Đề nghị rà soát thời hạn chuyển tiếp tại Điều 27 cho bến khách ngang sông.”", False),
            ],
        )
    )  # fmt: skip
    grid = QGridLayout()
    pin = PinField(theme, "Mã PIN thiết bị ký", icon="key-round", help_words="PIN không rời khỏi máy này.", height=48)
    pin.line.setText("12345")
    grid.addWidget(pin, 0, 1)
    grid.addWidget(NumPad(theme), 0, 0)
    dialog.body.addLayout(grid)
    dialog.set_foot(
        "Ký xong không sửa được. Trước khi phiếu đóng, có thể ký câu trả lời khác để thay.",
        Button(theme, "Quay lại", height=48),
        Button(theme, "Ký 2 phiếu", ButtonKind.PRIMARY, icon="pen-line", height=48),
    )
    window.show()
    window.open_dialog(dialog)
    return window


def frame_keys(theme: Theme) -> QWidget:
    window = _framed(theme, home(theme), "home")
    window.set_title("Việc cần xử lý")
    window.show()
    window._on_help_asked()
    return window


def unlock(theme: Theme) -> QWidget:
    window = MainWindow(theme)
    page = UnlockScreen(theme)
    page.show_greeting(
        Greeting(
            "Bộ trưởng Bộ Công Thương",
            "Máy tính bảng 12 inch · mở lần cuối 14:02 hôm nay",
            "Tự khóa sau 5 phút không dùng. Đổi trong Cài đặt.",
            "Được dùng ngoại tuyến đến 05/12/2026.",
        )
    )
    page.set_state(ChipState(ChipKind.OFFLINE, "Ngoại tuyến · 2 chờ gửi"))
    window.show_page(page)
    window.show()
    page.show_wrong_pin(4, 0, "2 phiếu đã ký và mọi ghi chú vẫn được giữ an toàn trên máy.")
    page.pin_pane.field.type_digit("1")
    page.pin_pane.field.type_digit("2")
    return window


def unlock_waiting(theme: Theme) -> QWidget:
    window = unlock(theme)
    page = window.findChild(UnlockScreen)
    assert page is not None
    page.show_wrong_pin(2, 95, "2 phiếu đã ký vẫn được giữ an toàn trên máy.")
    return window


def unlock_recovery(theme: Theme) -> QWidget:
    window = unlock(theme)
    page = window.findChild(UnlockScreen)
    assert page is not None
    page.show_locked_out("2 phiếu đã ký vẫn được giữ an toàn trên máy.")
    page.show_recovery()
    page.show_wrong_recovery()
    return window


def enrol(theme: Theme) -> QWidget:
    window = MainWindow(theme)
    page = EnrolScreen(theme)
    page.form.code.set_text("vpcp.example:8443#7KQM-X2HT-9RWD-4NPE-C6VB-1A2B-3C4D-5E6F")
    page.form.show_code(
        CheckedCode(
            "Văn phòng Chính phủ · mã hợp lệ, còn 26 phút",
            "Cấp cho: Bộ trưởng Bộ Công Thương",
            "Dấu khóa gốc 4F2A 91C7 0B3E D815, khớp với mã",
            "Máy tính bảng 12 inch của Bộ trưởng",
        )
    )
    page.form.set_signing_devices(
        [
            SigningDevice("token", "Chứng thư: Bộ trưởng Bộ Công Thương", "Hiệu lực đến 14/08/2027", state="Đã thấy"),
            SigningDevice("soft", "Khóa thử nghiệm trên máy", "Chữ ký thử nghiệm", "key-round", has_own_pin=False),
        ]
    )
    page.form.declaration.setChecked(True)
    page.form.pin.set_text("12457986")
    page.form.pin_again.set_text("124579")
    page.form.set_note("Tải lần đầu: khoảng 180 MB")
    window.show_page(page)
    window.show()
    page.form.pin_again.setFocus()
    return window


def enrol_soft(theme: Theme) -> QWidget:
    window = enrol(theme)
    page = window.findChild(EnrolScreen)
    assert page is not None
    page.form.set_signing_devices(
        [SigningDevice("soft", "Khóa thử nghiệm trên máy", "Chữ ký thử nghiệm", "key-round", has_own_pin=False)]
    )
    page.show_failure("Không kết nối được với Văn phòng Chính phủ.", "Mã chưa bị dùng. Kiểm tra mạng rồi thử lại.")
    return window


def enrol_recovery(theme: Theme) -> QWidget:
    window = enrol(theme)
    page = window.findChild(EnrolScreen)
    assert page is not None
    page.show_recovery("7KQM-X2HT-9RWD-4NPE-C6VB-1A2B-3C4D-5E6F", has_keyring=False)
    return window


def sync(theme: Theme) -> QWidget:
    window = _framed(theme, home(theme), "home")
    window.set_title("Việc cần xử lý", "Thứ Hai, 23/11/2026")
    window.set_state(ChipState(ChipKind.SYNCING, "Đang đồng bộ 3/12 · 40 MB"))
    panel = SyncPanel(theme)
    safe = "Tệp trên máy chủ thiếu 2 trang. 5 tài liệu khác đầy đủ, ghi chú và phiếu đã ký vẫn được giữ trên máy."
    panel.set_view(
        SyncView(
            ChipKind.SYNCING,
            "Đang đồng bộ 3/12",
            "24 / 40 MB · còn khoảng 2 phút",
            0.6,
            (
                SyncLine("a", "2 phiếu đã ký", "Đã có biên nhận", LineState.RECEIVED),
                SyncLine("b", "Trả lời giấy mời phiên họp 27/11", "Đã gửi", LineState.SENT),
                SyncLine("c", "Tài liệu phiếu 9015, thư viện số", "5/8 · 24/31 MB", LineState.FETCHING, 0.77, True),
                SyncLine("d", "Tài liệu phiên họp 27/11", "9 MB", LineState.WAITING),
                SyncLine("e", "3 ghi chú chia sẻ với trợ lý", "6 KB", LineState.WAITING),
            ),
            (
                Problem(
                    "9017",
                    "Chưa tải được “Bản so sánh” của phiếu 9017",
                    safe,
                    (("report", "Báo Văn phòng gửi lại"), ("retry", "Thử tải lại")),
                ),
            ),
            SyncFacts(
                "14:02:31 · mạng chuyên dùng",
                "05/12/2026 · còn 12 ngày",
                "3,2 / 8,0 GB",
                (StoragePart("Tài liệu 1,9", 0.24), StoragePart("Phiên họp 1,0", 0.12), StoragePart("Phiếu 0,3", 0.04)),
            ),
        )
    )
    window.show()
    window.open_at_chip(panel)
    return window


BOARDS: dict[str, tuple[Callable[[Theme], QWidget], tuple[tuple[int, int], ...]]] = {
    "controls": (boards.controls, ((1100, 640),)),
    "facts": (boards.facts, ((760, 1300),)),
    "office": (boards.office, ((712, 1000),)),
    "home": (frame_home, ((1280, 800), (1024, 700))),
    "ballots": (frame_ballots, ((1280, 800),)),
    "dialog": (frame_dialog, ((1280, 800),)),
    "keys": (frame_keys, ((1280, 800),)),
    "unlock": (unlock, ((1280, 800), (1024, 700))),
    "unlock_waiting": (unlock_waiting, ((1280, 800),)),
    "unlock_recovery": (unlock_recovery, ((1280, 800),)),
    "enrol": (enrol, ((1280, 800), (1024, 700))),
    "enrol_soft": (enrol_soft, ((1280, 800),)),
    "enrol_recovery": (enrol_recovery, ((1280, 800),)),
    "sync": (sync, ((1280, 800), (1024, 700))),
}
