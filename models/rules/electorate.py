"""Who votes: the members of the Government at one instant (Decree 191/2026/NĐ-CP, Articles 3.3 and 7.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.errors import DefectError, InvalidInputError
from models.types import PersonId


@dataclass(frozen=True, slots=True)
class Membership:
    """One person's membership from ``since`` up to, not including, ``until`` (None: still). Aware instants."""

    person: PersonId
    since: datetime
    until: datetime | None = None
    is_pm: bool = False

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or (self.until is not None and self.until.tzinfo is None):
            raise DefectError("a membership's instants need their zone")
        if self.until is not None and self.until <= self.since:
            raise InvalidInputError(f"membership of {self.person}: it ends before it begins")

    def holds_at(self, instant: datetime) -> bool:
        """Whether the person is a member at ``instant``."""
        return self.since <= instant and (self.until is None or instant < self.until)


@dataclass(frozen=True, slots=True)
class Electorate:
    """All members at one instant, each once, in the order given; ``pm`` None while the office is vacant."""

    members: tuple[PersonId, ...]
    pm: PersonId | None

    def __post_init__(self) -> None:
        if len(set(self.members)) != len(self.members):
            raise InvalidInputError("a member is counted once")
        if self.pm is not None and self.pm not in self.members:
            raise InvalidInputError("the Prime Minister is a member of the Government")

    @property
    def n(self) -> int:
        """N: all members at that instant, not those present."""
        return len(self.members)

    def __contains__(self, person: object) -> bool:
        return person in self.members


def electorate_at(memberships: Iterable[Membership], instant: datetime) -> Electorate:
    """The electorate at ``instant``; overlapping memberships of one person count once.

    Raises :class:`InvalidInputError` where two persons would be Prime Minister.
    """
    if instant.tzinfo is None:
        raise DefectError("an instant without its zone")
    held = [item for item in memberships if item.holds_at(instant)]
    members = tuple(dict.fromkeys(item.person for item in held))
    heads = tuple(dict.fromkeys(item.person for item in held if item.is_pm))
    if len(heads) > 1:
        raise InvalidInputError(f"two Prime Ministers at one instant: {', '.join(heads)}")
    return Electorate(members, heads[0] if heads else None)
