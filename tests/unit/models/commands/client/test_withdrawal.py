"""A record stays as long as one principal reaches it; then it goes with its words, keys and pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import DeclarativeBase, Session

from models.commands.client.records import parse_changes, write_batch
from models.commands.client.withdrawal import Withdrawn, withdraw
from models.store import Store
from models.tables.client.local import Cursor, HeldDocument, HeldPiece, OutEvent, OwnAnswer, Reading, Setting
from models.tables.shared.ballots import Ballot, Document
from models.types import EventKind, SendState
from sync.protocol import RecordChange
from tests.unit.models.commands.client.bodies import ballot, document
from tests.unit.models.commands.client.conftest import doing

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAPER = "d" * 64


def receive(store: Store, *changes: RecordChange) -> None:
    batch = parse_changes(changes)
    store.write(doing(lambda session: write_batch(session, batch))).result()


def take_back(store: Store, lines: Sequence[tuple[str, str, str]] = (), lost: Sequence[str] = ()) -> Withdrawn:
    return store.write(doing(lambda session: withdraw(session, lines, lost))).result()


def count(store: Store, table: type[DeclarativeBase]) -> int | None:
    def read(session: Session) -> int | None:
        return session.scalar(select(func.count()).select_from(table))

    return store.read(read).result()


def ids(store: Store, table: type[Ballot] | type[Document]) -> set[str]:
    return set(store.read(lambda session: list(session.scalars(select(table.id)))).result())


def hold_paper(session: Session) -> None:
    session.add(
        HeldDocument(
            id=PAPER, key=b"k" * 32, size=3, manifest=b"p" * 32, direction="down", state="complete", wanted=0,
            completed_at=NOW,
        )
    )  # fmt: skip
    session.add(HeldPiece(document=PAPER, number=0, name="ab" * 16))
    session.add(Reading(document=PAPER, page=0, offset=0.0, zoom="", seen=b"\x01", opened_at=NOW))


def test_record_stays_until_its_last_principal_goes(store: Store) -> None:
    receive(store, RecordChange("person:p", "ballot", "b", ballot("b")), RecordChange("role:X", "ballot", "b", {}))
    assert not take_back(store, [("ballot", "b", "person:p")])
    assert ids(store, Ballot) == {"b"}
    assert take_back(store, [("ballot", "b", "role:X")]).records == {("ballot", "b")}
    assert ids(store, Ballot) == set()
    words = store.read(lambda session: session.scalar(text("SELECT count(*) FROM search"))).result()
    assert words == 0


def test_lost_principal_takes_only_what_nothing_else_reaches(store: Store) -> None:
    receive(
        store,
        RecordChange("role:X", "ballot", "b1", ballot("b1")),
        RecordChange("role:X", "ballot", "b2", ballot("b2")),
        RecordChange("person:p", "ballot", "b2", {}),
    )
    store.write(doing(lambda session: session.add_all([Cursor(principal=p, seq=9) for p in ("role:X", "person:p")])))
    assert take_back(store, lost=["role:X", "never:had"]).records == {("ballot", "b1")}
    assert ids(store, Ballot) == {"b2"}
    left = store.read(lambda session: list(session.scalars(select(Cursor.principal)))).result()
    assert left == ["person:p"]


def test_document_goes_with_key_pieces_and_reading(store: Store) -> None:
    receive(store, RecordChange("person:p", "document", PAPER, document(PAPER)))
    store.write(doing(hold_paper)).result()
    assert take_back(store, [("document", PAPER, "person:p")]).pieces == ("ab" * 16,)
    for table in (HeldDocument, HeldPiece, Reading, Document):
        assert count(store, table) == 0, table.__name__


def test_staged_paper_on_its_way_up_is_kept(store: Store) -> None:
    receive(store, RecordChange("person:p", "document", PAPER, document(PAPER)))

    def stage(session: Session) -> None:
        hold_paper(session)
        session.flush()
        held = session.get(HeldDocument, PAPER)
        assert held is not None
        held.direction, held.state = "up", "partial"

    store.write(doing(stage)).result()
    assert take_back(store, [("document", PAPER, "person:p")]).pieces == ()
    assert store.read(lambda session: session.get(HeldDocument, PAPER) is not None).result()


def test_what_an_unreceipted_ballot_cites_keeps_title_and_hash(store: Store) -> None:
    receive(store, RecordChange("person:p", "ballot", "b", ballot("b")))

    def seal(session: Session) -> None:
        session.add(
            OutEvent(
                id="e", device_seq=1, kind=EventKind.ANSWER.value, subject="b", digest=b"d", envelope="f", size=1,
                rank=0, state=SendState.SIGNED.value, made_at=NOW,
            )
        )  # fmt: skip
        session.add(
            OwnAnswer(
                event="e", ballot="b", choice="DONG_Y", opinion="", digest=b"d", signed_at=NOW, batch="x", code="",
                dictionary=b"", compressed=b"",
            )
        )  # fmt: skip

    store.write(doing(seal)).result()
    take_back(store, [("ballot", "b", "person:p")])
    cited = store.read(lambda session: session.get_one(Setting, "cited:b").value).result()
    assert "Quản lý bến thủy nội địa" in cited
    assert PAPER in cited
    assert store.read(lambda session: session.get(OwnAnswer, "e") is not None).result()
