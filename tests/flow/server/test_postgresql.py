"""The same hub on PostgreSQL: sample, enrolment, answers from many at once, documents, restart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.types import ResultCode, Standing
from sync.server.demo import make_demo
from sync.server.demo.cast import sample_id
from tests.flow.server.support import enrol_member, new_code
from tests.helpers.device import trusted
from tests.helpers.hub import running_hub

pytestmark = [pytest.mark.pg, pytest.mark.slow]
OPEN = "9017/PLYK-VPCP"
VOTERS = ("bt-qp", "bt-ca", "bt-ng", "bt-tp", "bt-tc", "bt-ct")


def test_the_sample_lives_on_postgresql(pg_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    make_demo(folder, datetime.now(UTC), pg_url)
    assert not (folder / "hub.db").exists()
    with running_hub(folder) as hub, trusted(hub.address) as (http, epochs):
        members = [enrol_member(http, epochs, new_code(folder, person), tmp_path) for person in VOTERS]
        signed = [member.sign(member.ballot(OPEN)) for member in members]
        with ThreadPoolExecutor(len(members)) as pool:
            results = list(pool.map(lambda pair: pair[0].deliver(pair[1])[0], zip(members, signed, strict=True)))
        assert {(result.code, result.standing) for result in results} == {(ResultCode.ACCEPTED, Standing.COUNTED)}
        paper = members[0].ballot(OPEN).papers[0].document
        assert http.get(f"/v1/documents/{paper}", headers=members[0].device.headers()).status_code == 200
        clerk = enrol_member(http, epochs, new_code(folder, "cv1-vpcp"), tmp_path)
        answered = {
            body["person"] for body in clerk.of_kind("answer") if body["ballot"] == members[0].ballot(OPEN).ballot
        }
        assert answered >= {sample_id(person) for person in VOTERS}
    with running_hub(folder) as hub, trusted(hub.address, epochs.root_key) as (http, _):
        members[0].device.http, members[0].device.token = http, ""
        (again,) = members[0].deliver(signed[0])
        assert again.code == ResultCode.ALREADY
