"""The Office's desk: staging papers, issuing, reminding, closing, publishing. Acts are sealed like a member's.

A thin shell used by window and command line alike; its calls block, run them on a work thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from models.acts import AcknowledgeAlarmBody, BallotBody, CommitmentBody, DecideLateBody, IssueBody
from models.blobs import new_key
from models.canonical import nfc
from models.commands.client.alarms import acknowledge_alarm
from models.commands.client.office import DraftFields, record_staged, save_ballot_draft
from models.errors import InvalidInputError, SecrecyRefusedError
from models.profile_session import UnlockedProfile
from models.queries.client.ballot_drafts import BallotDraftRow, ballot_draft
from models.queries.client.people import OrganizationRow, list_organizations
from models.rules.commitment import parse_code
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import ruleset_at, shipped_rules
from models.rules.secrecy import stamp_in_name
from models.statements import BallotStatement
from models.types import BallotId, DocumentId, EventId, EventKind, OrganizationId, PaperRef, PersonId

MAX_DOCUMENT: Final = 1024 * 1024 * 1024
_MEDIA_TYPES: Final = {".pdf": "application/pdf"}
_PDF_MAGIC: Final = b"%PDF-"


class OfficeDesk:
    """Ballots of the Government Office, for the person of an unlocked profile."""

    def __init__(self, profile: UnlockedProfile) -> None:
        self._profile = profile

    def stage_paper(self, path: Path, title: str, *, declared_free_of_secrets: bool, pages: int = 0) -> PaperRef:
        """Take in a local PDF: hashed, encrypted in pieces, durable; it is uploaded by the loop.

        Raises SecrecyRefusedError without the declaration "không chứa bí mật nhà nước", or where file name or title
        bear a stamp of secrecy (DOMAIN.md section 4; the pages are looked at by who can render them),
        InvalidInputError (no PDF, empty, too large), StorageFullError.
        """
        if not declared_free_of_secrets:
            raise SecrecyRefusedError("the declaration that the paper holds no state secret is missing")
        if stamp_in_name(path.name) or stamp_in_name(title):
            raise SecrecyRefusedError("a stamp of secrecy in the name")
        if path.suffix.lower() not in _MEDIA_TYPES:
            raise InvalidInputError("papers are PDF files")
        key = new_key()
        pieces = self._profile.pieces
        try:
            with path.open("rb") as stream:
                if stream.read(len(_PDF_MAGIC)) != _PDF_MAGIC:
                    raise InvalidInputError("the file is not a PDF")
                stream.seek(0)
                manifest, names = pieces.import_document(stream, key, MAX_DOCUMENT)
        except FileNotFoundError as error:
            raise InvalidInputError("there is no such file") from error
        media_type = _MEDIA_TYPES[path.suffix.lower()]
        is_new = self._profile.store.write(
            lambda session: record_staged(session, manifest, key, names, path.name, media_type)
        ).result()
        if not is_new:
            pieces.remove(names)
        return PaperRef(manifest.document, nfc(title.strip()) or path.stem, manifest.size, pages)

    def save_draft(self, draft: BallotId | None, fields: DraftFields) -> BallotId:
        """Keep a draft on this device; its id becomes the ballot's."""
        now = self._profile.clock.now()
        return self._profile.store.write(lambda session: save_ballot_draft(session, draft, fields, now)).result()

    def issue(self, draft: BallotId) -> EventId:
        """Seal the issue of a draft. Papers go up first; the draft goes once the hub has accepted.

        Raises InvalidInputError, which names the rule, for anything the ballot's form or its rule set refuses.
        """
        store = self._profile.store
        row = store.read(lambda session: ballot_draft(session, draft)).result()
        if row is None:
            raise InvalidInputError("there is no such draft")
        if row.sealed_at is not None and not row.refused:
            raise InvalidInputError("this ballot is on its way already")
        organizations = {item.id: item for item in store.read(list_organizations).result()}
        statement = self._statement(row, organizations.get(OrganizationId(row.submitted_by)))
        return EventId(self._profile.seal(EventKind.ISSUE, IssueBody(statement.encode())).event.id)

    def close(self, ballot: BallotId) -> EventId:
        """Close a ballot."""
        return self._act(EventKind.CLOSE, BallotBody(ballot, ""))

    def publish(self, ballot: BallotId) -> EventId:
        """Publish the newest result."""
        return self._act(EventKind.PUBLISH, BallotBody(ballot, ""))

    def cancel(self, ballot: BallotId, reason: str) -> EventId:
        """Cancel a ballot; grounds are needed."""
        if not reason.strip():
            raise InvalidInputError("cancelling needs grounds")
        return self._act(EventKind.CANCEL, BallotBody(ballot, nfc(reason.strip())))

    def remind(self, ballot: BallotId) -> EventId:
        """Remind every member without an answer, and their aides."""
        return self._act(EventKind.REMIND, BallotBody(ballot, ""))

    def commit(self, ballot: BallotId, member: PersonId, code: str) -> EventId:
        """Enter a code read over the telephone. Raises InvalidInputError where a group was misread."""
        return self._act(EventKind.COMMITMENT, CommitmentBody(ballot, member, parse_code(code)))

    def decide_late(self, ballot: BallotId, answer: EventId, *, counts: bool, grounds: str) -> EventId:
        """The chair decides on a late or indeterminate answer; grounds are kept."""
        if not grounds.strip():
            raise InvalidInputError("the decision needs grounds")
        return self._act(EventKind.DECIDE_LATE, DecideLateBody(ballot, answer, counts, nfc(grounds.strip())))

    def _act(self, kind: EventKind, body: BallotBody | CommitmentBody | DecideLateBody) -> EventId:
        return EventId(self._profile.seal(kind, body).event.id)

    def _statement(self, row: BallotDraftRow, organization: OrganizationRow | None) -> BallotStatement:
        now = self._profile.clock.now()
        if organization is None:
            raise InvalidInputError("the submitting agency is missing")
        if not row.number:
            raise InvalidInputError("the ballot's number is missing")
        if row.deadline is None:
            raise InvalidInputError("the deadline is missing")
        rules = shipped_rules().get(row.rule_set) if row.rule_set else ruleset_at(now)
        rules.check_deadline(now, row.deadline, shipped_holidays())
        return BallotStatement(
            ballot=BallotId(row.id),
            number=row.number,
            title=row.title,
            question=row.question,
            submitted_by=organization.id,
            submitted_by_name=organization.name,
            issued_at=now,
            deadline=row.deadline,
            rule_set=rules.id,
            papers=tuple(
                PaperRef(DocumentId(paper.document), paper.title, paper.size, paper.pages) for paper in row.papers
            ),
        )


def acknowledge(profile: UnlockedProfile, alarm: str) -> EventId:
    """A person has read the hub's signed explanation: the alarm comes down, and the hub is told.

    Raises InvalidInputError where nothing explains the alarm yet.
    """
    now = profile.clock.now()
    number = profile.store.write(lambda session: acknowledge_alarm(session, alarm, now)).result()
    statement = profile.trust().epoch(number)
    body = AcknowledgeAlarmBody(number, statement.digest)
    return EventId(profile.seal(EventKind.ACKNOWLEDGE_ALARM, body).event.id)
