"""The response map in words: tiles, the tally bar and its headline, filters, the log. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from models.queries.client.ballot_detail import ResultRow
from models.queries.client.office import LateAnswerRow, LogKind, LogRow, ResponseMapRow, TileRow
from models.queries.client.office import TileState as Heard
from models.types import BallotOutcome, Choice, Refusal, Standing
from ui import words
from ui.theme import Tone
from ui.widgets.paint import BadgeSpec
from ui.widgets.tabs import TabSpec
from ui.widgets.tally import Tally, TileSpec, TileState
from ui.widgets.text import Run


def _tr(text: str) -> str:
    return QCoreApplication.translate("office", text)


class Filter(StrEnum):
    """Which members the map shows."""

    ALL = "all"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    OPENED = "opened"
    NOT_OPENED = "not_opened"
    UNKNOWN = "unknown"
    OVERDUE = "overdue"


def offices(tiles: Sequence[TileRow]) -> dict[str, str]:
    """How each member is named on the map, by person: the agency, or the title where several share one agency."""
    shared = Counter(tile.organization for tile in tiles)
    titled = Counter(tile.title for tile in tiles)
    named: dict[str, str] = {}
    for tile in tiles:
        if tile.organization and shared[tile.organization] == 1:
            named[tile.person] = tile.organization
        elif tile.title and titled[tile.title] == 1:
            named[tile.person] = tile.title
        else:
            named[tile.person] = tile.name
    return named


def shows(tile: TileRow, chosen: Filter) -> bool:
    """Whether a member is among those a filter lets through."""
    answered = tile.choice is not None
    return {
        Filter.ALL: True,
        Filter.ANSWERED: answered,
        Filter.UNANSWERED: not answered and not tile.lost_contact,
        Filter.OPENED: tile.state is Heard.OPENED,
        Filter.NOT_OPENED: tile.state is Heard.NOT_OPENED,
        Filter.UNKNOWN: not answered and tile.lost_contact,
        Filter.OVERDUE: tile.state is Heard.OVERDUE and not tile.lost_contact,
    }[chosen]


def filters(row: ResponseMapRow, *, short: bool) -> list[TabSpec]:
    """The segments over the map; ``short`` folds opened and not opened into one, for narrow windows."""
    if row.is_past_deadline:
        wanted = [Filter.ALL, Filter.ANSWERED, Filter.OVERDUE, Filter.UNKNOWN]
    elif short:
        wanted = [Filter.ALL, Filter.ANSWERED, Filter.UNANSWERED, Filter.UNKNOWN]
    else:
        wanted = [Filter.ALL, Filter.ANSWERED, Filter.OPENED, Filter.NOT_OPENED, Filter.UNKNOWN]
    named = {
        Filter.ALL: _tr("Tất cả"),
        Filter.ANSWERED: _tr("Đã trả lời"),
        Filter.UNANSWERED: _tr("Chưa trả lời"),
        Filter.OPENED: _tr("Đã mở"),
        Filter.NOT_OPENED: _tr("Chưa mở"),
        Filter.UNKNOWN: _tr("Không rõ"),
        Filter.OVERDUE: _tr("Quá hạn"),
    }
    return [TabSpec(key.value, named[key], sum(shows(tile, key) for tile in row.tiles)) for key in wanted]


def tile_specs(row: ResponseMapRow, chosen: Filter, now: datetime) -> list[TileSpec]:
    """The tiles that a filter lets through, in official order."""
    named = offices(row.tiles)
    return [_spec(tile, named[tile.person], now) for tile in row.tiles if shows(tile, chosen)]


def _spec(tile: TileRow, office: str, now: datetime) -> TileSpec:
    if tile.choice is not None:
        state = {
            Choice.APPROVE: TileState.APPROVED,
            Choice.DISAPPROVE: TileState.DISAPPROVED,
            Choice.OTHER: TileState.OTHER,
        }[tile.choice]
        if tile.standing is Standing.CHAIR_DECIDES:
            return TileSpec(tile.person, office, TileState.OVERDUE, words.choice(tile.choice), _tr("chờ quyết định"))
        return TileSpec(tile.person, office, state, words.choice(tile.choice), _tr("nhận muộn") if tile.late else "")
    if tile.committed_at is not None:
        at = words.moment_short(tile.committed_at, now)
        return TileSpec(tile.person, office, TileState.UNKNOWN, _tr("Đã đọc mã {}").format(at))
    if tile.lost_contact:
        since = _tr("Không rõ, {}").format(words.moment_short(tile.last_contact, now)) if tile.last_contact else ""
        return TileSpec(tile.person, office, TileState.UNKNOWN, since or _tr("Không rõ"))
    if tile.state is Heard.OVERDUE:
        opened = _tr("đã mở") if tile.opened_at else _tr("chưa mở")
        return TileSpec(tile.person, office, TileState.OVERDUE, _tr("Quá hạn"), opened)
    if tile.opened_at is not None:
        at = words.moment_short(tile.opened_at, now)
        return TileSpec(tile.person, office, TileState.OPENED, _tr("Đã mở {}").format(at))
    return TileSpec(tile.person, office, TileState.NOT_OPENED, _tr("Chưa mở"))


def tally(row: ResponseMapRow) -> Tally:
    """The bar: after the deadline silence is drawn as deemed approval where the rule set says so.

    Answers that wait for the chair are counted for nobody yet: they stand with the unknown ones.
    """
    seen = row.preview
    waiting = max(0, seen.n_members - seen.approve - seen.disapprove - seen.other - seen.silent - seen.unknown)
    if seen.deemed:
        known = min(seen.deemed, seen.silent)
        return Tally(
            approve=seen.approve,
            deemed=known,
            deemed_unknown=seen.deemed - known,
            unknown=waiting,
            other=seen.other,
            disapprove=seen.disapprove,
        )
    return Tally(
        approve=seen.approve,
        unanswered=seen.silent,
        unknown=seen.unknown + waiting,
        other=seen.other,
        disapprove=seen.disapprove,
    )


def result_tally(result: ResultRow) -> Tally:
    """The bar of a computed result."""
    return Tally(
        approve=result.approve,
        deemed=result.deemed,
        unanswered=result.silent,
        other=result.other,
        disapprove=result.disapprove,
    )


def headline(row: ResponseMapRow) -> list[Run]:
    """The word over the majority line."""
    seen = row.preview
    half = Run(_tr("{}/{} quá nửa").format(seen.threshold, seen.n_members), bold=True)
    reached = seen.approve + seen.deemed
    if seen.missing:
        return [half, Run(_tr(" · còn thiếu {}").format(seen.missing))]
    if seen.deemed:
        return [half, Run(_tr(" · đạt {}, kể cả mặc nhiên").format(reached))]
    return [half, Run(_tr(" · đạt {}").format(reached))]


def formula(result: ResultRow) -> str:
    """How a result came about, in figures (DOMAIN.md, B2, B3, B9)."""
    agreed = result.approve + result.deemed
    terms = _tr("{} đồng ý").format(result.approve)
    if result.deemed:
        terms = _tr("{} đồng ý + {} mặc nhiên = {}").format(result.approve, result.deemed, agreed)
    majority = _tr("quá nửa của {} là {}").format(result.n_members, result.threshold)
    if result.outcome is BallotOutcome.ADOPTED:
        return _tr("{}; {}: đạt.").format(terms, majority)
    if result.outcome is BallotOutcome.PM_SIDE:
        side = words.choice(result.pm_choice) if result.pm_choice is not None else _tr("không rõ")
        return _tr("{}, {} không đồng ý: ngang nhau; theo ý kiến của Thủ tướng: {}.").format(
            terms, result.disapprove, side
        )
    return _tr("{}; {}: chưa đạt.").format(terms, majority)


def result_badge(result: ResultRow) -> BadgeSpec:
    """Thông qua 24/27 and the like."""
    return words.outcome_badge(result.outcome, result.approve + result.deemed, result.n_members)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log: an icon, what happened, when. ``day`` heads a group of an earlier day, else empty."""

    icon: str
    title: str
    meta: str
    day: str = ""


def log_lines(row: ResponseMapRow, now: datetime) -> list[LogLine]:
    """The log, newest first; lines of earlier days stand below the name of their day."""
    named = _named(row)
    today = words.local(now).date()
    lines: list[LogLine] = []
    shown = today
    for entry in row.log:
        day = words.local(entry.at).date()
        head = f"{_capital(words.weekday(day))} {day:%d/%m}" if day != shown else ""
        shown = day
        icon, title, note = _told(entry, named)
        meta = f"{words.clock(entry.at)} · {note}" if note else words.clock(entry.at)
        lines.append(LogLine(icon, title, meta, head))
    return lines


def _named(row: ResponseMapRow) -> Mapping[str, str]:
    """Offices by members' names; a name that two members bear stays itself."""
    office = offices(row.tiles)
    borne = Counter(tile.name for tile in row.tiles)
    return {tile.name: office[tile.person] for tile in row.tiles if borne[tile.name] == 1}


def _told(entry: LogRow, named: Mapping[str, str]) -> tuple[str, str, str]:
    who = named.get(entry.who, entry.who)
    chosen = words.choice(entry.choice).lower() if entry.choice is not None else ""
    number = _tr("biên nhận số {}").format(entry.number) if entry.number is not None else ""
    return {
        LogKind.ISSUED: ("send", _tr("Phát hành đến {} thành viên").format(entry.count), ""),
        LogKind.REMINDED: ("bell", _tr("Nhắc trả lời"), _tr("{} người nhận").format(entry.count)),
        LogKind.OPENED: ("eye", _tr("{} đã mở phiếu").format(who), ""),
        LogKind.ANSWERED: ("receipt-text", f"{who}: {chosen}", number),
        LogKind.NOT_COUNTED: ("circle-x", _tr("{}: {}, không được tính").format(who, chosen), number),
        LogKind.COMMITTED: ("phone", _tr("{}: đã đọc mã qua điện thoại").format(who), number),
        LogKind.DEADLINE: ("clock-alert", _tr("Hết hạn trả lời"), ""),
        LogKind.CLOSED: ("lock", _tr("Đóng phiếu"), ""),
        LogKind.RESULT: ("list-checks", _tr("Tổng hợp kết quả lần {}").format(entry.number or 1), ""),
        LogKind.CANCELLED: ("x", _tr("Hủy phiếu"), ""),
        LogKind.LOST_CONTACT: ("wifi-off", _tr("Mất liên lạc {} máy").format(entry.count), ""),
    }[entry.kind]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def when(moment: datetime, now: datetime) -> str:
    """14:02 for today; 23/11, 14:02 for another day."""
    same = words.local(moment).date() == words.local(now).date()
    return words.clock(moment) if same else f"{words.short_date(moment)}, {words.clock(moment)}"


def unknown_hint(row: ResponseMapRow, now: datetime) -> list[Run]:
    """What "không rõ" means for the clerk, or nothing while no one is out of contact."""
    lost = [tile.last_contact for tile in row.tiles if tile.choice is None and tile.lost_contact]
    if not lost:
        return []
    told = [at for at in lost if at is not None]
    since = when(min(told), now) if told else _tr("trước đó")
    head = Run(_tr("Không rõ:"), bold=True)
    if row.is_past_deadline:
        return [
            head,
            Run(_tr(" mất liên lạc từ {}, có thể đã ký trước hạn. Phiếu đến sau vẫn được nhận;").format(since)),
            Run(_tr(" nếu được tính thì lập kết quả mới.")),
        ]
    return [
        head,
        Run(_tr(" máy mất liên lạc từ {}, có thể đã ký và đang chờ gửi.").format(since)),
        Run(_tr(" Nên gọi điện cho trợ lý.")),
    ]


def late_badge(standing: Standing) -> BadgeSpec:
    """How an answer that is not settled stands."""
    if standing is Standing.COMPETING:
        return BadgeSpec(_tr("Chờ thành viên xác nhận"), Tone.AMBER, "triangle-alert")
    return BadgeSpec(_tr("Chờ người chủ trì quyết định"), Tone.AMBER, "hourglass")


def late_reason(row: LateAnswerRow) -> str:
    """Why an answer is not settled, as the Office needs to know it."""
    if row.standing is Standing.COMPETING:
        return _tr("Có câu trả lời khác từ máy khác của thành viên này.")
    known = {
        Refusal.LATE.value: _tr("Nhận sau hạn; không đủ căn cứ để biết đã ký trước hay sau hạn."),
        Refusal.CERTIFICATE.value: _tr("Chứng thư hết hạn hoặc bị thu hồi trong lúc máy ngoại tuyến."),
        Refusal.NOT_A_MEMBER.value: _tr("Người ký thôi là thành viên trong lúc máy ngoại tuyến."),
        Refusal.DEVICE_REVOKED.value: _tr("Máy ký đã bị thu hồi quyền."),
    }
    return known.get(row.reason, "")
