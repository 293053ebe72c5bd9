"""``person`` and ``enrol-code``: who there is, and one-time codes for their devices."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.server.people import add_membership, end_membership, save_organization, save_person
from models.errors import InvalidInputError
from models.tables.shared.people import Membership, Organization, Person
from models.types import Role
from sync import protocol
from sync.server.admin.opening import opened
from sync.server.admin.output import command, group, json_option, local, say, say_json, show
from sync.server.codes import issue_code

ACTOR = "admin-cli"
_NAMES = ", ".join(role.value for role in Role)


def add_commands(commands: Any) -> None:
    """Register."""
    person = group(commands, "person", "cá nhân, vai trò, tư cách thành viên")
    add = command(person, "add", "thêm hoặc sửa một cá nhân", _add)
    add.add_argument("name", help="tên hiển thị, ví dụ: Bộ trưởng Bộ Công Thương")
    add.add_argument("--title", default="", help="chức vụ")
    add.add_argument("--organization", required=True, metavar="TÊN", help="cơ quan (tạo mới nếu chưa có)")
    add.add_argument("--role", action="append", default=[], choices=list(Role), metavar="VAI_TRÒ", help=_NAMES)
    add.add_argument("--member", action="store_true", help="là thành viên Chính phủ từ lúc này")
    add.add_argument("--rank", type=int, default=0, help="thứ tự trong danh sách")
    add.add_argument("--id", help="mã cá nhân cần sửa")
    listing = command(person, "list", "danh sách cá nhân", _list)
    json_option(listing)
    role = command(person, "role", "đặt lại vai trò của một cá nhân", _role)
    role.add_argument("person")
    role.add_argument("roles", nargs="*", type=Role, metavar="VAI_TRÒ", help=_NAMES)  # none: every role goes
    membership = command(person, "membership", "bắt đầu hoặc kết thúc tư cách thành viên Chính phủ", _membership)
    membership.add_argument("person")
    membership.add_argument("change", choices=["start", "end"])
    membership.add_argument("--pm", action="store_true", help="là Thủ tướng Chính phủ")
    code = command(commands, "enrol-code", "cấp mã đăng ký một lần cho máy của một cá nhân", _code)
    code.add_argument("person", help="mã hoặc tên cá nhân")
    code.add_argument("--minutes", type=int, default=protocol.ENROL_SECONDS // 60, help="thời hạn của mã")
    code.add_argument("--address", help="địa chỉ máy:cổng ghi vào mã, thay cho địa chỉ đã đặt")
    json_option(code)


def find_person(session: Session, text: str) -> Person:
    """By id, or by exact name where only one bears it. Raises :class:`InvalidInputError`."""
    row = session.get(Person, text)
    if row is not None:
        return row
    rows = session.scalars(select(Person).where(Person.name == text)).all()
    if len(rows) != 1:
        raise InvalidInputError(f"không có, hoặc có nhiều cá nhân: {text}")
    return rows[0]


def _add(arguments: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        known = select(Organization.id).where(Organization.name == arguments.organization)
        organization = hub.read(lambda session: session.execute(known).scalar())
        if organization is None:
            organization = hub.write(lambda session: save_organization(session, ACTOR, arguments.organization, now))
        person = hub.write(
            lambda session: save_person(
                session,
                ACTOR,
                arguments.name,
                organization,
                [Role(role) for role in arguments.role],
                now,
                title=arguments.title,
                rank=arguments.rank,
                person=arguments.id,
            )
        )
        if arguments.member:
            is_pm = Role.PRIME_MINISTER in arguments.role
            hub.write(lambda session: add_membership(session, ACTOR, person, now, now, is_pm=is_pm))
        say(person)


def _list(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        rows = hub.read(_people)
    columns = {"id": "MÃ", "name": "TÊN", "organization": "CƠ QUAN", "roles": "VAI TRÒ", "member": "THÀNH VIÊN"}
    show(rows, arguments.json, columns)


def _people(session: Session) -> list[dict[str, object]]:
    members = set(session.scalars(select(Membership.person).where(Membership.until.is_(None))))
    query = (
        select(Person, Organization.name)
        .join(Organization, Organization.id == Person.organization)
        .order_by(Person.rank, Person.name)
    )
    return [
        {
            "id": person.id,
            "name": person.name,
            "title": person.title,
            "organization": organization,
            "roles": list(person.roles),
            "member": person.id in members,
        }
        for person, organization in session.execute(query).all()
    ]


def _role(arguments: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        row = hub.read(lambda session: find_person(session, arguments.person))
        roles = [Role(role) for role in arguments.roles]
        hub.write(
            lambda session: save_person(
                session, ACTOR, row.name, row.organization, roles, now, title=row.title, rank=row.rank, person=row.id
            )
        )
        say(f"Vai trò của {row.name}: {', '.join(roles) or 'không có'}.")


def _membership(arguments: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        row = hub.read(lambda session: find_person(session, arguments.person))
        if arguments.change == "start":
            hub.write(lambda session: add_membership(session, ACTOR, row.id, now, now, is_pm=arguments.pm))
        else:
            query = select(Membership.id).where(Membership.person == row.id, Membership.until.is_(None))
            membership = hub.read(lambda session: session.execute(query).scalar())
            if membership is None:
                raise InvalidInputError(f"{row.name} không phải là thành viên Chính phủ")
            hub.write(lambda session: end_membership(session, ACTOR, membership, now, now))
        say("Xong.")


def _code(arguments: argparse.Namespace) -> None:
    if not 1 <= arguments.minutes <= 7 * 24 * 60:
        raise InvalidInputError("thời hạn từ 1 phút đến 7 ngày")
    expires = datetime.now(UTC) + timedelta(minutes=arguments.minutes)
    with opened(arguments.hub) as hub:
        person = hub.read(lambda session: find_person(session, arguments.person))
        text = issue_code(hub, ACTOR, person.id, expires, arguments.address)
    if arguments.json:
        say_json({"code": text, "person": person.id, "name": person.name, "expires_at": expires})
    else:
        say([text, f"Cấp cho: {person.name}. Dùng một lần, đến {local(expires)}."])
