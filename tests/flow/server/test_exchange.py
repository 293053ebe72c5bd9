"""Exchanges with a real hub: an answer comes in once, whatever is lost, repeated or forged on the way."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from models.acts import BallotBody, OpenedBody
from models.events import SignedEvent, sign_event
from models.leaves import AnswerLeaf
from models.ledger import CheckpointTrust, Receipt, verify_extension, verify_head, verify_receipt
from models.tables.base import from_micros
from models.types import Choice, EventKind, Refusal, ResultCode, Standing, new_id
from sync import protocol
from sync.server.demo.cast import sample_id
from tests.flow.server.conftest import Enrol
from tests.flow.server.support import Member
from tests.helpers.device import HubProblemError

OPEN = "9017/PLYK-VPCP"


def trust_of(member: Member) -> CheckpointTrust:
    epoch = member.device.epoch
    return CheckpointTrust(bytes.fromhex(epoch.root_key), epoch.number, epoch.checkpoint_key)


def check_receipt(member: Member, signed: SignedEvent, result: protocol.ResultBody, ballot: str) -> Receipt:
    leaf = AnswerLeaf(
        event=signed.event.id,
        ballot=ballot,
        person=member.device.person,
        digest=signed.digest,
        standing=result.standing,
        reason=result.reason,
        received_at=from_micros(result.received_at),
    )
    receipt = Receipt.decode(result.receipt)
    verify_receipt(receipt, signed.event.id, leaf.encode(signed.event_bytes), trust_of(member))
    return receipt


def test_an_answer_is_received_and_proved(enrolled: Enrol) -> None:
    member = enrolled("bt-qp")
    ballot = member.ballot(OPEN)
    before = member.head
    assert before is not None
    signed = member.sign(ballot)
    (result,) = member.deliver(signed)
    assert (result.code, result.standing) == (ResultCode.ACCEPTED, Standing.COUNTED)
    assert result.digest == signed.digest
    check_receipt(member, signed, result, ballot.ballot)
    answer = member.pull()
    assert [body["standing"] for body in member.of_kind("answer") if body["id"] == signed.event.id] == ["counted"]
    assert not answer.more


def test_the_new_head_extends_the_old_one(enrolled: Enrol) -> None:
    member = enrolled("bt-ca")
    old = member.head
    assert old is not None
    envelope = member.seal(member.sign(member.ballot(OPEN)))
    answer = member.device.exchange([envelope])
    member.keep(answer)
    assert member.head is not None
    new = verify_head(member.head, trust_of(member))
    assert new.size > old.head.size
    verify_extension(old.head, new, answer.consistency)
    idle = member.device.exchange()
    assert (idle.head, idle.consistency) == (b"", ())


def test_the_same_bytes_get_the_same_answer(enrolled: Enrol) -> None:
    member = enrolled("bt-ng")
    ballot = member.ballot(OPEN)
    signed = member.sign(ballot)
    (first,) = member.deliver(signed)
    (again,) = member.deliver(signed)
    assert (first.code, again.code) == (ResultCode.ACCEPTED, ResultCode.ALREADY)
    assert again.received_at == first.received_at
    one, two = (check_receipt(member, signed, result, ballot.ballot) for result in (first, again))
    assert one.leaf_index == two.leaf_index


def test_the_same_id_with_other_bytes_is_refused(enrolled: Enrol) -> None:
    member = enrolled("bt-tp")
    first = member.sign(member.ballot(OPEN))
    member.deliver(first)
    other = sign_event(
        msgspec.structs.replace(first.event, base=7),
        member.device.key,
    )
    (result,) = member.deliver(other)
    assert (result.code, result.reason) == (ResultCode.REJECTED, Refusal.REUSED_ID)


def test_one_broken_envelope_does_not_spoil_the_others(enrolled: Enrol) -> None:
    member = enrolled("bt-nnmt")
    good = member.sign(member.ballot(OPEN))
    broken = bytearray(member.seal(member.sign(member.ballot("9015/PLYK-VPCP"))))
    broken[-1] ^= 1
    unknown_kind = sign_event(
        msgspec.structs.replace(good.event, id=new_id(), kind="meeting.vote"),
        member.device.key,
    )
    answer = member.device.exchange([bytes(broken), b"not an envelope", member.seal(unknown_kind), member.seal(good)])
    codes = {settled.event: (settled.code, settled.reason) for settled in answer.settled}
    assert codes[good.event.id][0] == ResultCode.ACCEPTED
    assert codes[unknown_kind.event.id] == (ResultCode.RETRY, "upgrade")
    assert codes[""] == (ResultCode.RETRY, "unreadable")
    assert len(answer.settled) == 4
    assert all(not settled.sealed for settled in answer.settled if settled.code == ResultCode.RETRY)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"root_key": "0" * 64}, Refusal.WRONG_BALLOT),
        ({"person": sample_id("bt-xd")}, Refusal.INVALID),
    ],
)
def test_replayed_statements_are_refused(enrolled: Enrol, changes: dict[str, Any], reason: Refusal) -> None:
    member = enrolled("bt-gddt")
    (result,) = member.deliver(member.sign(member.ballot(OPEN), **changes))
    assert (result.code, result.reason, result.receipt) == (ResultCode.REJECTED, reason, b"")


def test_another_persons_event_is_refused(enrolled: Enrol) -> None:
    member, other = enrolled("bt-dttg"), enrolled("bt-khcn")
    signed = member.sign(member.ballot(OPEN))
    forged = SignedEvent(signed.event, signed.event_bytes, other.device.key.sign(b"something"))
    (result,) = member.deliver(forged)
    assert (result.code, result.reason) == (ResultCode.REJECTED, Refusal.SIGNATURE)
    (later,) = member.deliver(signed)
    assert later.code == ResultCode.ACCEPTED, "a forged event does not spend the id"


def test_results_of_others_envelopes_stay_sealed(enrolled: Enrol) -> None:
    member, carrier = enrolled("ptt-3"), enrolled("ptt-4")
    signed = member.sign(member.ballot(OPEN), Choice.OTHER, "Đề nghị làm rõ.")
    answer = carrier.device.exchange([member.seal(signed)])
    assert answer.settled[0].code == ResultCode.ACCEPTED
    assert member.device.open_result(answer.settled[0]).standing == Standing.COUNTED
    with pytest.raises(Exception, match="open"):
        carrier.device.open_result(answer.settled[0])


def test_a_member_may_not_close_and_an_office_clerk_sees_delivery(enrolled: Enrol) -> None:
    member, clerk = enrolled("ptt-5"), enrolled("cv1-vpcp")
    ballot = member.ballot(OPEN)
    (refused,) = member.deliver(member.event(EventKind.CLOSE, BallotBody(ballot.ballot, "")))
    assert (refused.code, refused.reason) == (ResultCode.REJECTED, Refusal.NOT_ALLOWED)
    member.deliver(member.event(EventKind.OPENED, OpenedBody(ballot.ballot, None)))
    clerk.pull()
    (row,) = [b for b in clerk.of_kind("tracking") if (b["ballot"], b["person"]) == (ballot.ballot, sample_id("ptt-5"))]
    assert row["delivered_at"] is not None
    assert row["opened_at"] is not None


def test_members_do_not_see_one_anothers_answers(enrolled: Enrol) -> None:
    member = enrolled("ptt-6")
    people = {body["person"] for body in member.of_kind("answer")}
    assert people <= {sample_id("ptt-6")}
    assert {body["person"] for body in member.of_kind("notice")} <= {sample_id("ptt-6")}
    assert not member.of_kind("tracking")


def test_the_budget_is_kept_and_pulls_go_on(enrolled: Enrol) -> None:
    member = enrolled("cv2-vpcp")
    whole = {key for key in member.records if key[0] != "device"}
    member.records.clear()
    member.device.cursors = {}
    rounds = 0
    more = True
    while more and rounds < 200:
        answer = member.device.exchange(budget=8_000)
        member.keep(answer)
        assert len(protocol.encode(answer)) < 60_000
        rounds, more = rounds + 1, answer.more
    assert rounds > 3
    assert {key for key in member.records if key[0] != "device"} >= whole


def test_wrong_versions_and_floods_are_refused(enrolled: Enrol) -> None:
    member = enrolled("ptt-7")
    device = member.device
    request = protocol.ExchangeRequest(99, 1, 0, {}, {}, (), 0)
    response = device.http.post("/v1/exchange", content=protocol.encode(request), headers=device.headers())
    assert protocol.decode(response.content, protocol.Problem).code == "version"
    with pytest.raises(HubProblemError) as caught:
        device.exchange([b"x"] * (protocol.MAX_ENVELOPES + 1))
    assert caught.value.status == 400
