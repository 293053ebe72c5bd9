"""``certificate``: whose signing certificates count, and which authorities are trusted."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.server.people import register_certificate, revoke_certificate
from models.durable import write_file
from models.errors import InvalidInputError
from models.signing.certificates import subject_name
from models.tables.server.hub import Anchor
from models.tables.shared.people import Certificate, Person
from models.types import NO_CHANGES, ChangeSet
from sync.server.admin.opening import opened
from sync.server.admin.output import command, group, json_option, say, show
from sync.server.admin.people import ACTOR, find_person
from sync.server.anchors import add_anchor, remove_anchor
from sync.server.folder import HubFolder, write_public


def add_commands(commands: Any) -> None:
    """Register."""
    certificate = group(commands, "certificate", "chứng thư ký số và tổ chức cấp được tin cậy")
    json_option(command(certificate, "list", "chứng thư đã đăng ký", _list))
    register = command(certificate, "register", "đăng ký chứng thư (PEM hoặc DER) cho một cá nhân", _register)
    register.add_argument("person")
    register.add_argument("file", type=Path)
    register.add_argument("--software-key", action="store_true", help="khóa nằm trong tệp, không trên thiết bị ký")
    register.add_argument("--test", action="store_true", help="chứng thư thử nghiệm")
    issue = command(certificate, "issue", "cấp chứng thư thử nghiệm từ yêu cầu PKCS#10", _issue)
    issue.add_argument("person")
    issue.add_argument("request", type=Path, help="tệp yêu cầu (PEM hoặc DER)")
    issue.add_argument("output", type=Path, help="tệp chứng thư (PEM) sẽ ghi ra")
    revoke = command(certificate, "revoke", "thu hồi: chữ ký từ lúc này không được tính", _revoke)
    revoke.add_argument("certificate", help="mã chứng thư (SHA-256)")
    anchor = command(certificate, "anchor", "tổ chức cấp chứng thư được tin cậy: add, remove, list", _anchor)
    anchor.add_argument("change", choices=["add", "remove", "list"])
    anchor.add_argument("item", nargs="?", help="tệp chứng thư (add) hoặc mã (remove)")
    anchor.add_argument("--test", action="store_true", help="chỉ tin cho chứng thư thử nghiệm")
    json_option(anchor)
    stamp = command(certificate, "timestamp", "dùng một dịch vụ dấu thời gian (RFC 3161)", _timestamp)
    stamp.add_argument("url", help="địa chỉ dịch vụ; chuỗi rỗng: không dùng nữa")
    stamp.add_argument("anchors", type=Path, nargs="*", help="chứng thư của tổ chức mà dịch vụ được tin cậy theo")


def _list(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        rows = hub.read(_certificates)
    columns = {
        "id": "MÃ",
        "person_name": "NGƯỜI KÝ",
        "valid_until": "HIỆU LỰC ĐẾN",
        "is_test": "THỬ NGHIỆM",
        "software_key": "KHÓA TỆP",
        "revoked_at": "THU HỒI",
    }
    show(rows, arguments.json, columns)


def _certificates(session: Session) -> list[dict[str, object]]:
    query = select(Certificate, Person.name).join(Person, Person.id == Certificate.person).order_by(Person.rank)
    return [
        {
            "id": row.id,
            "person": row.person,
            "person_name": name,
            "subject": subject_name(row.der),
            "valid_until": x509.load_der_x509_certificate(row.der).not_valid_after_utc,
            "is_test": row.is_test,
            "software_key": row.software_key,
            "registered_at": row.registered_at,
            "revoked_at": row.revoked_at,
        }
        for row, name in session.execute(query).all()
    ]


def _register(arguments: argparse.Namespace) -> None:
    der = _read_der(arguments.file)
    with opened(arguments.hub) as hub:
        person = hub.read(lambda session: find_person(session, arguments.person))
        identifier = hub.write(
            lambda session: register_certificate(
                session,
                ACTOR,
                person.id,
                der,
                is_test=arguments.test,
                software_key=arguments.software_key,
                now=datetime.now(UTC),
            )
        )
    say(identifier)


def _issue(arguments: argparse.Namespace) -> None:
    data = arguments.request.read_bytes()
    try:
        request = x509.load_pem_x509_csr(data) if b"-----BEGIN" in data else x509.load_der_x509_csr(data)
    except ValueError as error:
        raise InvalidInputError("không phải yêu cầu PKCS#10") from error
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        if hub.test_authority is None:
            raise InvalidInputError("máy chủ này không cấp chứng thư thử nghiệm")
        person = hub.read(lambda session: find_person(session, arguments.person))
        der = hub.test_authority.issue(request.public_bytes(Encoding.DER), person.name, now)
        hub.write(
            lambda session: register_certificate(
                session, ACTOR, person.id, der, is_test=True, software_key=True, now=now
            )
        )
    write_file(arguments.output, x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM), private=False)
    say(f"Đã cấp chứng thư THỬ NGHIỆM cho {person.name}: {arguments.output}")


def _revoke(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        hub.write(lambda session: revoke_certificate(session, ACTOR, arguments.certificate, datetime.now(UTC)))
    say("Đã thu hồi chứng thư.")


def _anchor(arguments: argparse.Namespace) -> None:
    if (arguments.change == "list") == bool(arguments.item):
        raise InvalidInputError("add cần tệp chứng thư, remove cần mã, list không cần gì")
    with opened(arguments.hub) as hub:
        if arguments.change == "list":
            rows = hub.read(_anchors)
            show(rows, arguments.json, {"id": "MÃ", "subject": "TỔ CHỨC", "is_root": "GỐC", "is_test": "THỬ NGHIỆM"})
            return
        hub.write(lambda session: _change_anchor(session, arguments, datetime.now(UTC)))
    say("Xong.")


def _change_anchor(session: Session, arguments: argparse.Namespace, now: datetime) -> tuple[None, ChangeSet]:
    if arguments.change == "add":
        add_anchor(session, ACTOR, _read_der(Path(arguments.item)), is_test=arguments.test, now=now)
    else:
        remove_anchor(session, ACTOR, arguments.item, now)
    return None, NO_CHANGES


def _anchors(session: Session) -> list[dict[str, object]]:
    return [
        {"id": row.id, "subject": subject_name(row.der), "is_root": row.is_root, "is_test": row.is_test}
        for row in session.scalars(select(Anchor).order_by(Anchor.id))
    ]


def _read_der(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        loaded = x509.load_pem_x509_certificate(data) if b"-----BEGIN" in data else x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise InvalidInputError(f"không phải chứng thư: {path}") from error
    return loaded.public_bytes(Encoding.DER)


def _timestamp(arguments: argparse.Namespace) -> None:
    folder = HubFolder(arguments.hub)
    settings = folder.settings()
    if arguments.url and (not arguments.url.startswith(("http://", "https://")) or not arguments.anchors):
        raise InvalidInputError("cần địa chỉ http(s) và ít nhất một chứng thư tin cậy")
    certificates = [x509.load_der_x509_certificate(_read_der(path)) for path in arguments.anchors]
    write_public(folder.timestamp_anchors_file, b"".join(item.public_bytes(Encoding.PEM) for item in certificates))
    folder.write_settings(msgspec.structs.replace(settings, timestamp_url=arguments.url))
    say("Xong; khởi động lại máy chủ để áp dụng.")
