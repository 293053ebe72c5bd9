"""``ballots``, ``show``, ``answer``, ``receipts``: reading, and drafting an answer."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from models.commands.client.ballots import save_draft
from models.desk.answering import check_draft
from models.errors import InvalidInputError
from models.profile_session import UnlockedProfile
from models.queries.client.answers import AnswerRow
from models.queries.client.ballot_detail import BallotDetailRow, ballot_detail
from models.queries.client.ballots import BallotListRow, BallotTab
from models.queries.client.outbox import kept_receipts
from models.queries.client.sync_state import list_acts
from models.types import BallotId, Choice, EventKind, PersonId
from sync.client.cli.finding import all_ballots, find_ballot
from sync.client.cli.session import Console
from sync.client.cli.words import BADGES, CHOICES, OUTCOMES, SENDING, STANDINGS, reason, when

_TABS = {
    "can-tra-loi": BallotTab.TO_ANSWER,
    "da-ky": BallotTab.SIGNED,
    "tra-lai": BallotTab.RETURNED,
    "da-dong": BallotTab.CLOSED,
}
_CHOICE_WORDS = {"dong-y": Choice.APPROVE, "khong-dong-y": Choice.DISAPPROVE, "y-kien-khac": Choice.OTHER}


def add_commands(commands: Any) -> None:
    """Register."""
    ballots = commands.add_parser("ballots", help="danh sách phiếu lấy ý kiến")
    ballots.add_argument("--tab", choices=sorted(_TABS), help="chỉ một nhóm")
    ballots.set_defaults(run=_ballots)
    show = commands.add_parser("show", help="một phiếu: nội dung, tài liệu, các câu trả lời, kết quả")
    show.add_argument("ballot", metavar="PHIẾU", help="số phiếu hoặc mã")
    show.set_defaults(run=_show)
    answer = commands.add_parser("answer", help="soạn câu trả lời (chưa ký)")
    answer.add_argument("ballot", metavar="PHIẾU")
    answer.add_argument("choice", choices=sorted(_CHOICE_WORDS), metavar="LỰA_CHỌN", help=", ".join(_CHOICE_WORDS))
    words = answer.add_mutually_exclusive_group()
    words.add_argument("--opinion", default="", help="ý kiến bằng lời")
    words.add_argument("--opinion-file", type=Path, help="đọc ý kiến từ tệp văn bản UTF-8")
    answer.set_defaults(run=_answer)
    receipts = commands.add_parser("receipts", help="các phiếu đã ký và biên nhận")
    receipts.set_defaults(run=_receipts)


def _ballots(console: Console, options: argparse.Namespace) -> None:
    with console.unlocked() as profile:
        tabs = all_ballots(profile)
    wanted = [_TABS[options.tab]] if options.tab else list(BallotTab)
    rows = [row for tab in wanted for row in tabs[tab]]
    data = {"ballots": [dataclasses.asdict(row) for row in rows]}
    console.show(data, [_line(row) for row in rows] or ["Không có phiếu nào."])


def _line(row: BallotListRow) -> str:
    state = BADGES[row.badge]
    if row.choice is not None:
        state += f" ({CHOICES[row.choice]})"
    if row.reason:
        state += f": {reason(row.reason)}"
    days = f", còn {row.working_days_left} ngày làm việc" if row.badge.value == "to_answer" else ""
    return f"{row.number}  {row.title}\n    hạn {when(row.deadline)}{days} · {state} · {row.papers_total} tài liệu"


def detail_of(profile: UnlockedProfile, ballot: BallotId) -> BallotDetailRow:
    """The ballot's page. Raises :class:`InvalidInputError` where it is not here."""
    person, now = PersonId(profile.public.person), profile.clock.now()
    row = profile.store.read(lambda session: ballot_detail(session, ballot, person, now)).result()
    if row is None:
        raise InvalidInputError("phiếu không có trên máy này")
    return row


def _show(console: Console, options: argparse.Namespace) -> None:
    with console.unlocked() as profile:
        row = detail_of(profile, find_ballot(profile, options.ballot))
    data = dataclasses.asdict(row)
    lines = [
        f"Phiếu số {row.number}: {row.title}",
        f"{row.submitted_by} trình · {row.n_members} thành viên, thông qua từ {row.threshold} đồng ý",
        f"Vấn đề hỏi: {row.question}",
        f"Hạn trả lời: {when(row.deadline)}",
        f"Tài liệu ({row.papers_read}/{len(row.papers)} đã đọc):",
        *(f"  - {paper.title} ({paper.pages} trang, {paper.availability.value})" for paper in row.papers),
    ]
    if row.draft is not None and row.draft.choice is not None:
        lines.append(f"Bản nháp: {CHOICES[row.draft.choice]}. {row.draft.opinion}")
    lines += [line for answer in row.answers for line in _answer_lines(answer)]
    lines += [
        f"Kết quả {result.number}: {OUTCOMES[result.outcome]} · đồng ý {result.approve}, mặc nhiên {result.deemed}, "
        f"không đồng ý {result.disapprove}, ý kiến khác {result.other}, không trả lời {result.silent}"
        for result in row.results
    ]
    console.show(data, lines)


def _answer_lines(answer: AnswerRow) -> list[str]:
    standing = f" · {STANDINGS[answer.standing]}" if answer.standing else ""
    line = f"Câu trả lời {when(answer.signed_at)}: {CHOICES[answer.choice]} · {SENDING[answer.state]}{standing}"
    if answer.reason:
        line += f" ({reason(answer.reason)})"
    lines = [line]
    if answer.opinion:
        lines.append(f"  “{answer.opinion}”")
    if answer.receipt is not None:
        lines.append(f"  biên nhận: dòng {answer.receipt.leaf_index}, {when(answer.receipt.received_at)}, đã kiểm tra")
    if answer.code:
        lines.append(f"  mã đọc qua điện thoại nếu mất mạng đến hạn: {answer.code}")
    return lines


def _answer(console: Console, options: argparse.Namespace) -> None:
    choice = _CHOICE_WORDS[options.choice]
    opinion = options.opinion
    if options.opinion_file is not None:
        try:
            opinion = options.opinion_file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInputError(f"không đọc được tệp {options.opinion_file.name}") from error
    check_draft(choice, opinion)
    with console.unlocked() as profile:
        ballot = find_ballot(profile, options.ballot)
        now = profile.clock.now()
        profile.store.write(lambda session: save_draft(session, ballot, choice, opinion, now)).result()
    console.show({"ballot": ballot, "choice": choice.value}, ["Đã lưu bản nháp. Ký bằng lệnh sign."])


def _receipts(console: Console, options: argparse.Namespace) -> None:
    del options
    with console.unlocked() as profile:
        acts = profile.store.read(lambda session: list_acts(session, EventKind.ANSWER)).result()
        receipts = {row.event: row for row in profile.store.read(kept_receipts).result()}
    items = []
    lines = []
    for act in acts:
        receipt = receipts.get(act.event)
        items.append(
            {
                "event": act.event,
                "ballot": act.subject,
                "number": act.number,
                "state": act.state.value,
                "reason": act.reason,
                "leaf_index": receipt.leaf_index if receipt else None,
                "received_at": receipt.received_at if receipt else None,
                "standing": receipt.standing if receipt else None,
            }
        )
        proof = f" · dòng {receipt.leaf_index}, {when(receipt.received_at)}" if receipt else ""
        lines.append(f"{act.number}  ký {when(act.made_at)} · {SENDING[act.state]}{proof}")
    console.show({"receipts": items}, lines or ["Chưa ký phiếu nào."])
