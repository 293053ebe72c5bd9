"""What the gallery draws. All names and numbers are invented."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.frame.chip import ChipKind, ChipState, StateChip
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge, KeyCap
from ui.widgets.buttons import Button, ButtonKind, IconButton
from ui.widgets.cards import Card, EmptyState, KeyValueBox, Notice, SectionHead
from ui.widgets.fields import CheckBox, ChoiceCards, Field, PinField
from ui.widgets.paint import BadgeSpec
from ui.widgets.plainrow import PlainRow
from ui.widgets.rows import ListRow, RowList
from ui.widgets.table import Cell, Column, Table
from ui.widgets.tabs import Segments, Tabs, TabSpec
from ui.widgets.tally import ResponseMap, Tally, TallyBar, TileSpec, TileState
from ui.widgets.text import Label, Run
from ui.widgets.tracks import DayKind, DeadlineTrack, Legend, Part, Progress, Stage, Stages, StageState, TrackDay

MATTER = "Dự thảo Nghị định về quản lý bến thủy nội địa"


class _Board(QWidget):
    """A ground to put widgets on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self.column.setSpacing(Space.M)
        self.setAutoFillBackground(True)

    def row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)


def controls(theme: Theme) -> QWidget:
    board = _Board(theme)
    board.row(
        Badge(theme, "Còn 1 ngày làm việc", Tone.AMBER, "clock"),
        Badge(theme, "Còn 3 ngày làm việc", Tone.NEUTRAL, "clock"),
        Badge(theme, "Quá hạn 2 ngày làm việc", Tone.RED, "clock-alert"),
        Badge(theme, "Tài liệu đủ", Tone.GREEN, "circle-check"),
        Badge(theme, "Đã ký, chờ gửi", Tone.SLATE, "send"),
        Badge(theme, "Đã vào sổ", Tone.GOLD, "book-check"),
    )
    board.row(
        StateChip(theme, ChipState(ChipKind.SYNCED, "Đã đồng bộ 14:02")),
        StateChip(theme, ChipState(ChipKind.SYNCING, "Đang đồng bộ 3/12 · 40 MB")),
        StateChip(theme, ChipState(ChipKind.OFFLINE, "Ngoại tuyến · 2 chờ gửi")),
        StateChip(theme, ChipState(ChipKind.ATTENTION, "Cần xử lý")),
    )
    off = Button(theme, "Không dùng được")
    off.setEnabled(False)
    board.row(
        Button(theme, "Mở phiếu", ButtonKind.PRIMARY, trailing="arrow-right", height=48),
        Button(theme, "Trả lời"),
        Button(theme, "In", icon="printer"),
        Button(theme, "Để sau", ButtonKind.QUIET),
        off,
        IconButton(theme, "history", "Lịch sử"),
        KeyCap(theme, "Ctrl+K"),
    )
    tabs = Tabs(
        theme,
        [TabSpec("a", "Cần trả lời", 3), TabSpec("b", "Đã ký", 2), TabSpec("c", "Trả lại"), TabSpec("d", "Đã đóng")],
    )
    segments = Segments(theme, [TabSpec("a", "Tất cả", 27), TabSpec("b", "Đã trả lời", 15), TabSpec("c", "Đã mở", 5)])
    board.row(tabs)
    board.row(segments)
    choices = ChoiceCards(theme, [("yes", "Đồng ý"), ("no", "Không đồng ý"), ("other", "Ý kiến khác")])
    choices.set_choice("yes")
    board.column.addWidget(choices)
    opinion = QPlainTextEdit("Đồng ý với dự thảo Nghị định. Đề nghị rà soát thời hạn chuyển tiếp tại Điều 27.")
    opinion.setFixedHeight(72)
    board.column.addWidget(opinion)
    fields = QHBoxLayout()
    pin = PinField(theme, "Mã PIN thiết bị ký", icon="key-round", help_words="PIN không rời khỏi máy này.", height=48)
    pin.line.setText("12345")
    fields.addWidget(pin)
    name = Field(theme, "Tên máy", icon="tablet")
    name.set_text("Máy tính bảng 12 inch của Bộ trưởng")
    fields.addWidget(name)
    board.column.addLayout(fields)
    check = CheckBox(theme, "Máy này do cơ quan cấp, không lưu tài liệu chứa bí mật nhà nước.")
    check.setChecked(True)
    board.row(check, CheckBox(theme, "Chưa chọn"))
    board.column.addStretch(1)
    return board


def facts(theme: Theme) -> QWidget:
    board = _Board(theme)
    runs = (Run("Bộ Xây dựng trình · lấy ý kiến "), Run("27", bold=True), Run(" thành viên, thông qua khi quá nửa"))
    board.column.addWidget(Label(theme, MATTER, Style.TITLE, wrap=True))
    board.column.addWidget(Label(theme, runs, Style.META, Colour.INK2, wrap=True))
    card = Card(theme)
    column = card.column()
    column.addWidget(
        DeadlineTrack(
            theme,
            [
                TrackDay("T5 19/11 · phát hành", DayKind.PAST, short="T5 19/11"),
                TrackDay("T6 20/11 · ngày 1", DayKind.PAST, short="T6 20/11"),
                TrackDay("T7, CN nghỉ", DayKind.FREE, short="T7, CN"),
                TrackDay("Hôm nay · ngày 2", DayKind.TODAY, 0.65, short="Hôm nay"),
                TrackDay("T3 24/11 · hạn 17:00", DayKind.DUE, short="hạn T3"),
            ],
        )
    )
    board.column.addWidget(card)
    for states in (
        (StageState.DONE, StageState.WAITING, StageState.TODO, StageState.TODO),
        (StageState.DONE, StageState.DONE, StageState.RECORDED, StageState.RECORDED),
    ):
        card = Card(theme)
        card.column().addWidget(
            Stages(
                theme,
                [
                    Stage("Đã ký", states[0], "pen-line", ("23/11, 14:02:07", "trên máy này")),
                    Stage("Chờ gửi", states[1], "send", ("khi có mạng,", "gửi trước tiên")),
                    Stage("Văn phòng nhận", states[2], "receipt-text", ("chưa có", "biên nhận")),
                    Stage("Đã vào sổ", states[3], "book-check", ("chưa",)),
                ],
            )
        )
        board.column.addWidget(card)
    board.column.addWidget(Progress(theme, [Part(0.6)]))
    board.column.addWidget(Progress(theme, [Part(0.24, Colour.FILL), Part(0.12), Part(0.04, Colour.INK)]))
    board.column.addWidget(Legend(theme, [(Colour.FILL, "Tài liệu 1,9"), (Colour.SLATE, "Phiên họp 1,0")]))
    board.column.addWidget(
        Notice(
            theme,
            Tone.AMBER,
            "cloud-off",
            "Đã ký xong. Phiếu được giữ an toàn trên máy.",
            "Có mạng là máy tự gửi ngay, phiếu đi trước mọi tài liệu. Bộ trưởng không cần làm gì thêm.",
        )
    )
    board.column.addWidget(
        Notice(
            theme,
            Tone.RED,
            "triangle-alert",
            "Chưa tải được “Bản so sánh” của phiếu 9017",
            "Tệp trên máy chủ thiếu 2 trang. 5 tài liệu khác đầy đủ, ghi chú và phiếu đã ký vẫn được giữ trên máy.",
            (("report", "Báo Văn phòng gửi lại"), ("retry", "Thử tải lại")),
            in_panel=True,
        )
    )
    board.column.addWidget(
        KeyValueBox(theme, [("Vấn đề hỏi", "Đồng ý ban hành Nghị định?", False), ("Lựa chọn", "Đồng ý", True)])
    )
    board.column.addStretch(1)
    return board


OFFICES = (
    "Thủ tướng Chính phủ", "Phó Thủ tướng Thường trực", "Phó Thủ tướng 2", "Bộ Quốc phòng", "Bộ Công an",
    "Bộ Nông nghiệp và Môi trường", "Bộ Giáo dục và Đào tạo", "Văn phòng Chính phủ", "Ngân hàng Nhà nước", "Bộ Y tế",
)  # fmt: skip
TILES = (
    (TileState.OPENED, "Đã mở 08:12", ""),
    (TileState.APPROVED, "Đồng ý", ""),
    (TileState.NOT_OPENED, "Chưa mở", ""),
    (TileState.UNKNOWN, "Không rõ, 11:20", ""),
    (TileState.OTHER, "Ý kiến khác", ""),
    (TileState.DISAPPROVED, "Không đồng ý", ""),
    (TileState.OVERDUE, "Quá hạn", "đã mở"),
)


def office(theme: Theme) -> QWidget:
    board = _Board(theme)
    for tally, headline in (
        (Tally(approve=12, unanswered=9, unknown=3, other=2, disapprove=1), " · còn thiếu 2"),
        (Tally(approve=12, deemed=9, deemed_unknown=3, other=2, disapprove=1), " · đạt 24, kể cả mặc nhiên"),
    ):
        card = Card(theme)
        bar = TallyBar(theme)
        bar.set_tally(tally, (Run("14/27 quá nửa", bold=True), Run(headline)))
        card.column().addWidget(bar)
        board.column.addWidget(card)
    tiles = ResponseMap(theme)
    tiles.set_tiles([TileSpec(str(n), office_name, *TILES[n % len(TILES)]) for n, office_name in enumerate(OFFICES)])
    board.column.addWidget(tiles)
    card = Card(theme)
    column = card.column(1, 0)
    table = Table(
        theme,
        "Chương trình",
        [
            Column("", 44),
            Column("Giờ", 64),
            Column("Nội dung"),
            Column("Tài liệu", 84, figure=True),
            Column("Tình trạng", 170),
        ],
    )
    late = BadgeSpec("Chậm 2 ngày", Tone.AMBER, "clock-alert")
    good = BadgeSpec("Đúng hạn", Tone.GREEN, "check")
    table.set_rows(
        [
            ("1", [Cell("1", faint=True), Cell("08:00"), Cell("Tình hình kinh tế - xã hội", "Bộ Tài chính"), Cell("11", figure=True), Cell(badge=good)]),
            ("2", [Cell("2", faint=True), Cell("09:15"), Cell(MATTER, "Bộ Xây dựng"), Cell("12", figure=True), Cell(badge=late, meta="Thủ tướng cho giữ")]),
        ]
    )  # fmt: skip
    table.setFixedHeight(table.whole_height())
    column.addWidget(table)
    board.column.addWidget(card)
    board.column.addStretch(1)
    return board


def home(theme: Theme) -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(24, 24, 24, 24)
    row.setSpacing(24)
    left = QVBoxLayout()
    left.setSpacing(8)
    urgent = Card(theme, bar=Colour.AMBER_SOLID)
    inside = QHBoxLayout(urgent)
    inside.setContentsMargins(20, 16, 16, 16)
    words = QVBoxLayout()
    words.setSpacing(3)
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Badge(theme, "Còn 1 ngày làm việc", Tone.AMBER, "clock"))
    head.addWidget(Label(theme, "hạn thứ Ba 24/11/2026, 17:00", Style.META, Colour.INK3))
    head.addStretch(1)
    words.addLayout(head)
    words.addWidget(Label(theme, MATTER, Style.LEAD, wrap=True, max_lines=2))
    words.addWidget(Label(theme, "Phiếu số 9012/PLYK-VPCP · Bộ Xây dựng trình · 12 tài liệu", Style.META, Colour.INK2))
    inside.addLayout(words, 1)
    inside.addWidget(Button(theme, "Mở phiếu", ButtonKind.PRIMARY, trailing="arrow-right", height=48))
    left.addWidget(urgent)
    left.addSpacing(12)
    left.addWidget(SectionHead(theme, "Phiếu lấy ý kiến", "còn 2 phiếu"))
    card = Card(theme)
    column = card.column(0, 0)
    due = BadgeSpec("Còn 3 ngày làm việc", Tone.NEUTRAL, "clock")
    column.addWidget(PlainRow(theme, "vote", "Đề án phát triển thư viện số cấp xã giai đoạn 2027–2030", "Bộ Văn hóa, Thể thao và Du lịch trình · 8 tài liệu", badge=due, aside="thứ Năm 26/11, 17:00"))  # fmt: skip
    column.addWidget(PlainRow(theme, "mail", "Phiên họp Chính phủ thường kỳ tháng 11", "Thứ Sáu 27/11/2026, 08:00 · Phòng họp số 1", act="Trả lời", last=True))  # fmt: skip
    left.addWidget(card)
    left.addStretch(1)
    row.addLayout(left, 2)
    right = Card(theme)
    side = right.column()
    side.addWidget(
        EmptyState(theme, "calendar-days", "Hôm nay không có lịch", "Lịch tuần sau được công bố chiều thứ Sáu.")
    )
    row.addWidget(right, 1)
    return page


def ballots(theme: Theme) -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    rows = RowList(theme, "Phiếu lấy ý kiến")
    rows.setFixedWidth(336)
    rows.set_rows(
        [
            ("1", ListRow(MATTER, "9012/PLYK-VPCP · Bộ Xây dựng trình", BadgeSpec("Còn 1 ngày làm việc", Tone.AMBER, "clock"), "T3 24/11", strong=True)),
            ("2", ListRow("Đề án phát triển thư viện số cấp xã giai đoạn 2027–2030", "9015/PLYK-VPCP · Bộ VHTTDL trình", BadgeSpec("Còn 3 ngày làm việc", Tone.NEUTRAL, "clock"), "T5 26/11", strong=True)),
            ("s", ListRow("Đã xong gần đây", section=True)),
            ("3", ListRow("Đề án bản đồ số luồng đường thủy nội địa", "9008/PLYK-VPCP · Đồng ý", BadgeSpec("Đã vào sổ", Tone.GOLD, "book-check"), "18/11")),
            ("4", ListRow("Phiên họp Chính phủ thường kỳ tháng 11", "T6, 08:00 · Phòng họp số 1", BadgeSpec("Chưa trả lời", Tone.AMBER, "mail"), lead=("27", "tháng 11"))),
        ]
    )  # fmt: skip
    rows.set_current("1")
    row.addWidget(rows)
    row.addStretch(1)
    return page
