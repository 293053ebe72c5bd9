"""The hub's check of signed ballots: unpacked, redrawn, verified against the anchors that are data of the hub."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.acts import AnswerBody
from models.commands.server.context import VerifiedAnswer, VerifyAnswer
from models.errors import InvalidInputError, RefusedError
from models.papers.ballot import compression_dictionary, draw_ballot
from models.signing import PackedBallot, TrustAnchors, unpack, verify_ballot
from models.tables.server.hub import Anchor
from models.types import Refusal

DICTIONARIES = {hashlib.sha256(data).digest(): data for data in (compression_dictionary(),)}
"""Every compression dictionary this version knows, by its SHA-256."""


def make_verifier(anchors: Callable[[], TrustAnchors]) -> VerifyAnswer:
    """The check of one answer. ``anchors`` is asked each time: an administrator may have changed them."""

    def verify(body: AnswerBody, received_at: datetime) -> VerifiedAnswer:
        try:
            packed = PackedBallot(body.dictionary, body.compressed)
        except InvalidInputError as error:
            raise RefusedError(Refusal.FORM.value, str(error)) from error
        pdf = unpack(packed, DICTIONARIES)
        verified = verify_ballot(pdf, draw_ballot, anchors(), received_at)
        return VerifiedAnswer(
            statement=verified.statement,
            certificate=verified.certificate,
            is_test=verified.is_test,
            valid_from=verified.valid_from,
            valid_to=verified.valid_to,
            pdf=pdf,
        )

    return verify


def load_anchors(session: Session) -> TrustAnchors:
    """Anchors of the hub, real and test ones apart."""
    rows = session.execute(select(Anchor.der, Anchor.is_test).order_by(Anchor.id)).all()
    return TrustAnchors(
        real=tuple(der for der, is_test in rows if not is_test), test=tuple(der for der, is_test in rows if is_test)
    )
