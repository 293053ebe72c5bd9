"""The signed page of an answer of this device, as the PDF that anybody can check."""

from __future__ import annotations

import hashlib

from models.errors import InvalidInputError
from models.papers.ballot import compression_dictionary
from models.profile_session import UnlockedProfile
from models.queries.client.outbox import own_page
from models.signing import PackedBallot, unpack
from models.types import EventId


def signed_page(profile: UnlockedProfile, event: EventId) -> bytes:
    """Exact bytes of the signed PDF. Blocks on the store. Raises :class:`InvalidInputError` where it is not here."""
    page = profile.store.read(lambda session: own_page(session, event)).result()
    if page is None:
        raise InvalidInputError("phiếu đã ký không có trên máy này")
    dictionary = compression_dictionary()
    packed = PackedBallot(page.dictionary, page.compressed)
    return unpack(packed, {hashlib.sha256(dictionary).digest(): dictionary})
