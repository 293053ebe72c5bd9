"""Documents up and down by pieces, against a real hub: resume, ranges, visibility, refusal of secrets."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import msgspec
import pytest

from sync import protocol
from sync.protocol import PIECE_SIZE
from tests.flow.server.conftest import Enrol
from tests.flow.server.support import Member
from tests.helpers.device import HubProblemError, ask, read
from tests.helpers.hub import RunningHub


def document(size: int, seed: int) -> tuple[bytes, protocol.UploadBegin]:
    data = b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 9)
    starts = range(0, size, PIECE_SIZE)
    pieces = b"".join(hashlib.sha256(data[start : start + PIECE_SIZE]).digest() for start in starts)
    name = "../báo cáo\u202e.pdf"
    return data, protocol.UploadBegin(hashlib.sha256(data).hexdigest(), name, "application/pdf", size, pieces, True)


def announce(member: Member, upload: protocol.UploadBegin) -> protocol.UploadState:
    response = member.device.http.post(
        "/v1/documents", content=protocol.encode(upload), headers=member.device.headers()
    )
    return read(response, protocol.UploadState)


def put(member: Member, upload: protocol.UploadBegin, number: int, data: bytes) -> protocol.UploadState:
    response = member.device.http.put(
        f"/v1/documents/{upload.document}/pieces/{number}", content=data, headers=member.device.headers()
    )
    return read(response, protocol.UploadState)


def get(member: Member, name: str, wanted: str = "", method: str = "GET") -> tuple[int, bytes, dict[str, str]]:
    headers = {**member.device.headers(), **({"Range": wanted} if wanted else {})}
    response = member.device.http.request(method, f"/v1/documents/{name}", headers=headers)
    return response.status_code, response.content, dict(response.headers)


def test_an_upload_resumes_and_comes_back_whole(enrolled: Enrol, hub: RunningHub) -> None:
    clerk = enrolled("cv1-vpcp")
    data, upload = document(2 * PIECE_SIZE + 77, 1)
    assert announce(clerk, upload).missing == (0, 1, 2)
    assert put(clerk, upload, 1, data[PIECE_SIZE : 2 * PIECE_SIZE]).missing == (0, 2)
    assert announce(clerk, upload).missing == (0, 2)
    assert put(clerk, upload, 2, data[2 * PIECE_SIZE :]).missing == (0,)
    assert get(clerk, upload.document)[0] == 404, "an unfinished document is not there"
    assert put(clerk, upload, 0, data[:PIECE_SIZE]).missing == ()
    assert put(clerk, upload, 0, data[:PIECE_SIZE]).missing == (), "a repeated last piece is harmless"
    assert announce(clerk, upload).missing == ()
    status, body, headers = get(clerk, upload.document)
    assert (status, body, int(headers["content-length"])) == (200, data, len(data))
    clerk.pull()
    assert clerk.records["document", upload.document]["filename"] == "báo cáo.pdf"
    leaks = [path for path in hub.folder.rglob("*") if path.is_file() and data[1000:1064] in path.read_bytes()]
    assert leaks == []


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        (f"bytes={PIECE_SIZE - 5}-{PIECE_SIZE + 4}", PIECE_SIZE - 5, PIECE_SIZE + 5),
        (f"bytes={PIECE_SIZE}-", PIECE_SIZE, PIECE_SIZE + 500),
        ("bytes=-7", PIECE_SIZE + 493, PIECE_SIZE + 500),
    ],
)
def test_ranges(enrolled: Enrol, wanted: str, start: int, end: int) -> None:
    clerk = enrolled("cv1-vpcp")
    data, upload = document(PIECE_SIZE + 500, 2)
    for number in announce(clerk, upload).missing:
        put(clerk, upload, number, data[number * PIECE_SIZE : (number + 1) * PIECE_SIZE])
    status, body, headers = get(clerk, upload.document, wanted)
    assert (status, body) == (206, data[start:end])
    assert headers["content-range"] == f"bytes {start}-{end - 1}/{len(data)}"
    status, body, headers = get(clerk, upload.document, wanted, "HEAD")
    assert (status, body, int(headers["content-length"])) == (206, b"", end - start)
    assert get(clerk, upload.document, "bytes=99999999-")[0] == 416


def test_without_the_declaration_nothing_is_taken(enrolled: Enrol) -> None:
    clerk = enrolled("cv1-vpcp")
    data, upload = document(5_000, 3)
    with pytest.raises(HubProblemError) as caught:
        announce(clerk, msgspec.structs.replace(upload, no_secret=False))
    assert (caught.value.status, caught.value.code) == (422, "secrecy")
    with pytest.raises(HubProblemError) as caught:
        put(clerk, upload, 0, data)
    assert (caught.value.status, caught.value.code) == (409, "not_announced")


def test_wrong_bytes_are_refused(enrolled: Enrol) -> None:
    clerk = enrolled("cv1-vpcp")
    data, upload = document(5_000, 4)
    announce(clerk, upload)
    for number, piece in ((0, data[:-1]), (0, b"x" * 5_000), (1, b"")):
        with pytest.raises(HubProblemError) as caught:
            put(clerk, upload, number, piece)
        assert caught.value.code == "form"
    with pytest.raises(HubProblemError) as caught:
        put(clerk, upload, 0, bytes(PIECE_SIZE + 1))
    assert caught.value.status == 413


def test_pieces_that_make_another_whole_start_anew(enrolled: Enrol) -> None:
    clerk = enrolled("cv1-vpcp")
    data, honest = document(5_000, 5)
    other = b"y" * 5_000
    lying = msgspec.structs.replace(honest, pieces=hashlib.sha256(other).digest())
    announce(clerk, lying)
    with pytest.raises(HubProblemError) as caught:
        put(clerk, lying, 0, other)
    assert (caught.value.status, caught.value.code) == (422, "mismatch")
    assert announce(clerk, honest).missing == (0,)
    assert put(clerk, honest, 0, data).missing == ()


def test_papers_are_for_those_who_see_a_ballot_with_them(enrolled: Enrol) -> None:
    member, clerk, auditor = enrolled("bt-xd"), enrolled("cv1-vpcp"), enrolled("kt-vpcp")
    paper = member.ballot("9012/PLYK-VPCP").papers[0].document
    assert get(member, paper)[0] == 200
    assert get(clerk, paper)[0] == 200
    refused, unknown = get(auditor, paper), get(auditor, "0" * 64)
    assert refused[0] == unknown[0] == 404
    assert refused[1] == unknown[1], "what may not be seen looks like what does not exist"
    data, upload = document(4_000, 6)
    announce(clerk, upload)
    put(clerk, upload, 0, data)
    assert get(clerk, upload.document)[0] == 200
    assert get(member, upload.document)[0] == 404, "until a ballot names it, it is the uploader's"


def test_no_token_no_document(hub: RunningHub, enrolled: Enrol) -> None:
    member = enrolled("bt-xd")
    paper = member.ballot("9012/PLYK-VPCP").papers[0].document
    response = member.device.http.get(f"/v1/documents/{paper}")
    assert response.status_code == 401
    assert protocol.decode(response.content, protocol.Problem).hub == protocol.PROBLEM_HUB


def test_nothing_but_problems_outside_the_routes(hub: RunningHub, enrolled: Enrol, tmp_path: Path) -> None:
    http = enrolled("bt-xd").device.http
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/v1/documents/../../etc/passwd", 404),
        ("GET", "/v1/exchange", 405),
        ("PUT", "/v1/documents/x/pieces/minus", 400),
        ("GET", "/openapi.json", 404),
    ):
        with pytest.raises(HubProblemError) as caught:
            ask(http, method, path, protocol.Health)
        assert caught.value.status == status
