"""The hub as a device speaks to it: messages, token, trust. Raises our errors, never a status code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.epochs import EpochStatement
from models.errors import (
    EcabinetError,
    HubAnswerError,
    HubIdentityError,
    InvalidInputError,
    OfflineError,
    RefusedError,
)
from models.hub_trust import HubTrust
from models.profile import Profile
from models.types import Refusal
from sync import protocol
from sync.client.transport import LISTEN_SECONDS, READ_SECONDS, Answer, Connector, HttpTransport, Stream, Transport

SMALL: Final = 256 * 1024  # bytes of an ordinary answer
_M = TypeVar("_M", bound=protocol.Message)


class HubProblemError(EcabinetError):
    """The hub itself said no to a request. ``code`` is :class:`sync.protocol.Problem`'s."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code} {detail}".rstrip())
        self.status = status
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, and at which hub."""

    address: str
    root_key: bytes
    device: str

    @classmethod
    def of(cls, profile: Profile) -> Identity:
        """The identity of an enrolled profile."""
        return cls(profile.hub_address, profile.root_key, profile.device)

    @property
    def base_url(self) -> str:
        """Always TLS."""
        return f"https://{self.address}"


def read_message(answer: Answer, kind: type[_M]) -> _M:
    """The message in an answer. Raises :class:`HubProblemError` for our hub's refusals, :class:`HubAnswerError` for
    anything that is not our hub's: a portal's page, a proxy's error, a cut body.
    """
    if answer.headers.get("content-type", "").split(";")[0].strip() != protocol.MEDIA_TYPE:
        raise HubAnswerError(f"status {answer.status} and no answer of ours")
    try:
        if answer.status != 200:
            problem = protocol.decode(answer.body, protocol.Problem)
            if problem.hub != protocol.PROBLEM_HUB:
                raise HubAnswerError("a problem of another program")
            raise HubProblemError(answer.status, problem.code, problem.detail)
        return protocol.decode(answer.body, kind)
    except InvalidInputError as error:
        raise HubAnswerError(str(error)) from error


def fetch_epochs(base_url: str, connect: Connector) -> protocol.Epochs:
    """Every epoch, from whoever answers: the caller verifies them against the pinned root key."""
    transport = connect(base_url, None)
    try:
        return read_message(transport.request("GET", "/v1/epochs", {}, b"", SMALL * 4), protocol.Epochs)
    finally:
        transport.close()


class HubConnection:
    """One device's connection. Not thread-safe: one for each thread."""

    def __init__(
        self,
        identity: Identity,
        epoch: EpochStatement,
        device_key: Ed25519PrivateKey,
        connect: Connector = HttpTransport,
    ) -> None:
        self._identity = identity
        self._device_key = device_key
        self._connect = connect
        self._certificate = epoch.tls_certificate
        self._transport: Transport | None = None
        self._token = ""

    def __enter__(self) -> HubConnection:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def epochs(self) -> protocol.Epochs:
        """The hub's epochs, unverified. Raises :class:`HubIdentityError` for another root key."""
        epochs = fetch_epochs(self._identity.base_url, self._connect)
        if epochs.root_key != self._identity.root_key:
            raise HubIdentityError("the hub has another root key than the pinned one")
        return epochs

    def trust(self, epoch: EpochStatement) -> None:
        """From now on trust the certificate of ``epoch``."""
        if epoch.tls_certificate != self._certificate:
            self.close()
            self._certificate = epoch.tls_certificate

    def adopt_epochs(self, known: bytes) -> HubTrust:
        """Fetch the epochs, verify them against the root key and the one ``known``, trust the newest.

        Raises :class:`HubIdentityError`, :class:`OfflineError`, :class:`HubAnswerError`.
        """
        trust = HubTrust.verified(self._identity.root_key, self.epochs().epochs, known)
        self.trust(trust.newest)
        return trust

    def exchange(self, request: protocol.ExchangeRequest) -> protocol.ExchangeAnswer:
        """``POST /v1/exchange``."""
        content = protocol.encode(request)
        headers = {"accept-encoding": "zstd"}
        packed = protocol.compress(content)
        if packed is not None:
            content, headers = packed, headers | {"content-encoding": "zstd"}
        answer = self._authorized("POST", "/v1/exchange", headers, content, protocol.MAX_ANSWER)
        return read_message(answer, protocol.ExchangeAnswer)

    def begin_upload(self, begin: protocol.UploadBegin) -> protocol.UploadState:
        """Announce a document; which pieces the hub lacks."""
        answer = self._authorized("POST", "/v1/documents", {}, protocol.encode(begin), SMALL)
        return read_message(answer, protocol.UploadState)

    def put_piece(self, document: str, number: int, data: bytes) -> protocol.UploadState:
        """Send one piece."""
        path = f"/v1/documents/{document}/pieces/{number}"
        return read_message(self._authorized("PUT", path, {}, data, SMALL), protocol.UploadState)

    def order_done(self, order: str, signature: bytes) -> None:
        """Tell that an order was carried out."""
        message = protocol.OrderDone(order, signature)
        read_message(
            self._authorized("POST", "/v1/orders/done", {}, protocol.encode(message), SMALL), protocol.OrderDone
        )

    @contextmanager
    def get_range(self, document: str, first: int, last: int) -> Iterator[Iterator[bytes]]:
        """Bytes ``first`` to ``last`` (included) of a document, while they come."""
        path = f"/v1/documents/{document}"
        with self._stream(path, {"range": f"bytes={first}-{last}"}, READ_SECONDS) as stream:
            if stream.headers.get("content-range", "").rpartition("/")[0] != f"bytes {first}-{last}":
                raise HubAnswerError("another range than the one asked for")
            yield stream.chunks

    @contextmanager
    def listen(self) -> Iterator[Iterator[bytes]]:
        """``GET /v1/wake``: chunks of server-sent events."""
        with self._stream("/v1/wake", {"accept": "text/event-stream"}, LISTEN_SECONDS) as stream:
            if not stream.headers.get("content-type", "").startswith("text/event-stream"):
                raise HubAnswerError("no event stream")
            yield stream.chunks

    @contextmanager
    def _stream(self, path: str, headers: Mapping[str, str], timeout: float) -> Iterator[Stream]:
        for attempt in (1, 2):
            sent = {**headers, "authorization": f"Bearer {self._bearer()}"}
            with self._open().stream("GET", path, sent, timeout=timeout) as stream:
                if stream.status in {200, 206}:
                    yield stream
                    return
                body = b"".join(stream.chunks)[:SMALL]
                try:
                    read_message(Answer(stream.status, stream.headers, body), protocol.Health)
                except HubProblemError as problem:
                    if problem.status != 401 or attempt == 2:
                        raise _named(problem) from problem
            self._token = ""

    def _authorized(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        kind = {"content-type": protocol.MEDIA_TYPE}
        for attempt in (1, 2):
            sent = {**kind, **headers, "authorization": f"Bearer {self._bearer()}"}
            answer = self._open().request(method, path, sent, content, limit)
            if answer.status == 200:
                return answer
            try:
                read_message(answer, protocol.Health)
            except HubProblemError as problem:
                if problem.status == 401 and attempt == 1:
                    self._token = ""
                    continue
                raise _named(problem) from problem
        raise HubAnswerError("no token is good enough")

    def _bearer(self) -> str:
        if not self._token:
            device = self._identity.device
            challenge = self._post("/v1/challenge", protocol.ChallengeRequest(device), protocol.Challenge).challenge
            proof = self._device_key.sign(protocol.token_input(self._identity.root_key, device, challenge))
            request = protocol.TokenRequest(device, challenge, proof)
            self._token = self._post("/v1/token", request, protocol.Token).token
        return self._token

    def _post(self, path: str, message: protocol.Message, kind: type[_M]) -> _M:
        headers = {"content-type": protocol.MEDIA_TYPE}
        try:
            return read_message(self._open().request("POST", path, headers, protocol.encode(message), SMALL), kind)
        except HubProblemError as problem:
            raise _named(problem) from problem

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport = self._connect(self._identity.base_url, self._certificate)
        return self._transport


def _named(problem: HubProblemError) -> EcabinetError:
    """A problem in our error tree: busy is offline, a revoked device is refused, the rest is told apart by code."""
    if problem.status in {429, 503}:
        return OfflineError(f"the hub is busy ({problem.code})")
    if problem.code == "device_revoked":
        return RefusedError(Refusal.DEVICE_REVOKED.value)
    if problem.status >= 500 and problem.status != 507:
        return HubAnswerError(f"the hub failed ({problem.code})")
    return problem
