"""Who there is in the sample hub: people named by office only, real names of ministries, no real persons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from models.types import Role


def sample_id(key: str) -> str:
    """The record's id of what ``key`` names, the same in every sample."""
    return hashlib.sha256(b"ecabinet-sample/" + key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class SampleOrganization:
    """``key`` names it within the sample."""

    key: str
    name: str
    short_name: str
    code: str

    @property
    def id(self) -> str:
        """Its record's id."""
        return sample_id(self.key)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """``aide_of``: key of the leader who delegates ballots to this person."""

    key: str
    name: str
    title: str
    organization: str
    roles: tuple[Role, ...]
    is_member: bool = False
    aide_of: str = ""

    @property
    def id(self) -> str:
        """Its record's id."""
        return sample_id(self.key)


_MINISTRIES: Final = (
    ("qp", "Bộ Quốc phòng", "Bộ Quốc phòng", "BQP"),
    ("ca", "Bộ Công an", "Bộ Công an", "BCA"),
    ("ng", "Bộ Ngoại giao", "Bộ Ngoại giao", "BNG"),
    ("nv", "Bộ Nội vụ", "Bộ Nội vụ", "BNV"),
    ("tp", "Bộ Tư pháp", "Bộ Tư pháp", "BTP"),
    ("tc", "Bộ Tài chính", "Bộ Tài chính", "BTC"),
    ("ct", "Bộ Công Thương", "Bộ Công Thương", "BCT"),
    ("nnmt", "Bộ Nông nghiệp và Môi trường", "Bộ Nông nghiệp và Môi trường", "BNNMT"),
    ("xd", "Bộ Xây dựng", "Bộ Xây dựng", "BXD"),
    ("vhttdl", "Bộ Văn hóa, Thể thao và Du lịch", "Bộ VHTTDL", "BVHTTDL"),
    ("khcn", "Bộ Khoa học và Công nghệ", "Bộ Khoa học và Công nghệ", "BKHCN"),
    ("gddt", "Bộ Giáo dục và Đào tạo", "Bộ Giáo dục và Đào tạo", "BGDDT"),
    ("yt", "Bộ Y tế", "Bộ Y tế", "BYT"),
    ("dttg", "Bộ Dân tộc và Tôn giáo", "Bộ Dân tộc và Tôn giáo", "BDTTG"),
)

ORGANIZATIONS: Final = (
    SampleOrganization("cp", "Chính phủ", "Chính phủ", "CP"),
    SampleOrganization("vpcp", "Văn phòng Chính phủ", "Văn phòng Chính phủ", "VPCP"),
    *(SampleOrganization(*ministry) for ministry in _MINISTRIES),
    SampleOrganization("ttcp", "Thanh tra Chính phủ", "Thanh tra Chính phủ", "TTCP"),
    SampleOrganization("nhnn", "Ngân hàng Nhà nước Việt Nam", "Ngân hàng Nhà nước", "NHNN"),
)

CHIEF: Final = "pm-vpcp"
CLERK: Final = "cv1-vpcp"
MINISTER: Final = "bt-ct"
ADMINISTRATOR: Final = "qt-vpcp"


def _minister(key: str, name: str) -> SamplePerson:
    return SamplePerson(f"bt-{key}", f"Bộ trưởng {name}", "Bộ trưởng", key, (Role.MEMBER,), is_member=True)


def _deputy(number: int) -> SamplePerson:
    name = "Phó Thủ tướng Thường trực" if number == 1 else f"Phó Thủ tướng {number}"
    return SamplePerson(f"ptt-{number}", name, "Phó Thủ tướng", "cp", (Role.DEPUTY_PM, Role.MEMBER), is_member=True)


PEOPLE: Final = (
    SamplePerson("ttg", "Thủ tướng Chính phủ", "Thủ tướng", "cp", (Role.PRIME_MINISTER, Role.MEMBER), is_member=True),
    *(_deputy(number) for number in range(1, 10)),
    *(_minister(key, name) for key, name, _, _ in _MINISTRIES),
    SamplePerson(
        CHIEF,
        "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
        "Bộ trưởng, Chủ nhiệm",
        "vpcp",
        (Role.OFFICE_CHIEF, Role.MEMBER),
        is_member=True,
    ),
    SamplePerson("ttt", "Tổng Thanh tra Chính phủ", "Tổng Thanh tra", "ttcp", (Role.MEMBER,), is_member=True),
    SamplePerson("td", "Thống đốc Ngân hàng Nhà nước", "Thống đốc", "nhnn", (Role.MEMBER,), is_member=True),
    SamplePerson(CLERK, "Chuyên viên Vụ Tổng hợp", "Chuyên viên", "vpcp", (Role.OFFICE_STAFF,)),
    SamplePerson("cv2-vpcp", "Chuyên viên Vụ Thư ký", "Chuyên viên", "vpcp", (Role.OFFICE_STAFF,)),
    SamplePerson("tl-ct", "Trợ lý Bộ trưởng Bộ Công Thương", "Trợ lý", "ct", (Role.AIDE,), aide_of=MINISTER),
    SamplePerson("tl-xd", "Trợ lý Bộ trưởng Bộ Xây dựng", "Trợ lý", "xd", (Role.AIDE,), aide_of="bt-xd"),
    SamplePerson("tl-tc", "Trợ lý Bộ trưởng Bộ Tài chính", "Trợ lý", "tc", (Role.AIDE,), aide_of="bt-tc"),
    SamplePerson("tt-ct", "Thứ trưởng Bộ Công Thương", "Thứ trưởng", "ct", (Role.SUBSTITUTE,)),
    SamplePerson(ADMINISTRATOR, "Quản trị hệ thống", "Quản trị viên", "vpcp", (Role.ADMIN,)),
    SamplePerson("kt-vpcp", "Kiểm toán hệ thống", "Kiểm toán viên", "vpcp", (Role.AUDITOR,)),
)
MEMBERS: Final = tuple(person.key for person in PEOPLE if person.is_member)
