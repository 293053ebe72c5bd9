"""Days and stages of a ballot as the painted widgets want them. Pure but for translation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from models.queries.client.answers import AnswerRow, StageName, StageRow
from models.queries.client.answers import StageState as RowState
from models.rules.calendar import DayKind as RuleKind
from models.rules.calendar import DayMark
from models.types import Standing
from ui import words
from ui.widgets.tracks import DayKind, Stage, StageState, TrackDay


def _tr(text: str) -> str:
    return QCoreApplication.translate("ballots", text)


def track_days(days: Sequence[DayMark], deadline: datetime) -> list[TrackDay]:
    """Bars of the deadline track; rest days in a row become one bar."""
    bars: list[TrackDay] = []
    rest: list[DayMark] = []
    for day in days:
        if day.kind is RuleKind.REST and not day.is_last:
            rest.append(day)
            continue
        if rest:
            bars.append(_rest_bar(rest))
            rest = []
        bars.append(_bar(day, deadline))
    if rest:
        bars.append(_rest_bar(rest))
    return bars


def _bar(day: DayMark, deadline: datetime) -> TrackDay:
    name = f"{words.weekday_short(day.day)} {day.day:%d/%m}"
    today = day.kind is RuleKind.TODAY
    if day.is_last:
        label = _tr("{} · hạn {}").format(_tr("Hôm nay") if today else name, words.clock(deadline))
        return TrackDay(label, DayKind.DUE, day.elapsed, name)
    if day.is_issue_day:
        label = _tr("{} · phát hành").format(_tr("Hôm nay") if today else name)
    elif day.number is not None:
        label = _tr("{} · ngày {}").format(_tr("Hôm nay") if today else name, day.number)
    else:
        label = name
    kind = DayKind.TODAY if today else DayKind.PAST if day.kind is RuleKind.PAST else DayKind.AHEAD
    return TrackDay(label, kind, day.elapsed, name)


def _rest_bar(days: Sequence[DayMark]) -> TrackDay:
    names = ", ".join(words.weekday_short(day.day) for day in days)
    return TrackDay(_tr("{} nghỉ").format(names), DayKind.FREE, 0.0, names)


def stages(answer: AnswerRow) -> list[Stage]:
    """The four stages: đã ký → đã gửi → Văn phòng nhận (biên nhận) → đã vào sổ."""
    return [_stage(row, answer) for row in answer.stages]


def _stage(row: StageRow, answer: AnswerRow) -> Stage:
    done, waiting = row.state is RowState.DONE, row.state is RowState.WAITING
    if row.state is RowState.REFUSED:
        return Stage(_tr("Bị từ chối"), StageState.FAILED, "x", _when(row.at))
    if row.name is StageName.SIGNED:
        place = _tr("trên máy này") if answer.on_this_device else _tr("trên máy khác")
        return Stage(_tr("Đã ký"), StageState.DONE, "check", (*_when(row.at), place))
    if row.name is StageName.SENT:
        if done:
            amount = (words.size(row.size),) if row.size else ()
            return Stage(_tr("Đã gửi"), StageState.DONE, "check", (*_when(row.at), *amount))
        return Stage(_tr("Chờ gửi"), StageState.WAITING, "hourglass", (_tr("khi có mạng,"), _tr("gửi trước tiên")))
    if row.name is StageName.RECEIVED:
        if done:
            checked = _tr("số {}, đã kiểm tra") if row.verified else _tr("số {}")
            number = (checked.format(row.number),) if row.number is not None else ()
            lines = (*_received(row.at, answer.signed_at), *number)
            return Stage(_tr("Văn phòng nhận"), StageState.RECORDED, "receipt-text", lines)
        state = StageState.WAITING if waiting else StageState.TODO
        return Stage(_tr("Văn phòng nhận"), state, "receipt-text", (_tr("chưa có"), _tr("biên nhận")))
    if done:
        return Stage(_tr("Đã vào sổ"), StageState.RECORDED, "book-check", _recorded_lines(row))
    return Stage(_tr("Đã vào sổ"), StageState.WAITING if waiting else StageState.TODO, "book-check", (_tr("chưa"),))


def _recorded_lines(row: StageRow) -> tuple[str, ...]:
    line = (_tr("dòng {}").format(row.number),) if row.number is not None else ()
    standing = {
        Standing.COUNTED: _tr("được tính"),
        Standing.COMPETING: _tr("cần xác nhận"),
        Standing.SUPERSEDED: _tr("đã được thay"),
        Standing.CHAIR_DECIDES: _tr("chờ quyết định"),
        Standing.NOT_COUNTED: _tr("không được tính"),
        None: "",
    }[row.standing]
    return (*line, standing) if standing else line


def _when(moment: datetime | None) -> tuple[str, ...]:
    return (words.moment_full(moment),) if moment is not None else ()


def _received(moment: datetime | None, signed_at: datetime) -> tuple[str, ...]:
    """Short, so that it stands on one line: the day only where it is another than the signature's."""
    if moment is None:
        return ()
    same_day = words.local(moment).date() == words.local(signed_at).date()
    return (_tr("{} · biên nhận").format(words.clock_seconds(moment)) if same_day else words.moment_full(moment),)
