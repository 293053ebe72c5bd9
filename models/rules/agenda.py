"""Late papers of a session: proposed for withdrawal, kept only by the Prime Minister (DOMAIN.md B21, B22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from models.errors import InvalidInputError, NotAllowedError
from models.rules.calendar import VIETNAM, add_working_days, local_day
from models.rules.holidays import HolidayTable
from models.rules.ruleset import RuleSet
from models.types import OFFICE_ROLES, Role


class AgendaState(StrEnum):
    """States of an item of the agenda as to its papers."""

    ON_TIME = "DUNG_HAN"
    LATE = "CHAM"
    WITHDRAWAL_PROPOSED = "DE_NGHI_RUT"
    WITHDRAWN = "DA_RUT"
    KEPT_BY_PM = "THU_TUONG_CHO_GIU"


def papers_due(session_at: datetime, rules: RuleSet, holidays: HolidayTable) -> datetime:
    """Until when, UTC, invitation and papers must be out: so many days before the session's, at the office's close."""
    day = local_day(session_at)
    if rules.invitation_in_working_days:
        day = add_working_days(day, -rules.invitation_days, holidays)
    else:
        day -= timedelta(days=rules.invitation_days)
    return datetime.combine(day, rules.deadline_hour, VIETNAM).astimezone(UTC)


def state_on_arrival(received_at: datetime, due: datetime) -> AgendaState:
    """A late paper's item is at once proposed for withdrawal; it is never deleted silently."""
    return AgendaState.ON_TIME if received_at <= due else AgendaState.WITHDRAWAL_PROPOSED


def keep_late_item(state: AgendaState, role: Role, citation: str = "") -> AgendaState:
    """Keep a late item: the Prime Minister, or a clerk of the Office who cites the Prime Minister's word.

    Raises :class:`NotAllowedError` for anyone else, :class:`InvalidInputError` for an item that is not late or for a
    clerk without ``citation``.
    """
    if state not in (AgendaState.LATE, AgendaState.WITHDRAWAL_PROPOSED):
        raise InvalidInputError(f"an item in state {state.value} is not kept as late")
    if role is Role.PRIME_MINISTER:
        return AgendaState.KEPT_BY_PM
    if role not in OFFICE_ROLES:
        raise NotAllowedError("only the Prime Minister keeps a late item")
    if not citation.strip():
        raise InvalidInputError("a clerk who keeps a late item cites the Prime Minister's word")
    return AgendaState.KEPT_BY_PM
