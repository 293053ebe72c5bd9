"""A device as the hub sees it, written against the protocol alone: none of the client's code."""

from __future__ import annotations

import hmac
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import sealing
from models.enrol_code import EnrolCode, parse_enrol_code
from models.epochs import EpochStatement, verify_chain
from models.tables.shared.registry import KINDS
from sync import protocol

_M = TypeVar("_M", bound=protocol.Message)
_HEADERS = {"Content-Type": protocol.MEDIA_TYPE}


class HubProblemError(Exception):
    """The hub said no."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code} {detail}")
        self.status = status
        self.code = code


def ask(http: httpx.Client, method: str, path: str, kind: type[_M], message: protocol.Message | None = None) -> _M:
    """One request; the answer as a message. Raises :class:`HubProblemError`."""
    content = b"" if message is None else protocol.encode(message)
    return read(http.request(method, path, content=content, headers=_HEADERS), kind)


def read(response: httpx.Response, kind: type[_M]) -> _M:
    """The message in a response. Raises :class:`HubProblemError`."""
    if response.status_code >= 400:
        problem = protocol.decode(response.content, protocol.Problem)
        assert problem.hub == protocol.PROBLEM_HUB
        raise HubProblemError(response.status_code, problem.code, problem.detail)
    data = response.content
    if response.headers.get("content-encoding") == "zstd":
        data = protocol.decompress(data, protocol.MAX_ANSWER)
    return protocol.decode(data, kind)


@contextmanager
def trusted(address: str, root_key: bytes | None = None) -> Iterator[tuple[httpx.Client, protocol.Epochs]]:
    """A client that trusts exactly the certificate of the newest epoch, as enrolled devices do."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # /v1/epochs authenticates itself
    with httpx.Client(base_url=f"https://{address}", verify=context, trust_env=False) as http:
        epochs = ask(http, "GET", "/v1/epochs", protocol.Epochs)
    chain = verify_chain(root_key or epochs.root_key, epochs.epochs)
    with httpx.Client(base_url=f"https://{address}", verify=pinned(chain[-1]), trust_env=False, timeout=60) as http:
        yield http, epochs


def pinned(epoch: EpochStatement) -> ssl.SSLContext:
    """Trust in one certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=epoch.tls_certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.check_hostname = False
    return context


@dataclass
class Device:
    """An enrolled device with its keys."""

    http: httpx.Client
    epochs: protocol.Epochs
    id: str
    person: str
    key: Ed25519PrivateKey
    vault: bytes
    enrolled: protocol.Enrolled
    token: str = ""
    cursors: dict[str, int] = field(default_factory=dict)
    head_size: int = 0

    @property
    def epoch(self) -> EpochStatement:
        """The newest epoch."""
        return verify_chain(self.epochs.root_key, self.epochs.epochs)[-1]

    def log_in(self) -> str:
        """Get a token."""
        challenge = ask(self.http, "POST", "/v1/challenge", protocol.Challenge, protocol.ChallengeRequest(self.id))
        data = protocol.token_input(self.epochs.root_key, self.id, challenge.challenge)
        request = protocol.TokenRequest(self.id, challenge.challenge, self.key.sign(data))
        self.token = ask(self.http, "POST", "/v1/token", protocol.Token, request).token
        return self.token

    def headers(self) -> dict[str, str]:
        """With a token."""
        if not self.token:
            self.log_in()
        return {**_HEADERS, "Authorization": f"Bearer {self.token}"}

    def exchange(
        self, envelopes: Sequence[bytes] = (), budget: int = protocol.DEFAULT_BUDGET, epoch: int | None = None
    ) -> protocol.ExchangeAnswer:
        """One exchange; cursors move on."""
        request = protocol.ExchangeRequest(
            version=protocol.VERSION,
            epoch=self.epoch.number if epoch is None else epoch,
            head_size=self.head_size,
            cursors=self.cursors,
            kinds={name: kind.schema for name, kind in KINDS.items()},
            envelopes=tuple(envelopes),
            budget=0 if envelopes else budget,
        )
        headers = {**self.headers(), "Accept-Encoding": "zstd"}
        # httpx would decompress zstd by itself where it can: the raw bytes are read instead.
        with self.http.stream("POST", "/v1/exchange", content=protocol.encode(request), headers=headers) as response:
            raw = b"".join(response.iter_raw())
            if response.headers.get("content-encoding") == "zstd":
                raw = protocol.decompress(raw, protocol.MAX_ANSWER)
        plain = httpx.Response(response.status_code, content=raw)
        answer = read(plain, protocol.ExchangeAnswer)
        self.cursors = dict(answer.cursors)
        return answer

    def open_result(self, settled: protocol.Settled) -> protocol.ResultBody:
        """What the hub sealed for this device."""
        info = protocol.RESULT_INFO + settled.event.encode()
        return protocol.decode(sealing.open_with(self.vault, settled.sealed, info), protocol.ResultBody)


def finish_message(
    code: EnrolCode, root_key: bytes, challenge: bytes, key: Ed25519PrivateKey, vault: bytes, name: str, csr: bytes
) -> protocol.EnrolFinish:
    """A proved request."""
    bare = protocol.EnrolFinish(
        code.code_id, challenge, name, key.public_key().public_bytes_raw(), sealing.public_of(vault), b"", b"", csr
    )
    data = protocol.enrol_proof_input(root_key, bare)
    return msgspec.structs.replace(bare, proof=hmac.digest(code.secret, data, "sha256"), signature=key.sign(data))


def enrol(
    http: httpx.Client, epochs: protocol.Epochs, code_text: str, name: str = "Máy thử", csr: bytes = b""
) -> Device:
    """Enrol with a one-time code."""
    code = parse_enrol_code(code_text)
    assert code.fits(epochs.root_key)
    begun = ask(http, "POST", "/v1/enrol/begin", protocol.EnrolChallenge, protocol.EnrolBegin(code.code_id))
    key, vault = Ed25519PrivateKey.generate(), sealing.generate()
    message = finish_message(code, epochs.root_key, begun.challenge, key, vault, name, csr)
    enrolled = ask(http, "POST", "/v1/enrol/finish", protocol.Enrolled, message)
    return Device(http, epochs, enrolled.device, enrolled.person, key, vault, enrolled)
