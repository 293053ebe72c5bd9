"""``ballot``: what the Office does with ballots, for whom ``--as`` names, by signed events like from any device."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.acts import BallotBody, IssueBody
from models.archive.data import ArchiveData
from models.archive.summary import summary_of
from models.archive.writer import archive_name, write_archive
from models.canonical import nfc
from models.commands.server.archive import export_ballot
from models.commands.server.results import count, newest_result
from models.durable import write_file
from models.errors import InvalidInputError
from models.papers.summary import draw_summary
from models.statements import BallotStatement
from models.tables.shared.ballots import Ballot
from models.tables.shared.people import Organization
from models.types import BallotId, BallotState, EventKind, OrganizationId, PaperRef, new_id
from sync.server.admin.opening import opened
from sync.server.admin.output import command, group, json_option, local, say, say_json, show
from sync.server.admin.people import ACTOR, find_person
from sync.server.console import Console, open_console
from sync.server.documents import store_document
from sync.server.hub import Hub

_ACTS = {
    "close": (EventKind.CLOSE, "đóng phiếu (trước hạn chỉ khi mọi thành viên đã trả lời)", "Đã đóng phiếu."),
    "publish": (EventKind.PUBLISH, "công bố kết quả", "Đã công bố kết quả."),
    "cancel": (EventKind.CANCEL, "hủy phiếu", "Đã hủy phiếu."),
    "remind": (EventKind.REMIND, "nhắc những thành viên chưa trả lời", "Đã nhắc."),
}


def add_commands(commands: Any) -> None:
    """Register."""
    ballot = group(commands, "ballot", "phiếu lấy ý kiến")
    json_option(command(ballot, "list", "danh sách phiếu", _list))
    issue = command(ballot, "issue", "phát hành phiếu kèm tài liệu", _issue)
    _acting(issue)
    issue.add_argument("--number", required=True, help="số, ví dụ 9012/PLYK-VPCP")
    issue.add_argument("--title", required=True, help="trích yếu")
    issue.add_argument("--question", required=True, help="câu hỏi")
    issue.add_argument("--agency", required=True, metavar="CƠ_QUAN", help="cơ quan trình")
    issue.add_argument("--days", type=int, default=5, help="thời hạn, số ngày làm việc")
    issue.add_argument("--paper", type=Path, action="append", required=True, metavar="PDF", help="tài liệu (nhiều lần)")
    issue.add_argument("--no-secret", action="store_true", help="cam đoan không chứa bí mật nhà nước (bắt buộc)")
    for name, (_, meaning, _) in _ACTS.items():
        act = command(ballot, name, meaning, _act)
        act.set_defaults(act=name)
        act.add_argument("ballot", help="mã hoặc số phiếu")
        _acting(act)
        act.add_argument("--reason", default="", help="lý do (bắt buộc khi hủy)")
    tally = command(ballot, "tally", "số liệu hiện tại và kết quả", _tally)
    tally.add_argument("ballot", help="mã hoặc số phiếu")
    json_option(tally)
    export = command(ballot, "export", "xuất tệp lưu trữ để kiểm chứng độc lập", _export)
    export.add_argument("ballot", help="mã hoặc số phiếu")
    export.add_argument("target", type=Path, help="tệp .zip sẽ ghi ra, hoặc một thư mục")
    summary = command(ballot, "summary", "bảng tổng hợp kết quả mới nhất (PDF)", _summary)
    summary.add_argument("ballot", help="mã hoặc số phiếu")
    summary.add_argument("target", type=Path, help="tệp .pdf sẽ ghi ra")


def _acting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="person", required=True, metavar="NGƯỜI", help="thay mặt ai của Văn phòng (tên, mã)"
    )


def _console(hub: Hub, arguments: argparse.Namespace, now: datetime) -> Console:
    person = hub.read(lambda session: find_person(session, arguments.person))
    return open_console(hub, person.id, now)


def find_ballot(session: Session, text: str) -> Ballot:
    """By id or by number. Raises :class:`InvalidInputError`."""
    row = session.get(Ballot, text) or session.scalars(select(Ballot).where(Ballot.number == text)).first()
    if row is None:
        raise InvalidInputError(f"không có phiếu này: {text}")
    return row


def _list(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        rows = hub.read(
            lambda session: [
                {"id": b.id, "number": b.number, "title": b.title, "state": b.state, "deadline": b.deadline}
                for b in session.scalars(select(Ballot).order_by(Ballot.issued_at))
            ]
        )
    columns = {"number": "SỐ", "state": "TRẠNG THÁI", "deadline": "HẠN", "title": "TRÍCH YẾU", "id": "MÃ"}
    show(rows, arguments.json, columns)


def _issue(arguments: argparse.Namespace) -> None:
    if not arguments.no_secret:
        raise InvalidInputError("cần --no-secret: cam đoan tài liệu không chứa bí mật nhà nước")
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        console = _console(hub, arguments, now)
        agency = hub.read(lambda session: _find_agency(session, arguments.agency))
        rules = hub.context.rules.at(now)
        papers = tuple(_store(hub, console, path, now) for path in arguments.paper)
        statement = BallotStatement(
            ballot=BallotId(new_id()),
            number=nfc(arguments.number),
            title=nfc(arguments.title),
            question=nfc(arguments.question),
            submitted_by=OrganizationId(agency.id),
            submitted_by_name=agency.name,
            issued_at=now,
            deadline=rules.deadline(now, arguments.days, hub.context.holidays),
            rule_set=rules.id,
            papers=papers,
        )
        console.act(EventKind.ISSUE, IssueBody(statement.encode()), now)
    say([statement.ballot, f"Đã phát hành {statement.number}, hạn {local(statement.deadline)}."])


def _store(hub: Hub, console: Console, path: Path, now: datetime) -> PaperRef:
    data = path.read_bytes()
    if not data.startswith(b"%PDF-"):
        raise InvalidInputError(f"không phải PDF: {path}")
    document = store_document(hub, console.person, console.device, path.name, data, now)
    return PaperRef(document, nfc(path.stem), len(data))


def _find_agency(session: Session, text: str) -> Organization:
    row = session.get(Organization, text)
    found = row or session.scalars(select(Organization).where(Organization.name == text)).first()
    if found is None:
        raise InvalidInputError(f"không có cơ quan này: {text}")
    return found


def _act(arguments: argparse.Namespace) -> None:
    kind, _, done = _ACTS[arguments.act]
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        ballot = hub.read(lambda session: find_ballot(session, arguments.ballot))
        _console(hub, arguments, now).act(kind, BallotBody(ballot.id, arguments.reason), now)
    say(done)


def _tally(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        figures = hub.read(lambda session: _figures(hub, session, arguments.ballot))
    if arguments.json:
        say_json(figures)
    else:
        say(f"{name}: {'–' if value is None else value}" for name, value in figures.items())


def _figures(hub: Hub, session: Session, text: str) -> dict[str, Any]:
    ballot = find_ballot(session, text)
    closed = ballot.state not in (BallotState.DRAFT, BallotState.OPEN)
    figures = count(session, ballot, hub.context.rules.get(ballot.rule_set), closed=closed)
    result = newest_result(session, ballot.id)
    return {
        "number": ballot.number,
        "state": ballot.state,
        "n": figures.n,
        "threshold": figures.threshold,
        "approve": figures.approve,
        "deemed": figures.deemed,
        "disapprove": figures.disapprove,
        "other": figures.other,
        "silent": figures.silent,
        "pm_choice": None if figures.pm_choice is None else figures.pm_choice.value,
        "outcome": None if figures.outcome is None else figures.outcome.value,
        "result_number": None if result is None else result.number,
        "published_at": None if result is None else result.published_at,
    }


def _export(arguments: argparse.Namespace) -> None:
    data, number, _ = _exported(arguments)
    target: Path = arguments.target
    path = target / archive_name(number, data.exported_at) if target.is_dir() else target
    write_file(path, write_archive(data))
    say(f"Đã xuất {path}. Kiểm chứng: ecabinet-hub verify {path}")


def _summary(arguments: argparse.Namespace) -> None:
    data, _, is_sample = _exported(arguments)
    write_file(arguments.target, draw_summary(summary_of(data, is_sample=is_sample)))
    say(f"Đã ghi bảng tổng hợp: {arguments.target}")


def _exported(arguments: argparse.Namespace) -> tuple[ArchiveData, str, bool]:
    """The ballot's ledger entries, its number, and whether the hub's data are invented."""
    now = datetime.now(UTC)
    with opened(arguments.hub) as hub:
        ballot = hub.read(lambda session: find_ballot(session, arguments.ballot))
        data = hub.write(
            lambda session: export_ballot(
                session,
                hub.context,
                ballot.id,
                now,
                root_key=hub.root_key,
                epochs=hub.epochs_message.epochs,
                actor=ACTOR,
            )
        )
        return data, ballot.number, hub.settings.is_sample
