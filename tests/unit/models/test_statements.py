"""Instants inside statements: only those that a record may carry to every device."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.errors import InvalidInputError
from models.statements import AnswerStatement, instant_text, parse_instant
from tests.factory import answer_statement, ballot_statement

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize("moment", [FIRST, LAST])
def test_instants_of_records_are_read(moment: datetime) -> None:
    assert parse_instant(instant_text(moment)) == moment


@pytest.mark.parametrize("moment", [FIRST - MICROSECOND, LAST + MICROSECOND])
def test_answer_signed_at_no_time_of_a_record_is_out_of_form(moment: datetime) -> None:
    """The hub would keep it as an answer record that stops every device of the Office at its next exchange."""
    statement = answer_statement(ballot_statement())
    assert AnswerStatement.decode(statement.encode()) == statement
    with pytest.raises(InvalidInputError):
        AnswerStatement.decode(replace(statement, made_at=moment).encode())
