"""Trust anchors are data of the hub: whose certificates may sign ballots."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from sqlalchemy.orm import Session

from models.commands.server import auditing
from models.errors import InvalidInputError
from models.tables.server.hub import Anchor


def add_anchor(session: Session, actor: str, der: bytes, *, is_test: bool, now: datetime) -> str:
    """Trust a certification authority; returns the anchor's id. Raises :class:`InvalidInputError`."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        is_authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, x509.ExtensionNotFound) as error:
        raise InvalidInputError("not a certificate of an authority") from error
    if not is_authority:
        raise InvalidInputError("not a certificate of an authority")
    identifier = hashlib.sha256(der).hexdigest()
    if session.get(Anchor, identifier) is None:
        is_root = certificate.issuer == certificate.subject
        session.add(Anchor(id=identifier, der=der, is_root=is_root, is_test=is_test))
        auditing.record(session, actor, "anchor.add", identifier, now, is_test=is_test)
    return identifier


def remove_anchor(session: Session, actor: str, identifier: str, now: datetime) -> None:
    """Trust it no more. Raises :class:`InvalidInputError` for an unknown one."""
    row = session.get(Anchor, identifier)
    if row is None:
        raise InvalidInputError("unknown anchor")
    session.delete(row)
    auditing.record(session, actor, "anchor.remove", identifier, now)
