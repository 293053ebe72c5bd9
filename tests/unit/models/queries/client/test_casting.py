"""What an answer is made from: the ballot that the screens show is the one that is signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.errors import InvalidInputError, NotAllowedError
from models.queries.client.casting import CastInput, cast_input
from models.statements import papers_root
from models.store import Store
from models.tables.client.local import Draft
from models.tables.shared.ballots import Ballot
from models.tables.shared.people import Membership, Person
from models.types import Choice, PersonId
from tests.factory import MONDAY, ballot_statement
from tests.unit.models.commands.client.conftest import doing
from tests.unit.models.commands.client.hub_keys import TRUST

ME = PersonId("1" * 32)
ASKED = ballot_statement()
NOW = MONDAY + timedelta(hours=3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.db", bytes(range(48)))
    yield opened
    opened.close()


def put(store: Store, *rows: object) -> None:
    store.write(doing(lambda session: session.add_all(rows))).result()


def member(name: str, since: timedelta, until: timedelta | None = None) -> Membership:
    """From ``since`` after the issue on."""
    end = None if until is None else ASKED.issued_at + until
    return Membership(id=name, version=1, person=ME, since=ASKED.issued_at + since, until=end, is_pm=False)


def prepare(store: Store, **values: Any) -> None:
    """The person, a draft, and the ballot's record, of which ``values`` say something else than its statement."""
    fields: dict[str, Any] = {
        "id": ASKED.ballot,
        "version": 1,
        "number": ASKED.number,
        "title": ASKED.title,
        "question": ASKED.question,
        "submitted_by": ASKED.submitted_by,
        "submitted_by_name": ASKED.submitted_by_name,
        "issued_at": ASKED.issued_at,
        "deadline": ASKED.deadline,
        "rule_set": ASKED.rule_set,
        "state": "DANG_LAY",
        "statement": ASKED.encode(),
        "digest": ASKED.digest,
        "papers": [[p.document, p.title, p.size, p.pages] for p in ASKED.papers],
        "papers_root": papers_root(ASKED.papers),
        "n_members": 27,
        "threshold": 14,
    }
    person = Person(id=ME, version=1, name="Bộ trưởng", title="", organization="o", roles=[], rank=0)
    draft = Draft(ballot=ASKED.ballot, choice=Choice.APPROVE.value, opinion="", saved_at=NOW)
    put(store, Ballot(**{**fields, **values}), person, draft)


def cast(store: Store) -> CastInput:
    return store.read(lambda session: cast_input(session, ASKED.ballot, ME, TRUST, NOW)).result()


@pytest.mark.parametrize(
    "shown",
    [
        {"number": "9013/PLYK-VPCP"},
        {"title": "Một đề án khác"},
        {"question": "Có đồng ý bãi bỏ không?"},
        {"submitted_by_name": "Bộ Công Thương"},
        {"deadline": ASKED.deadline + timedelta(days=1)},
        {"rule_set": "nd138-2016"},
        {"digest": bytes(32)},
        {"papers": [["c" * 64, "Tờ trình", 8, 1]]},
        {"papers": []},
    ],
)
def test_ballot_shown_otherwise_than_its_statement_is_not_signed(store: Store, shown: dict[str, Any]) -> None:
    put(store, member("m", timedelta(days=-30)))
    prepare(store, **shown)
    with pytest.raises(InvalidInputError, match="not what its statement says"):
        cast(store)


def test_membership_is_that_of_the_issue(store: Store) -> None:
    put(store, member("before", timedelta(days=-30), timedelta(hours=1)), member("renewed", timedelta(hours=1)))
    prepare(store)
    assert cast(store).membership == "before"


@pytest.mark.parametrize(
    "held", [(timedelta(hours=1), None), (timedelta(days=-30), timedelta(hours=1))], ids=["since the issue", "ended"]
)
def test_only_a_member_at_the_issue_and_now_answers(store: Store, held: tuple[timedelta, timedelta | None]) -> None:
    put(store, member("m", *held))
    prepare(store)
    with pytest.raises(NotAllowedError):
        cast(store)
