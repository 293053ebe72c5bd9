"""What the Office's screens say of plain rows: lines, badges, tiles, the tally, the log, the acts, the form's check."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.queries.client.office import LogKind, LogRow
from models.types import BallotOutcome, BallotState, Choice, EventKind, PersonId, Role, Standing
from tests.unit.ui import office_rows as rows
from ui.office.acts import Act, ActPlan, Rights, plan
from ui.office.issue_fields import Filled, Place, days_of, problems, windows
from ui.office.map_rows import (
    Filter,
    filters,
    formula,
    headline,
    late_reason,
    log_lines,
    offices,
    result_tally,
    tally,
    tile_specs,
    unknown_hint,
)
from ui.office.rows import (
    DeskTab,
    ballot_line,
    counts,
    desk_lines,
    draft_line,
    matching,
    overdue_words,
    state_badge,
)
from ui.theme import Tone
from ui.widgets.tally import TileState

CHIEF = Rights(works=True, publishes=True)
OPEN_LINES = desk_lines([rows.ballot_row()], [], rows.NOW)[DeskTab.OPEN]


# -- the list


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "Quá hạn 1 phút, chưa đóng"),
        (timedelta(minutes=8), "Quá hạn 8 phút, chưa đóng"),
        (timedelta(minutes=59, seconds=59), "Quá hạn 59 phút, chưa đóng"),
        (timedelta(hours=1), "Quá hạn 1 giờ, chưa đóng"),
        (timedelta(hours=49), "Quá hạn 2 ngày, chưa đóng"),
    ],
)
def test_an_open_ballot_says_how_long_it_is_overdue(passed: timedelta, words: str) -> None:
    assert overdue_words(passed) == words
    assert state_badge(rows.ballot_row(), rows.DEADLINE + passed).text == words


def test_at_the_deadline_itself_a_ballot_is_not_overdue() -> None:
    assert state_badge(rows.ballot_row(working_days_left=0), rows.DEADLINE).text == "Hạn hôm nay"


def test_a_refused_act_comes_before_everything_else_in_a_line() -> None:
    waiting = ballot_line(rows.ballot_row(pending=(rows.pending(),)), rows.NOW)
    assert waiting.badge is not None
    assert waiting.badge.text == "Đã ký, chờ gửi"
    both = rows.ballot_row(pending=(rows.pending(), rows.pending(EventKind.CANCEL, refused=True)))
    refused = ballot_line(both, rows.NOW).badge
    assert refused is not None
    assert refused.tone is Tone.RED


def test_a_line_tells_number_agency_and_answers() -> None:
    line = ballot_line(rows.ballot_row(), rows.NOW)
    assert line.meta == "9012/PLYK-VPCP · Bộ Xây dựng trình · 15/27 đã trả lời, 12 đồng ý"
    assert line.aside == "T3 24/11"


@pytest.mark.parametrize(
    ("changes", "badge"),
    [
        ({}, "Nháp"),
        ({"sealed_at": rows.NOW}, "Đã ký phát hành, chờ gửi"),
        ({"sealed_at": rows.NOW, "refused": "invalid"}, "Bị từ chối, cần xem"),
    ],
)
def test_a_draft_says_where_it_is(changes: dict[str, object], badge: str) -> None:
    line = draft_line(rows.draft(**changes), rows.NOW)
    assert line.badge is not None
    assert line.badge.text == badge


def test_every_ballot_stands_in_exactly_one_tab_and_is_counted_there() -> None:
    ballots = [rows.ballot_row(id=f"b{state}", state=state) for state in BallotState if state is not BallotState.DRAFT]
    drafts = [rows.draft()]
    shown = desk_lines(ballots, drafts, rows.NOW)
    assert {tab: len(lines) for tab, lines in shown.items()} == dict.fromkeys(DeskTab, 1)
    assert counts(shown) == {tab.value: 1 for tab in DeskTab}
    assert counts(desk_lines([], [], rows.NOW)) == {tab.value: None for tab in DeskTab}


@pytest.mark.parametrize("wanted", ["9012", "BEN THUY", "bến thủy", "bo xay dung", "  "])
def test_the_filter_finds_by_number_title_and_agency(wanted: str) -> None:
    assert len(matching(OPEN_LINES, wanted)) == 1


def test_the_filter_leaves_out_what_does_not_match() -> None:
    assert matching(OPEN_LINES, "thư viện") == []


# -- the map


def test_members_are_named_by_agency_or_by_title_where_they_share_one() -> None:
    named = offices(rows.map_row().tiles)
    assert named[PersonId("p0")] == "Thủ tướng Chính phủ"
    assert named[PersonId("p16")] == "Bộ Công Thương"
    assert len(set(named.values())) == 27


def test_the_filters_count_what_they_show() -> None:
    for past in (False, True):
        row = rows.map_row(past=past)
        for short in (False, True):
            tabs = filters(row, short=short)
            for tab in tabs:
                assert tab.count == len(tile_specs(row, Filter(tab.key), rows.NOW))
            assert tabs[0].count == 27
            assert sum(tab.count or 0 for tab in tabs[1:]) == 27


def test_the_bar_before_and_after_the_deadline() -> None:
    before = tally(rows.map_row())
    assert (before.approve, before.unanswered, before.unknown, before.other, before.disapprove) == (12, 9, 3, 2, 1)
    after = tally(rows.map_row(past=True))
    assert (after.deemed, after.deemed_unknown, after.unanswered, after.unknown) == (9, 3, 0, 0)
    overdue = tally(rows.map_row(past=True, deems=False))
    assert (overdue.deemed, overdue.unanswered, overdue.unknown) == (0, 9, 3)
    assert before.total == after.total == overdue.total == 27


def test_an_answer_that_waits_for_the_chair_is_counted_for_nobody() -> None:
    row = rows.map_row()
    row = replace(row, preview=replace(row.preview, approve=11))
    assert tally(row).total == 27
    assert tally(row).unknown == 4


def test_the_headline_says_what_is_missing_or_reached() -> None:
    def said(past: bool, deems: bool) -> str:
        return "".join(run.text for run in headline(rows.map_row(past=past, deems=deems)))

    assert said(False, True) == "14/27 quá nửa · còn thiếu 2"
    assert said(True, True) == "14/27 quá nửa · đạt 24, kể cả mặc nhiên"
    assert said(True, False) == "14/27 quá nửa · còn thiếu 2"


def test_tiles_say_their_state_in_words() -> None:
    row = rows.map_row()
    told = {spec.office: spec for spec in tile_specs(row, Filter.ALL, rows.NOW)}
    assert told["Thủ tướng Chính phủ"].words == "Đã mở 08:12"
    assert told["Bộ Công Thương"].words == "Không rõ, 11:20"
    assert told["Bộ Y tế"].words == "Chưa mở"
    assert told["Bộ Giáo dục và Đào tạo"].words == "Không đồng ý"


def test_a_code_read_over_the_telephone_shows_on_the_tile() -> None:
    row = rows.map_row()
    tiles = tuple(replace(one, committed_at=rows.NOW) if one.person == "p16" else one for one in row.tiles)
    spec = next(spec for spec in tile_specs(replace(row, tiles=tiles), Filter.ALL, rows.NOW) if spec.key == "p16")
    assert spec.words == "Đã đọc mã 14:02"


def test_an_answer_before_the_chair_is_not_shown_as_settled() -> None:
    row = rows.map_row(past=True)
    tiles = tuple(
        replace(one, choice=Choice.APPROVE, standing=Standing.CHAIR_DECIDES, late=True) if one.person == "p0" else one
        for one in row.tiles
    )
    spec = tile_specs(replace(row, tiles=tiles), Filter.ALL, rows.PAST)[0]
    assert (spec.state, spec.words, spec.tail) == (TileState.OVERDUE, "Đồng ý", "chờ quyết định")


def test_the_hint_is_there_only_while_someone_is_out_of_contact() -> None:
    row = rows.map_row()
    assert "11:20" in "".join(run.text for run in unknown_hint(row, rows.NOW))
    heard = tuple(replace(one, lost_contact=False) for one in row.tiles)
    assert unknown_hint(replace(row, tiles=heard), rows.NOW) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "12 đồng ý + 12 mặc nhiên = 24; quá nửa của 27 là 14: đạt."),
        (
            {"deemed": 0, "silent": 12, "outcome": BallotOutcome.UNDECIDED},
            "12 đồng ý; quá nửa của 27 là 14: chưa đạt.",
        ),
        (
            {
                "n_members": 28,
                "threshold": 15,
                "approve": 14,
                "deemed": 0,
                "disapprove": 14,
                "other": 0,
                "outcome": BallotOutcome.PM_SIDE,
                "pm_choice": Choice.APPROVE,
            },
            "14 đồng ý, 14 không đồng ý: ngang nhau; theo ý kiến của Thủ tướng: Đồng ý.",
        ),
    ],
)
def test_the_formula_of_a_result(changes: dict[str, object], words: str) -> None:
    assert formula(rows.result(**changes)) == words


def test_the_bar_of_a_result_keeps_deemed_answers_apart() -> None:
    bar = result_tally(rows.result())
    assert (bar.approve, bar.deemed, bar.total) == (12, 12, 27)


# -- the log


def test_the_log_names_offices_and_puts_earlier_days_below_their_name() -> None:
    lines = log_lines(rows.map_row(), rows.NOW)
    assert lines[0].title == "Bộ Tư pháp: đồng ý"
    assert lines[0].meta == "13:58 · biên nhận số 9191"
    assert [line.day for line in lines if line.day] == ["Thứ Sáu 20/11", "Thứ Năm 19/11"]
    assert next(line.day for line in log_lines(rows.map_row(past=True), rows.PAST) if line.day) == "Thứ Hai 23/11"


@pytest.mark.parametrize("kind", list(LogKind))
def test_every_kind_of_line_is_said(kind: LogKind) -> None:
    entry = LogRow(rows.NOW, kind, "Thành viên 1", Choice.APPROVE, 3, 7)
    assert log_lines(rows.map_row(log=(entry,)), rows.NOW)[0].title


# -- the acts


def _offered(made: ActPlan) -> dict[Act, bool]:
    found = {}
    for offer in (made.main, *made.others, *made.quiet):
        if offer is not None:
            found[offer.act] = offer.enabled
    return found


def test_before_the_deadline_one_reminds_and_may_enter_codes_but_not_close() -> None:
    offered = _offered(plan(rows.map_row(), CHIEF))
    assert offered == {Act.REMIND: True, Act.CODE: True, Act.CANCEL: True}


def test_with_every_answer_there_a_ballot_may_be_closed_early() -> None:
    offered = _offered(plan(rows.map_row(to_remind=0), CHIEF))
    assert offered == {Act.CLOSE: True, Act.CANCEL: True}


def test_after_the_deadline_one_closes_and_codes_come_too_late() -> None:
    offered = _offered(plan(rows.map_row(past=True), CHIEF))
    assert offered == {Act.CLOSE: True, Act.CANCEL: True}


def test_what_is_on_its_way_is_not_asked_for_twice() -> None:
    waiting = rows.map_row(past=True, ballot=rows.ballot_row(pending=(rows.pending(EventKind.CLOSE),)))
    assert _offered(plan(waiting, CHIEF))[Act.CLOSE] is False
    refused = rows.map_row(past=True, ballot=rows.ballot_row(pending=(rows.pending(EventKind.CLOSE, refused=True),)))
    assert _offered(plan(refused, CHIEF))[Act.CLOSE] is True


def test_only_the_chief_or_the_prime_minister_publishes() -> None:
    closed = rows.map_row(past=True, results=(rows.result(),), ballot=rows.ballot_row(state=BallotState.CLOSED))
    allowed = {
        role: _offered(plan(closed, Rights.of(frozenset({role}))))[Act.PUBLISH]
        for role in (Role.OFFICE_STAFF, Role.OFFICE_CHIEF, Role.PRIME_MINISTER)
    }
    assert allowed == {Role.OFFICE_STAFF: False, Role.OFFICE_CHIEF: True, Role.PRIME_MINISTER: True}


def test_a_new_result_after_publication_is_published_anew() -> None:
    tallied = rows.ballot_row(state=BallotState.TALLIED)
    newer = (rows.result(number=2), rows.result(published_at=rows.PAST))
    assert Act.PUBLISH in _offered(plan(rows.map_row(past=True, results=newer, ballot=tallied), CHIEF))
    old = (rows.result(published_at=rows.PAST),)
    assert Act.PUBLISH not in _offered(plan(rows.map_row(past=True, results=old, ballot=tallied), CHIEF))


def test_nothing_is_offered_on_a_cancelled_ballot() -> None:
    assert _offered(plan(rows.map_row(ballot=rows.ballot_row(state=BallotState.CANCELLED)), CHIEF)) == {}


@pytest.mark.parametrize(
    ("role", "enters", "decides"),
    [
        (Role.OFFICE_STAFF, True, False),
        (Role.OFFICE_CHIEF, True, False),
        (Role.PRIME_MINISTER, True, True),
        (Role.DEPUTY_PM, False, True),
        (Role.MEMBER, False, False),
        (Role.AIDE, False, False),
    ],
)
def test_who_enters_and_who_decides(role: Role, enters: bool, decides: bool) -> None:
    rights = Rights.of(frozenset({role}))
    assert (rights.enters, rights.decides) == (enters, decides)


def test_a_late_answer_says_why_it_waits() -> None:
    assert "sau hạn" in late_reason(rows.late())
    assert "máy khác" in late_reason(rows.late(standing=Standing.COMPETING, reason="competing"))


# -- the form's check


def _filled(**changes: Any) -> Filled:
    whole = Filled(
        number="9021/PLYK-VPCP",
        submitted_by="o1",
        title=rows.TITLE,
        question="Đồng ý ban hành?",
        days=3,
        papers=rows.papers(2),
        staging=0,
        refused=0,
        declared=True,
    )
    return replace(whole, **changes)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"number": " "}, Place.NUMBER),
        ({"number": "9021"}, Place.NUMBER),
        ({"number": "5/PLYK-VPCP"}, Place.NUMBER),
        ({"submitted_by": ""}, Place.AGENCY),
        ({"title": ""}, Place.TITLE),
        ({"title": "x" * 501}, Place.TITLE),
        ({"question": "\n"}, Place.QUESTION),
        ({"question": "x" * 2001}, Place.QUESTION),
        ({"papers": ()}, Place.PAPERS),
        ({"staging": 1}, Place.PAPERS),
        ({"refused": 1}, Place.PAPERS),
        ({"declared": False}, Place.DECLARED),
        ({"days": None}, Place.DEADLINE),
    ],
)
def test_the_check_names_the_field(changes: dict[str, object], place: Place) -> None:
    assert problems(_filled()) == {}
    assert list(problems(_filled(**changes))) == [place]


def test_windows_are_those_of_the_rule_set_and_come_in_order() -> None:
    rules, found = windows(rows.NOW)
    assert rules is not None
    assert [window.days for window in found] == [2, 3, 4, 5]
    assert found[0].deadline == datetime.fromisoformat("2026-11-25T17:00+07:00")
    assert found[-1].deadline == datetime.fromisoformat("2026-11-30T17:00+07:00")  # the weekend is skipped
    assert all(first.deadline < second.deadline for first, second in pairwise(found))


def test_where_the_holiday_table_ends_no_window_is_offered() -> None:
    assert windows(datetime.fromisoformat("2190-01-05T10:00+07:00"))[1] == ()


def test_a_drafts_deadline_is_counted_anew_and_may_have_lapsed() -> None:
    assert days_of(rows.draft(), rows.NOW) == 3
    assert days_of(rows.draft(), rows.NOW + timedelta(days=1)) == 2
    assert days_of(rows.draft(), rows.NOW + timedelta(days=2)) is None
    assert days_of(rows.draft(deadline=None), rows.NOW) is None
