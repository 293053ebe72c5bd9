"""The exchange: signed ballots first and alone, then the other acts and the records.

Whatever the hub answers is first put on disk as sealed answer files, durably, and only then verified and applied in
one transaction: a crash anywhere repeats harmlessly. While the app is locked only that first half runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from models.alarms import AlarmKind
from models.commands.client.alarms import raise_alarm
from models.commands.client.apply import Applied, Exchanged, SettledAct, apply_exchange
from models.commands.client.heads import link_head
from models.commands.client.outbox import BALLOT_RANK, mark_sent, refuse_damaged, refuse_stranded
from models.commands.client.records import NOTHING, parse_changes
from models.errors import DocumentDamagedError, HubAnswerError, InvalidInputError, LedgerMismatchError
from models.hub_trust import HubTrust
from models.ledger import SignedHead, TreeHead, verify_extension, verify_head
from models.profile_session import UnlockedProfile
from models.queries.client.exchange_plan import (
    ExchangePlan,
    WaitingAct,
    exchange_plan,
    linked_root,
    open_heads,
    understood_kinds,
)
from models.types import ResultCode
from sync import protocol
from sync.client.hub import HubConnection
from sync.client.locked_exchange import MAX_ROUNDS, Orders, hub_instant
from sync.client.results import open_result, receipt_epoch
from sync.client.transport import ReplyLostError

_FIRST_BUDGET: Final = 512 * 1024  # bytes of records: a long pull begins to be written while the hub reads on
_log = logging.getLogger(__name__)

Progress = Callable[[int], None]
"""Called with the number of records applied so far."""


@dataclass(frozen=True, slots=True)
class _Writing:
    """An answer that the store is writing. ``broken``: a stored answer that proved nothing."""

    applied: Future[Applied]
    acts: Sequence[SettledAct]
    broken: LedgerMismatchError | None
    epoch: int


def _no_progress(_: int) -> None:
    return


class Exchanger:
    """Exchanges of one unlocked profile."""

    def __init__(self, profile: UnlockedProfile, hub: HubConnection, progress: Progress = _no_progress) -> None:
        self._profile = profile
        self._hub = hub
        self._progress = progress
        self._deferred: set[str] = set()
        self._rewrapped: set[str] = set()
        self._records = 0

    def run(self) -> Orders:
        """Exchange until nothing waits and nothing more comes. Raises OfflineError, HubAnswerError,
        HubIdentityError, LedgerMismatchError (an alarm was raised), StorageFullError.
        """
        self._deferred.clear()
        self._make_trusted()
        self.collect()
        orders = Orders()
        for _ in range(MAX_ROUNDS):
            trust = self._profile.trust()
            plan = self._plan(trust)
            acts = self._next_acts(plan)
            if plan.new_kinds and not _signed(acts):
                self._catch_up(plan, trust)
                continue
            answer = self._send(plan, trust, acts, understood_kinds(), _FIRST_BUDGET)
            if answer.more and not acts:
                answer, plan = self._pull_ahead(answer, plan, trust)
            orders = Orders(answer.orders)
            is_done = self._take(answer, plan, trust, acts)
            if is_done and not _signed(acts):
                break
        self._link_open_heads()
        return orders

    def collect(self) -> None:
        """Verify and apply the answers that lie on disk: of this exchange, of one while the app was locked, or off a
        stick. Where the hub has begun another epoch since, that one is fetched and verified first.
        """
        profile, trust = self._profile, self._profile.trust()
        answers = profile.envelopes.answers()
        if any(receipt_epoch(profile, item.event_id, item.data) > trust.newest.number for item in answers):
            trust = self.enter_new_epoch()
        self._apply(Exchanged(), trust)

    def _plan(self, trust: HubTrust) -> ExchangePlan:
        return self._profile.store.read(lambda session: exchange_plan(session, trust)).result()

    def _make_trusted(self) -> None:
        """A fresh or rebuilt store has no epochs yet."""
        public = self._profile.public
        try:
            trust = self._profile.trust()
        except Exception as error:  # noqa: BLE001 - whatever is stored, the hub's own epochs are verified anew
            _log.info("epochs are fetched: %s", type(error).__name__)
            trust = None
        if trust is None or trust.pairs[-1][0] != public.epoch:
            self.enter_new_epoch()

    def enter_new_epoch(self) -> HubTrust:
        """Fetch and verify the hub's epochs; a new one is entered. Raises HubIdentityError."""
        pairs = self._hub.epochs().epochs
        trust = self._profile.renew_trust(tuple(pairs))
        self._hub.trust(trust.newest)
        return trust

    def _next_acts(self, plan: ExchangePlan) -> tuple[WaitingAct, ...]:
        """Signed ballots alone, as long as there are any; else the other acts."""
        ready = [act for act in plan.waiting if act.event not in self._deferred]
        ballots = [act for act in ready if act.rank == BALLOT_RANK]
        return tuple((ballots or ready)[: protocol.MAX_ENVELOPES])

    def _send(
        self,
        plan: ExchangePlan,
        trust: HubTrust,
        acts: Sequence[WaitingAct],
        kinds: Mapping[str, int],
        budget: int = protocol.DEFAULT_BUDGET,
    ) -> protocol.ExchangeAnswer:
        base = plan.base
        alone = _signed(acts)
        request = protocol.ExchangeRequest(
            version=protocol.VERSION,
            epoch=trust.newest.number,
            head_size=base.size if base else 0,
            cursors={} if alone else dict(plan.cursors),
            kinds={} if alone else dict(kinds),
            envelopes=self._wires(acts),
            budget=0 if alone else budget,
        )
        try:
            return self._hub.exchange(request)
        except ReplyLostError:
            now = self._profile.clock.now()
            events = [act.event for act in acts]
            self._profile.store.write(lambda session: mark_sent(session, events, now)).result()
            raise

    def _wires(self, acts: Sequence[WaitingAct]) -> tuple[bytes, ...]:
        wires: list[bytes] = []
        damaged: list[str] = []
        size = 0
        for act in acts:
            try:
                wire = self._profile.envelopes.wire(act.envelope)
            except DocumentDamagedError:
                _log.warning("envelope %s is damaged and cannot be sent", act.envelope)
                damaged.append(act.event)
                continue
            size += len(wire) + 16
            if wires and size > protocol.MAX_REQUEST // 2:
                break
            wires.append(wire)
        if damaged:
            now = self._profile.clock.now()
            self._profile.store.write(lambda session: refuse_damaged(session, damaged, now)).result()
        return tuple(wires)

    def _pull_ahead(
        self, answer: protocol.ExchangeAnswer, plan: ExchangePlan, trust: HubTrust
    ) -> tuple[protocol.ExchangeAnswer, ExchangePlan]:
        """A long pull: while one part is checked and another one written, the next is on its way.

        Ends as soon as an act waits to be sent; the newest part is returned untouched, with the plan it answers.
        """
        writing: _Writing | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="net-ahead") as lane:
            try:
                while answer.more and answer.epoch == trust.newest.number and not self._next_acts(self._plan(trust)):
                    heads = self._linked_head(answer, plan.base, trust)
                    base = heads[-1].head if heads else plan.base  # the next head must extend this one
                    plan = replace(plan, cursors=_cursors(answer.cursors), base=base)
                    ahead = lane.submit(self._send, plan, trust, (), understood_kinds())
                    exchanged = self._checked(answer, heads, ())
                    if writing is not None:
                        done, writing = writing, None
                        self._finish(done)
                    writing = self._begin(exchanged, trust)
                    self._count(answer)
                    answer = ahead.result()
            finally:
                if writing is not None:
                    self._finish(writing)
        return answer, plan

    def _take(
        self,
        answer: protocol.ExchangeAnswer,
        plan: ExchangePlan,
        trust: HubTrust,
        acts: Sequence[WaitingAct],
    ) -> bool:
        """Keep, verify and apply an answer; whether nothing more is to be exchanged."""
        self._keep(answer, acts)
        if answer.epoch != trust.newest.number:
            if self.enter_new_epoch().newest.number < answer.epoch:
                raise HubAnswerError("the hub speaks of an epoch that it does not show")
            self.collect()
            return False
        heads = self._linked_head(answer, plan.base, trust)
        settled = self._apply(self._checked(answer, heads, acts), trust)
        self._profile.note_hub_time(hub_instant(answer.now), hub_instant(answer.lease_until))
        self._defer_retries(answer)
        self._count(answer)
        return not answer.more and not settled

    def _count(self, answer: protocol.ExchangeAnswer) -> None:
        self._records += len(answer.changes)
        self._progress(self._records)

    def _checked(
        self, answer: protocol.ExchangeAnswer, heads: Sequence[SignedHead], acts: Sequence[WaitingAct]
    ) -> Exchanged:
        """An answer whose every part was verified, ``heads`` included."""
        alone = _signed(acts)
        return Exchanged(
            batch=NOTHING if alone else parse_changes(answer.changes),
            cursors=None if alone else _cursors(answer.cursors),
            lost=() if alone else answer.lost,
            heads=heads,
            hub_now=hub_instant(answer.now),
            lease_until=hub_instant(answer.lease_until),
            kinds=None if alone else understood_kinds(),
            more=answer.more,
        )

    def _keep(self, answer: protocol.ExchangeAnswer, acts: Sequence[WaitingAct]) -> None:
        """Sealed answers to what was asked go to disk before anything else."""
        asked = {act.event for act in acts}
        for settled in answer.settled:
            if settled.event in asked and settled.sealed:
                self._profile.envelopes.store_answer(settled.event, settled.sealed)

    def _linked_head(
        self, answer: protocol.ExchangeAnswer, base: TreeHead | None, trust: HubTrust
    ) -> tuple[SignedHead, ...]:
        """The answer's head, once it extends the newest one seen; a mismatch raises the alarm."""
        if not answer.head:
            return ()
        kind = AlarmKind.PROOF
        try:
            signed = SignedHead.decode(answer.head)
            head = verify_head(signed, trust.checkpoint(answer.epoch))
            if base is not None and head.size < base.size:
                kind = AlarmKind.ROLLBACK
            elif base is not None:
                kind = AlarmKind.FORK
            verify_extension(base, head, answer.consistency)
        except LedgerMismatchError as error:
            self._alarm(kind, error, answer.epoch)
            raise
        return (signed,)

    def _link_open_heads(self) -> None:
        """Receipts came under heads of their own: ask for the proof that those lie on the tree seen since."""
        store, trust = self._profile.store, self._profile.trust()
        for signed in store.read(lambda session: open_heads(session, trust)).result():
            base = signed.head
            answer = self._send(ExchangePlan(0, {}, {}, (), base), trust, (), {}, budget=0)
            if answer.epoch != trust.newest.number:
                return  # the next round starts over in the new epoch
            newest = base
            if answer.head:
                (newest,) = (head.head for head in self._linked_head(answer, base, trust))
            root = self._linked_root(newest.size)
            if root is None:
                continue  # the ledger has grown meanwhile: the next round asks again
            if root != newest.root:
                error = LedgerMismatchError(f"two different trees of size {newest.size}")
                self._alarm(AlarmKind.FORK, error, answer.epoch)
                raise error
            self._link(signed)

    def _linked_root(self, size: int) -> bytes | None:
        return self._profile.store.read(lambda session: linked_root(session, size)).result()

    def _link(self, signed: SignedHead) -> None:
        self._profile.store.write(lambda session: link_head(session, signed.epoch, signed.head.size)).result()

    def _apply(self, exchanged: Exchanged, trust: HubTrust) -> int:
        """Apply together with every answer on disk; how many acts were settled."""
        return self._finish(self._begin(exchanged, trust))

    def _begin(self, exchanged: Exchanged, trust: HubTrust) -> _Writing:
        """Hand an answer to the store, together with every answer on disk."""
        profile = self._profile
        acts, broken = self._open_answers(trust)
        heads = [*exchanged.heads, *(act.receipt.head for act in acts if act.receipt is not None)]
        whole = Exchanged(
            settled=acts,
            batch=exchanged.batch,
            cursors=exchanged.cursors,
            lost=exchanged.lost,
            heads=heads,
            linked=exchanged.heads,
            hub_now=exchanged.hub_now,
            lease_until=exchanged.lease_until,
            kinds=exchanged.kinds,
            more=exchanged.more,
        )
        person, now = profile.public.person, profile.clock.now()
        applied = profile.store.write(lambda session: apply_exchange(session, whole, trust, person, now))
        return _Writing(applied, acts, broken, trust.newest.number)

    def _finish(self, writing: _Writing) -> int:
        """Once it is committed: tidy the files; how many acts were settled."""
        profile = self._profile
        try:
            applied = writing.applied.result()
        except LedgerMismatchError as error:
            self._alarm(AlarmKind.FORK, error, writing.epoch)
            # A receipt of the other tree would stand in the way of every later round: its act is asked about again.
            for act in writing.acts:
                profile.envelopes.discard_answer(act.event)
            raise
        for file_name in applied.settled:
            profile.envelopes.settle(file_name)
        for act in writing.acts:
            if act.event in applied.known:
                profile.envelopes.discard_answer(act.event)
        if applied.withdrawn:
            profile.pieces.remove(applied.withdrawn.pieces)
            profile.store.checkpoint_truncate().result()
        if writing.broken:
            raise writing.broken
        return len(applied.settled)

    def _open_answers(self, trust: HubTrust) -> tuple[tuple[SettledAct, ...], LedgerMismatchError | None]:
        """Every stored answer, opened and verified. One that proves nothing raises the alarm and is forgotten: the
        act stays unsettled and is asked about again.
        """
        acts = []
        broken: LedgerMismatchError | None = None
        for stored in self._profile.envelopes.answers():
            try:
                act = open_result(self._profile, stored.event_id, stored.data, trust)
            except (InvalidInputError, DocumentDamagedError):
                _log.warning("the answer to %s does not open; it is asked for again", stored.event_id)
                self._profile.envelopes.discard_answer(stored.event_id)
                continue
            except LedgerMismatchError as error:
                self._alarm(AlarmKind.PROOF, error, trust.newest.number)
                self._profile.envelopes.discard_answer(stored.event_id)
                self._deferred.add(stored.event_id)
                broken = error
                continue
            if act is not None:
                acts.append(act)
        return tuple(acts), broken

    def _defer_retries(self, answer: protocol.ExchangeAnswer) -> None:
        """What the hub cannot settle now is not sent again in this round; a new envelope key is answered at once."""
        retries = [settled for settled in answer.settled if settled.code == ResultCode.RETRY]
        if not retries:
            return
        acts = tuple(SettledAct(item.event, item.code, "", item.reason[:100], None, None) for item in retries)
        trust = self._profile.trust()
        person, now = self._profile.public.person, self._profile.clock.now()
        self._profile.store.write(
            lambda session: apply_exchange(session, Exchanged(settled=acts), trust, person, now)
        ).result()
        self._refuse_stranded([item.event for item in retries if item.reason == "waits_for"], now)
        for item in retries:
            if item.reason == "envelope_key" and item.event not in self._rewrapped:
                self._rewrap(item.event)
            else:
                self._deferred.add(item.event)

    def _refuse_stranded(self, events: Sequence[str], now: datetime) -> None:
        if events:
            for name in self._profile.store.write(lambda session: refuse_stranded(session, events, now)).result():
                self._profile.envelopes.settle(name)

    def _rewrap(self, event: str) -> None:
        """The hub has another envelope key: seal the same event to the newest epoch's."""
        self._rewrapped.add(event)
        key = self._profile.trust().newest.envelope_key
        for envelope in self._profile.envelopes.list():
            if envelope.event_id == event:
                self._profile.envelopes.rewrap(envelope.file_name, self._profile.vault, key)

    def _catch_up(self, plan: ExchangePlan, trust: HubTrust) -> None:
        """A newer program understands more kinds of records: those start at 0, the others stay where they are."""
        cursors: Mapping[str, int] = {}
        for _ in range(MAX_ROUNDS):
            part = ExchangePlan(plan.epoch, cursors, {}, (), plan.base)
            answer = self._send(part, trust, (), plan.new_kinds)
            if answer.epoch != trust.newest.number:
                self.enter_new_epoch()
                return
            kinds = None if answer.more else understood_kinds()
            batch = parse_changes(answer.changes)
            self._apply(Exchanged(batch=batch, kinds=kinds, more=answer.more), trust)
            cursors = _cursors(answer.cursors)
            if not answer.more:
                return

    def _alarm(self, kind: AlarmKind, error: LedgerMismatchError, epoch: int) -> None:
        now = self._profile.clock.now()
        self._profile.store.write(lambda session: raise_alarm(session, kind, str(error), epoch, now)).result()


def _signed(acts: Sequence[WaitingAct]) -> bool:
    return any(act.rank == BALLOT_RANK for act in acts)


def _cursors(cursors: Mapping[str, int]) -> Mapping[str, int]:
    if any(not 0 <= seq < 2**63 for seq in cursors.values()):
        raise HubAnswerError("a cursor out of range")
    return cursors
