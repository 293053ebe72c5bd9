"""``sign`` and ``export``: one signing PIN for several ballots; signed pages and receipts as files."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from models import durable
from models.desk.answering import BallotDesk
from models.desk.pages import signed_page
from models.desk.signers import TokenChoice, signer_of
from models.errors import InvalidInputError
from models.ports import Signer
from models.profile_session import UnlockedProfile
from models.queries.client.ballots import BallotTab
from models.queries.client.outbox import kept_receipts
from models.types import BallotId
from sync.client.cli.ballots import detail_of
from sync.client.cli.finding import all_ballots, find_ballot
from sync.client.cli.session import Console
from sync.client.cli.words import CHOICES


def add_commands(commands: Any) -> None:
    """Register."""
    sign = commands.add_parser("sign", help="ký các câu trả lời đã soạn, một lần nhập mã PIN")
    sign.add_argument("ballots", nargs="*", metavar="PHIẾU", help="số phiếu hoặc mã; bỏ trống: mọi bản nháp")
    sign.add_argument("--token-library", type=Path, help="thư viện PKCS#11 của thiết bị ký")
    sign.add_argument("--token-label", help="nhãn của thiết bị ký")
    sign.set_defaults(run=_sign)
    export = commands.add_parser("export", help="ghi phiếu đã ký (PDF) và biên nhận ra thư mục")
    export.add_argument("ballot", metavar="PHIẾU")
    export.add_argument("folder", type=Path, metavar="THƯ_MỤC")
    export.set_defaults(run=_export)


def _sign(console: Console, options: argparse.Namespace) -> None:
    with console.unlocked() as profile:
        ballots = _drafted(profile, options.ballots)
        desk = BallotDesk(profile, _signer(profile, options))
        prepared = desk.prepare(ballots)
        if not console.as_json:
            for answer in prepared:
                text = answer.statement
                print(f"{text.number}: {text.title}\n  {CHOICES[text.choice]}. {text.opinion}".rstrip())
        rows = desk.sign_and_seal(prepared, console.signing_pin())
    console.show(
        {"signed": [dataclasses.asdict(row) for row in rows]},
        [f"Đã ký {len(rows)} phiếu, giữ an toàn trên máy. Có mạng thì chạy lệnh sync."]
        + [f"  {row.number}: mã đọc qua điện thoại {row.code}" for row in rows],
    )


def _drafted(profile: UnlockedProfile, wanted: list[str]) -> tuple[BallotId, ...]:
    if wanted:
        return tuple(dict.fromkeys(find_ballot(profile, item) for item in wanted))
    tabs = all_ballots(profile)
    drafted = tuple(
        row.id
        for tab in (BallotTab.TO_ANSWER, BallotTab.SIGNED, BallotTab.RETURNED)
        for row in tabs[tab]
        if row.has_draft
    )
    if not drafted:
        raise InvalidInputError("không có câu trả lời nào đã soạn")
    return drafted


def _signer(profile: UnlockedProfile, options: argparse.Namespace) -> Signer:
    library: Path | None = options.token_library
    return signer_of(profile, TokenChoice(library, options.token_label or "") if library else None)


def _export(console: Console, options: argparse.Namespace) -> None:
    with console.unlocked() as profile:
        detail = detail_of(profile, find_ballot(profile, options.ballot))
        receipts = {row.event: row for row in profile.store.read(kept_receipts).result()}
        files = {}
        for answer in detail.answers:
            if answer.on_this_device:
                files[f"phieu-{answer.event}.pdf"] = signed_page(profile, answer.event)
            if answer.event in receipts:
                files[f"bien-nhan-{answer.event}.bin"] = receipts[answer.event].data
        files["noi-dung-hoi.json"] = detail.statement
    if len(files) == 1:
        raise InvalidInputError("chưa ký phiếu này trên máy này")
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        durable.write_file(options.folder / name, data)
    console.show({"files": sorted(files)}, [f"Đã ghi {name}" for name in sorted(files)])
