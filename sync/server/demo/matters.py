"""What the sample hub's ballots are about: harmless subjects, numbers from 9000."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from models.types import Choice
from sync.server.demo.cast import MEMBERS, MINISTER

APPROVE, DISAPPROVE, OTHER = Choice.APPROVE, Choice.DISAPPROVE, Choice.OTHER
CONSENT: Final = "Đồng ý với dự thảo."


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """A paper's title and length in pages."""

    title: str
    pages: int


@dataclass(frozen=True, slots=True)
class SampleBallot:
    """Days are working days relative to today: ``issued`` ago, due in ``due`` days (negative: ago).

    ``answers``: member → (choice, opinion). ``unopened``: delivered, not opened. ``unreached``: not heard of for hours.
    """

    number: str
    title: str
    question: str
    agency: str
    issued: int
    due: int
    papers: tuple[SamplePaper, ...]
    answers: dict[str, tuple[Choice, str]] = field(default_factory=dict)
    unopened: frozenset[str] = frozenset()
    unreached: frozenset[str] = frozenset()
    published: bool = False


def _answers(
    choices: dict[str, tuple[Choice, str]], approving: tuple[str, ...] | frozenset[str]
) -> dict[str, tuple[Choice, str]]:
    return {member: choices.get(member, (APPROVE, CONSENT)) for member in MEMBERS if member in {*choices, *approving}}


_ALL = frozenset(MEMBERS)

BALLOTS: Final = (
    SampleBallot(
        "9005/PLYK-VPCP",
        "Dự thảo Nghị định về lưu trữ điện tử",
        "Đồng ý ban hành Nghị định về lưu trữ điện tử theo dự thảo gửi kèm?",
        "nv",
        issued=10,
        due=-7,
        papers=(
            SamplePaper("Tờ trình Chính phủ", 3),
            SamplePaper("Dự thảo Nghị định", 6),
            SamplePaper("Báo cáo thẩm định", 3),
        ),
        answers=_answers({"bt-yt": (OTHER, "Đề nghị làm rõ thời hạn lưu trữ hồ sơ bệnh án điện tử.")}, _ALL - {"ttt"}),
        published=True,
    ),
    SampleBallot(
        "9008/PLYK-VPCP",
        "Đề án bản đồ số luồng đường thủy nội địa",
        "Đồng ý phê duyệt Đề án bản đồ số luồng đường thủy nội địa?",
        "xd",
        issued=4,
        due=-1,
        papers=(
            SamplePaper("Tờ trình Chính phủ", 3),
            SamplePaper("Dự thảo Đề án", 5),
            SamplePaper("Phụ lục số liệu", 2),
        ),
        answers=_answers({}, ("ptt-1", "ptt-2", "bt-ct", "bt-xd", "bt-nv", "bt-tp", "bt-tc", "bt-qp", "td")),
    ),
    SampleBallot(
        "9012/PLYK-VPCP",
        "Dự thảo Nghị định về quản lý bến thủy nội địa",
        "Đồng ý ban hành Nghị định về quản lý bến thủy nội địa theo dự thảo gửi kèm?",
        "xd",
        issued=2,
        due=1,
        papers=(
            SamplePaper("Tờ trình Chính phủ", 5),
            SamplePaper("Dự thảo Nghị định", 9),
            SamplePaper("Báo cáo thẩm định", 4),
            SamplePaper("Báo cáo giải trình, tiếp thu ý kiến thẩm định", 3),
            SamplePaper("Bảng tổng hợp ý kiến", 6),
            SamplePaper("Bản so sánh", 4),
            SamplePaper("Báo cáo đánh giá tác động", 4),
            SamplePaper("Ý kiến của Bộ Tư pháp", 2),
            SamplePaper("Ý kiến của Bộ Tài chính", 2),
            SamplePaper("Ý kiến của Bộ Công Thương", 2),
            SamplePaper("Ý kiến của các địa phương", 3),
            SamplePaper("Phụ lục danh mục bến", 4),
        ),
        answers=_answers(
            {
                "bt-ca": (OTHER, "Đề nghị bổ sung quy định phối hợp bảo đảm trật tự, an toàn giao thông tại bến."),
                "bt-khcn": (OTHER, "Đề nghị quy định chuẩn dữ liệu mở cho hệ thống quản lý bến."),
                "bt-gddt": (DISAPPROVE, "Chưa đồng ý lộ trình đối với bến khách phục vụ học sinh vùng cao."),
            },
            (
                "ptt-1",
                "ptt-2",
                "ptt-3",
                "ptt-5",
                "ptt-6",
                "bt-qp",
                "bt-ng",
                "bt-nv",
                "bt-tp",
                "bt-nnmt",
                "bt-xd",
                "bt-vhttdl",
            ),
        ),
        unopened=frozenset({"ptt-7", "bt-yt", "pm-vpcp", "ttt"}),
        unreached=frozenset({"ptt-9", MINISTER, "td"}),
    ),
    SampleBallot(
        "9015/PLYK-VPCP",
        "Đề án phát triển thư viện số cấp xã giai đoạn 2027–2030",
        "Đồng ý phê duyệt Đề án phát triển thư viện số cấp xã giai đoạn 2027–2030?",
        "vhttdl",
        issued=1,
        due=3,
        papers=(
            SamplePaper("Tờ trình Chính phủ", 4),
            SamplePaper("Dự thảo Đề án", 8),
            SamplePaper("Báo cáo thẩm định", 3),
            SamplePaper("Bảng tổng hợp ý kiến", 4),
            SamplePaper("Dự toán kinh phí", 2),
            SamplePaper("Ý kiến của Bộ Tài chính", 2),
            SamplePaper("Ý kiến của Bộ Khoa học và Công nghệ", 2),
            SamplePaper("Phụ lục danh mục xã thí điểm", 3),
        ),
        answers=_answers({}, ("ptt-2", "bt-vhttdl", "bt-gddt", "bt-tp")),
        unopened=frozenset({"ttg", "ptt-4", "ptt-8", "bt-yt", "bt-dttg"}),
    ),
    SampleBallot(
        "9017/PLYK-VPCP",
        "Dự thảo Nghị quyết về đơn giản hóa thủ tục cấp xã",
        "Đồng ý thông qua Nghị quyết về đơn giản hóa thủ tục hành chính cấp xã?",
        "nv",
        issued=1,
        due=4,
        papers=(
            SamplePaper("Tờ trình Chính phủ", 3),
            SamplePaper("Dự thảo Nghị quyết", 4),
            SamplePaper("Báo cáo thẩm định", 2),
            SamplePaper("Danh mục thủ tục", 5),
            SamplePaper("Bảng tổng hợp ý kiến", 3),
            SamplePaper("Ý kiến của các địa phương", 3),
        ),
        answers=_answers({}, ("bt-nv",)),
    ),
)
