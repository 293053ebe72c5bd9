"""Received ballots get timestamp and revocation data from real services; one that cannot does not stop the others."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select, update

from models.commands.server.auditing import SYSTEM
from models.commands.server.people import register_certificate
from models.signing.long_term import TimestampAuthority, check_long_term
from models.signing.software import SoftwareSigner
from models.statements import BallotStatement
from models.tables.server.hub import AnswerFile
from models.tables.shared.ballots import Answer, Ballot
from models.types import NO_CHANGES, Choice
from sync.server.anchors import add_anchor
from sync.server.answers import load_anchors
from sync.server.demo.acting import make_member
from sync.server.demo.cast import sample_id
from sync.server.folder import HubFolder, write_public
from sync.server.hub import Hub
from sync.server.timestamps import AGAIN_AFTER, add_timestamps, authority_anchors
from tests.helpers.trust_services import PIN, TrustServices, trust_services

MEMBER = sample_id("bt-yt")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrustServices]:
    with trust_services(tmp_path_factory.mktemp("pki")) as running:
        yield running


@pytest.fixture
def hub(sample: Path, services: TrustServices, tmp_path: Path) -> Iterator[Hub]:
    folder = HubFolder(tmp_path / "hub")
    shutil.copytree(sample, folder.path)
    folder.write_settings(msgspec.structs.replace(folder.settings(), timestamp_url=services.tsa_url))
    pem = x509.load_der_x509_certificate(services.root).public_bytes(Encoding.PEM)
    write_public(folder.timestamp_anchors_file, pem)
    opened = Hub(folder)
    with opened.database.writing() as session:  # the sample's own certificates name no revocation service
        session.execute(update(AnswerFile).values(tried_at=datetime.now(UTC) + timedelta(days=9)))
    yield opened
    opened.close()


def answer(hub: Hub, services: TrustServices, label: str) -> str:
    """A member answers with a certificate of the running authority; the event's id."""
    now = datetime.now(UTC)
    key = services.key(label)
    hub.write(lambda s: (add_anchor(s, SYSTEM, services.root, is_test=True, now=now), NO_CHANGES))
    hub.write(
        lambda s: register_certificate(
            s, SYSTEM, MEMBER, key.identity.der, is_test=True, software_key=True, now=now - timedelta(days=3)
        )
    )
    member = dataclasses.replace(make_member(hub, MEMBER, now), signer=SoftwareSigner(key), pin=PIN)
    statement = hub.read(lambda s: s.scalars(select(Ballot.statement).where(Ballot.number == "9017/PLYK-VPCP")).one())
    return member.answer(BallotStatement.decode(statement), Choice.APPROVE, "", now).event


def file_of(hub: Hub, event: str) -> AnswerFile:
    return hub.read(lambda session: session.get_one(AnswerFile, event))


def test_a_ballot_gets_its_long_term_form(hub: Hub, services: TrustServices) -> None:
    event = answer(hub, services, "signer")
    now = datetime.now(UTC)
    assert add_timestamps(hub, now) == 1
    assert add_timestamps(hub, now) == 0, "it is done"
    kept = file_of(hub, event)
    assert kept.long_term is not None
    authority = TimestampAuthority(services.tsa_url, authority_anchors(hub.folder))
    facts = check_long_term(kept.long_term, kept.pdf, hub.read(load_anchors), authority)
    row = hub.read(lambda session: session.get_one(Answer, event))
    assert row.timestamped_at == facts.timestamped_at
    assert row.version > 1, "its member and the Office are told"


def test_what_failed_waits_and_is_tried_again(hub: Hub, services: TrustServices) -> None:
    event = answer(hub, services, "signer")
    hub.settings = msgspec.structs.replace(hub.settings, timestamp_url="http://127.0.0.1:9/tsa")
    now = datetime.now(UTC)
    first = now - AGAIN_AFTER - timedelta(minutes=1)
    assert add_timestamps(hub, first) == 0
    failed = file_of(hub, event)
    assert failed.long_term is None
    assert failed.error
    hub.settings = msgspec.structs.replace(hub.settings, timestamp_url=services.tsa_url)
    assert add_timestamps(hub, first + AGAIN_AFTER / 2) == 0
    assert add_timestamps(hub, now) == 1
    assert file_of(hub, event).error == ""


def test_without_an_authority_nothing_is_tried(hub: Hub, services: TrustServices) -> None:
    event = answer(hub, services, "signer")
    hub.settings = msgspec.structs.replace(hub.settings, timestamp_url="")
    assert add_timestamps(hub, datetime.now(UTC)) == 0
    assert file_of(hub, event).tried_at is None
