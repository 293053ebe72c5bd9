"""From the choice to the ledger, through the window: drafts, PINs, the network gone and back."""

from __future__ import annotations

import hashlib

from models.desk.office import OfficeDesk
from models.envelopes import EnvelopeFolder
from models.queries.client.ballot_detail import OwnLeaf
from models.types import BallotId, Choice, Refusal, SendState, Standing
from tests.flow.window.conftest import Issue, TakeSeat, administer_hub
from tests.flow.window.seat import (
    Seat,
    open_signing,
    press,
    said,
    show_ballot,
    sign,
    unlock,
    wait_until_said,
    write_answer,
)
from tests.helpers.client import CLERK, MINISTER, OTHER_MINISTER, SIGNING_PIN, Client
from tests.helpers.hub import RunningHub
from tests.tour.stage import type_into, wait_for
from ui import words
from ui.ballots.answer_bar import AnswerBar
from ui.desk import Desk
from ui.widgets.buttons import Button

OPINION = "Đề nghị rà soát thời hạn chuyển tiếp tại Điều 27."


def may_sign(bar: AnswerBar) -> bool:
    return next(button for button in bar.findChildren(Button) if button.text().startswith("Ký")).isEnabled()


def wait_for_state(seat: Seat, desk: Desk, ballot: BallotId, state: SendState) -> None:
    def is_so() -> bool:
        current = seat.detail(desk, ballot).current
        return current is not None and current.state is state

    wait_for(f"the answer is {state.value}", is_so)


def go_offline(seat: Seat, desk: Desk) -> None:
    seat.line.cut()
    desk.context.link.wake()
    wait_for("the chip says offline", lambda: "Ngoại tuyến" in desk.window.chip_words())


def test_an_answer_without_its_opinion_cannot_be_signed(minister: Seat, issue: Issue) -> None:
    ballot = issue()
    with minister.unlocked_window() as desk:
        show_ballot(desk, ballot)
        bar = desk.ballots.bar
        assert not may_sign(bar)
        press(bar, words.choice(Choice.DISAPPROVE))
        wait_until_said(bar, "Lựa chọn này cần ghi rõ ý kiến trước khi ký.")
        assert not may_sign(bar)
        type_into(bar.opinion, "   ")
        assert not may_sign(bar)
        type_into(bar.opinion, OPINION)
        assert may_sign(bar)
        assert "cần ghi rõ" not in said(bar)


def test_a_draft_survives_the_window_closed_in_mid_word(minister: Seat, issue: Issue) -> None:
    ballot = issue()
    with minister.unlocked_window() as desk:
        write_answer(desk, ballot, Choice.OTHER, OPINION)  # and the window is closed before the typing has rested
    with minister.unlocked_window() as desk:
        show_ballot(desk, ballot)
        wait_for("the draft is shown", lambda: desk.ballots.bar.opinion.toPlainText() == OPINION)
        assert may_sign(desk.ballots.bar)
        draft = minister.detail(desk, ballot).draft
        assert draft is not None
        assert (draft.choice, draft.opinion) == (Choice.OTHER, OPINION)


def test_a_wrong_signing_pin_seals_nothing_and_keeps_the_drafts_then_one_pin_signs_two(
    minister: Seat, issue: Issue
) -> None:
    first, second = issue(), issue()
    envelopes = EnvelopeFolder(minister.folder)
    with minister.unlocked_window() as desk:
        write_answer(desk, first, Choice.APPROVE, "")
        write_answer(desk, second, Choice.OTHER, OPINION)
        minister.line.cut()
        dialog = open_signing(desk)
        press(dialog, minister.detail(desk, first).title)
        assert desk.ballots.dialog is not None
        type_into(desk.ballots.dialog.pin.line, "000111")
        press(dialog, "Ký 2 phiếu")
        wait_until_said(dialog, "Mã PIN ký chưa đúng. Còn 4 lần thử.")
        assert "Chưa phiếu nào được ký. Bản nháp vẫn được giữ trên máy." in said(dialog)
        assert [row for row in envelopes.list() if row.rank == 0] == []
        for ballot in (first, second):
            row = minister.detail(desk, ballot)
            assert row.current is None
            assert row.draft is not None
        type_into(desk.ballots.dialog.pin.line, SIGNING_PIN)
        press(dialog, "Ký 2 phiếu")
        for ballot in (first, second):
            wait_for_state(minister, desk, ballot, SendState.SIGNED)
        assert len([row for row in envelopes.list() if row.rank == 0]) == 2
        current = minister.detail(desk, first).current
        assert current is not None
        assert [mate.ballot for mate in current.batch] == [second]  # one PIN, said on the page


def test_signed_offline_sent_while_locked_recorded_after_the_unlock(minister: Seat, issue: Issue) -> None:
    ballot = issue()
    envelopes = EnvelopeFolder(minister.folder)
    with minister.window() as shell:
        desk = unlock(shell)
        show_ballot(desk, ballot)
        go_offline(minister, desk)
        write_answer(desk, ballot, Choice.APPROVE, OPINION)
        sign(desk)
        wait_for_state(minister, desk, ballot, SendState.SIGNED)
        wait_until_said(desk.ballots, "Đã ký xong. Phiếu được giữ an toàn trên máy.")
        wait_for("the chip counts it", lambda: "chờ gửi" in shell.window.chip_words())
        shell.lock()
        assert shell.desk is None
        wait_until_said(shell.window, "chờ gửi")  # known without any key
        assert len(envelopes.to_send()) >= 1
        minister.line.mend()
        wait_for("everything is sent while locked", lambda: not envelopes.to_send())
        wait_for("the sealed receipt is kept", lambda: len(envelopes.answers()) >= 1)
        assert shell.desk is None
        minister.line.cut()
        desk = unlock(shell)  # what came while locked is opened and verified, without a network
        minister.line.mend()
        wait_for_state(minister, desk, ballot, SendState.RECORDED)
        desk.open_ballot(ballot)
        wait_until_said(desk.ballots, "Đã vào sổ")
        current = minister.detail(desk, ballot).current
        assert current is not None
        assert current.receipt is not None
        wait_for("nothing waits", lambda: "chờ gửi" not in shell.window.chip_words())


def test_a_ballot_cancelled_meanwhile_says_so_and_keeps_the_answer(
    minister: Seat, issue: Issue, office: Client
) -> None:
    ballot = issue()
    with minister.unlocked_window() as desk:
        show_ballot(desk, ballot)
        go_offline(minister, desk)
        with office.unlocked() as profile:
            office.sync(profile)
            OfficeDesk(profile).cancel(ballot, "Cơ quan trình xin rút hồ sơ")
            office.sync(profile)
        write_answer(desk, ballot, Choice.APPROVE, "")
        sign(desk)
        wait_for_state(minister, desk, ballot, SendState.SIGNED)
        minister.line.mend()
        wait_for("the hub has ruled", lambda: standing(minister, desk, ballot) is Standing.NOT_COUNTED)
        desk.open_ballot(ballot)
        wait_until_said(desk.ballots, "Phiếu đã được hủy.")
        wait_until_said(desk.ballots, "Lý do: Cơ quan trình xin rút hồ sơ")
        assert not desk.ballots.bar.isVisible()
        answer = minister.detail(desk, ballot).answers[0]
        assert answer.receipt is not None


def test_an_answer_under_a_certificate_revoked_meanwhile_waits_for_the_chair(
    minister: Seat, issue: Issue, window_hub: RunningHub
) -> None:
    """Signed after a head seen before the revocation: nobody can tell which came first."""
    ballot = issue()
    with minister.unlocked_window() as desk:
        show_ballot(desk, ballot)
        go_offline(minister, desk)
        certificate = hashlib.sha256(desk.context.profile.public.certificate).hexdigest()
        administer_hub("certificate", "revoke", window_hub.folder, certificate)
        write_answer(desk, ballot, Choice.APPROVE, "")
        sign(desk)  # signed and kept: the device cannot know
        wait_for_state(minister, desk, ballot, SendState.SIGNED)
        minister.line.mend()
        wait_for("the hub has ruled", lambda: standing(minister, desk, ballot) is Standing.CHAIR_DECIDES)
        show_ballot(desk, ballot)
        wait_until_said(desk.ballots, "Câu trả lời chờ người chủ trì quyết định có tính hay không.")
        wait_until_said(desk.ballots, words.refusal(Refusal.CERTIFICATE))


def test_a_refused_act_is_said_in_the_panel_until_it_was_seen(
    take_seat: TakeSeat, issue: Issue, office: Client
) -> None:
    ballot = issue()
    clerk = take_seat(CLERK)
    with clerk.unlocked_window() as desk:
        show_ballot(desk, ballot)
        go_offline(clerk, desk)
        with office.unlocked() as profile:
            office.sync(profile)
            OfficeDesk(profile).cancel(ballot, "Cơ quan trình xin rút hồ sơ")
            office.sync(profile)
        OfficeDesk(desk.context.profile).remind(ballot)
        clerk.line.mend()
        wait_for("the chip asks for attention", lambda: desk.window.chip_words() == "Cần xử lý")
        desk.open_sync_panel()
        panel = desk.window.overlay.panel
        assert panel is not None
        number = clerk.detail(desk, ballot).number
        wait_until_said(panel, f"Không được nhận: Nhắc trả lời {number}")
        wait_until_said(panel, words.refusal(Refusal.CANCELLED))
        press(panel, "Đã xem")
        wait_for("the chip is calm again", lambda: desk.window.chip_words().startswith("Đã đồng bộ"))


def standing(seat: Seat, desk: Desk, ballot: BallotId) -> Standing | None:
    answers = seat.detail(desk, ballot).answers
    return answers[0].standing if answers else None


def test_answers_of_two_devices_compete_until_the_member_signs_again(
    minister: Seat, take_seat: TakeSeat, issue: Issue
) -> None:
    ballot = issue()
    other = take_seat(MINISTER)
    with other.unlocked_window() as desk:
        show_ballot(desk, ballot)
    with minister.unlocked_window() as desk:
        show_ballot(desk, ballot)
        go_offline(minister, desk)
        write_answer(desk, ballot, Choice.APPROVE, "")
        sign(desk)
        wait_for_state(minister, desk, ballot, SendState.SIGNED)
    with other.unlocked_window() as desk:  # knows nothing of it
        show_ballot(desk, ballot)
        write_answer(desk, ballot, Choice.OTHER, OPINION)
        sign(desk)
        wait_for_state(other, desk, ballot, SendState.SIGNED)
    other.line.mend()
    with other.unlocked_window() as desk:
        wait_for_state(other, desk, ballot, SendState.RECORDED)
    with minister.unlocked_window() as desk:
        wait_until_competing(minister, desk, ballot)
        wait_for("all is said", lambda: desk.window.chip_words().startswith("Đã đồng bộ"))
        desk.open_ballot(ballot)
        wait_until_said(desk.ballots, "Có hai câu trả lời từ hai máy. Cần xác nhận câu trả lời cuối cùng.")
        press(desk.ballots, "Ký xác nhận")
        write_answer(desk, ballot, Choice.OTHER, "Xác nhận ý kiến cuối cùng.")
        sign(desk)
        wait_for("the last answer counts", lambda: is_counted(minister, desk, ballot))
        wait_for("said no more", lambda: "Có hai câu trả lời" not in said(desk.ballots))


def wait_until_competing(seat: Seat, desk: Desk, ballot: BallotId) -> None:
    wait_for(
        "the answers compete",
        lambda: any(answer.standing is Standing.COMPETING for answer in seat.detail(desk, ballot).answers),
    )


def is_counted(seat: Seat, desk: Desk, ballot: BallotId) -> bool:
    current = seat.detail(desk, ballot).current
    return current is not None and current.standing is Standing.COUNTED and current.choice is Choice.OTHER


def test_a_published_result_shows_that_the_own_answer_is_in_it(
    minister: Seat, take_seat: TakeSeat, issue: Issue, office: Client
) -> None:
    ballot = issue()
    other = take_seat(OTHER_MINISTER)
    for seat, choice in ((minister, Choice.APPROVE), (other, Choice.APPROVE)):
        with seat.unlocked_window() as desk:
            write_answer(desk, ballot, choice, "")
            sign(desk)
            wait_for_state(seat, desk, ballot, SendState.RECORDED)
    with minister.unlocked_window() as desk:
        show_ballot(desk, ballot)
        with office.unlocked() as profile:
            office.sync(profile)
            acts = OfficeDesk(profile)
            acts.close(ballot)
            office.sync(profile)
            acts.publish(ballot)
            office.sync(profile)
        wait_until_said(desk.ballots, "Đã thông qua 2/2")  # by the hub's event stream
        wait_until_said(desk.ballots, "Câu trả lời của đồng chí có trong kết quả, máy này đã kiểm tra.")
        (result,) = minister.detail(desk, ballot).results
        assert result.own_leaf is OwnLeaf.LISTED
