"""Several answers of one member on one ballot: which one is current (DOMAIN.md B11; ARCHITECTURE.md, "Two devices").

An answer may be replaced until the ballot closes, every version is kept, and an answer that does not replace the
current one, as from a second device that had not heard of it, waits as *competing* until the member confirms by
signing one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.types import Standing


@dataclass(frozen=True, slots=True)
class Version:
    """One accepted answer: its event's digest, and the digest of the answer it says it replaces."""

    digest: bytes
    replaces: bytes | None


@dataclass(frozen=True, slots=True)
class Succession:
    """The standing of every version, in order of arrival: COUNTED, SUPERSEDED or COMPETING."""

    current: bytes | None
    standings: Mapping[bytes, Standing]

    @property
    def competing(self) -> tuple[bytes, ...]:
        """What waits for the member's confirmation."""
        return tuple(digest for digest, standing in self.standings.items() if standing is Standing.COMPETING)


def settle(versions: Iterable[Version]) -> Succession:
    """Settle a member's accepted answers, given in order of arrival (leaf index); duplicates change nothing.

    The first becomes current, whatever it says it replaces: that one was never accepted, so nothing competes. One
    that replaces the current one becomes current and resolves all that compete. One that the current line has
    replaced already, and that only arrives late, is superseded. Any other competes.
    """
    standings: dict[bytes, Standing] = {}
    current: bytes | None = None
    replaced: set[bytes] = set()  # everything the line of current answers has named as replaced
    for version in versions:
        if version.digest in standings:
            continue
        if current is None or version.replaces == current:
            for digest in standings:
                standings[digest] = Standing.SUPERSEDED
            current = version.digest
            standings[current] = Standing.COUNTED
            if version.replaces is not None:
                replaced.add(version.replaces)
        elif version.digest in replaced:
            standings[version.digest] = Standing.SUPERSEDED
        else:
            standings[version.digest] = Standing.COMPETING
    return Succession(current, standings)
