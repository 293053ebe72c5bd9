"""A window killed in the middle of its work leaves no readable byte, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from models.papers.ballot import compression_dictionary
from models.profile import STORE, ProfileLock
from tests.flow.window import victim
from tests.flow.window.conftest import Issue, make_pdf
from tests.flow.window.seat import one_time_code
from tests.helpers.client import MINISTER
from tests.helpers.hub import RunningHub
from tests.helpers.leaks import LeakScanner, decrypted_pages

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parents[3]
NAMED = ("person_name", "organization_name", "device_name", "certificate", "chain")
"""Fields of ``profile.json`` that name the person on purpose: they are shown before the PIN."""


def test_a_killed_window_leaves_nothing_readable(window_hub: RunningHub, issue: Issue, tmp_path: Path) -> None:
    papers = [make_pdf(f"Paper {number}") for number in (1, 2)]
    ballots = [issue((f"Tờ trình mật mã {number}", paper)) for number, paper in enumerate(papers)]
    places = {name: tmp_path / "victim" / name for name in ("profile", "home", "tmp")}
    for place in places.values():
        place.mkdir(parents=True)
    environment = {**os.environ, "HOME": str(places["home"]), "TMPDIR": str(places["tmp"]), "PYTHONPATH": str(ROOT)}
    code = one_time_code(window_hub, MINISTER, window_hub.port)
    command = [sys.executable, "-m", "tests.flow.window.victim", str(places["profile"]), code, *ballots]
    log = tmp_path / "victim" / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, cwd=places["tmp"], stdout=subprocess.PIPE, stderr=output) as window,
    ):
        assert window.stdout is not None
        told = window.stdout.readline()
        os.kill(window.pid, signal.SIGKILL)
        window.wait(20)
    assert told, log.read_text(encoding="utf-8")
    keys = {name: bytes.fromhex(value) for name, value in json.loads(told).items()}

    leaks = LeakScanner([compression_dictionary()])
    for text in (victim.OPINION, victim.DRAFT, "Tờ trình mật mã", "Dự thảo Nghị định số 9"):
        leaks.add_text(text, text)
    pages = decrypted_pages(places["profile"] / STORE, keys["store key"])
    assert {leak.name for leak in leaks.scan_bytes("pages", pages)} >= {victim.OPINION, victim.DRAFT}  # it was there
    for name, key in keys.items():
        leaks.add_key(name, key[:32])
    for number, paper in enumerate(papers):
        leaks.add_key(f"bytes of paper {number}", paper[-400:-340])
    for pin in (victim.PIN, victim.SIGNING_PIN, code.partition("#")[2]):
        leaks.add_text("a PIN or the code", pin)
    assert leaks.scan_folder(tmp_path / "victim") == []

    names = LeakScanner()
    names.add_text(MINISTER, MINISTER)
    public = places["profile"] / "profile.json"
    fields = msgspec.json.decode(public.read_bytes())
    assert fields["person_name"] == MINISTER
    public.write_bytes(msgspec.json.encode({name: value for name, value in fields.items() if name not in NAMED}))
    assert names.scan_folder(tmp_path / "victim") == []
    with ProfileLock(places["profile"]):
        pass  # the lock died with the process
