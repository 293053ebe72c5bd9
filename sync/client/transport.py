"""HTTP to the hub: the only import of httpx. Knows nothing of what is said, deletes nothing.

TLS trusts exactly one certificate, the one that the root-signed epoch names; no authority, no clock: a device whose
clock is a year off still knows its hub. Without a certificate (fetching the epochs, which authenticate themselves)
nothing is checked and nothing secret is sent.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import httpx

from models.errors import HubAnswerError, HubIdentityError, InvalidInputError, OfflineError
from sync import protocol

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 60.0
LISTEN_SECONDS: Final = 70.0  # the hub says something at least every 25 s
_NO_CHECK_TIME: Final = ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME: the epoch has its own validity

logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write every address, papers' names among them


class ReplyLostError(OfflineError):
    """The request may have reached the hub; its answer did not arrive."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, lower-case headers and whole body, decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is still coming."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Transport(Protocol):
    """A connection to one address under one trusted certificate."""

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        """One request; a body of at most ``limit`` bytes. Raises OfflineError, ReplyLostError, HubAnswerError,
        HubIdentityError.
        """

    def stream(
        self, method: str, path: str, headers: Mapping[str, str], *, timeout: float
    ) -> AbstractContextManager[Stream]:
        """A request whose body is read while it comes; ``timeout`` seconds without a byte end it."""

    def close(self) -> None:
        """End every connection."""


class Connector(Protocol):
    """Makes transports; a test swaps this, never the client."""

    def __call__(self, base_url: str, certificate: bytes | None) -> Transport:
        """``certificate``: DER of the one that is trusted; None trusts nothing and checks nothing."""


class HttpTransport:
    """HTTPS by httpx."""

    def __init__(self, base_url: str, certificate: bytes | None) -> None:
        self._certificate = certificate
        self._http = httpx.Client(
            base_url=base_url,
            verify=_context(certificate),
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )
        for name in ("user-agent", "accept", "connection", "accept-encoding"):
            del self._http.headers[name]

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        with _naming_faults(), self._http.stream(method, path, headers=dict(headers), content=content) as response:
            self._check_peer(response)
            body = _read_limited(response, limit)
        plain = _lower(response.headers)
        if plain.get("content-encoding") == "zstd":
            try:
                body = protocol.decompress(body, limit)
            except InvalidInputError as error:
                raise HubAnswerError("the answer is compressed wrongly") from error
        elif plain.get("content-encoding", "identity") != "identity":
            raise HubAnswerError("the answer is encoded in an unknown way")
        return Answer(response.status_code, plain, body)

    @contextmanager
    def stream(self, method: str, path: str, headers: Mapping[str, str], *, timeout: float) -> Iterator[Stream]:
        limits = httpx.Timeout(timeout, connect=CONNECT_SECONDS)
        with (
            _naming_faults(),
            self._http.stream(method, path, headers=dict(headers), timeout=limits) as response,
        ):
            self._check_peer(response)
            yield Stream(response.status_code, _lower(response.headers), response.iter_raw())

    def close(self) -> None:
        self._http.close()

    def _check_peer(self, response: httpx.Response) -> None:
        """Trusted is this certificate, not what it might have signed."""
        if self._certificate is None:
            return
        stream: Any = response.extensions.get("network_stream")
        tls = stream.get_extra_info("ssl_object") if stream is not None else None
        if tls is None or tls.getpeercert(True) != self._certificate:
            raise HubIdentityError("the hub shows another certificate than its epoch names")


def _context(certificate: bytes | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False  # the certificate itself is pinned
    if certificate is None:
        context.verify_mode = ssl.CERT_NONE
    else:
        context.load_verify_locations(cadata=certificate)
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
    return context


def _read_limited(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > limit:
            raise HubAnswerError("the answer is too long")
    return bytes(body)


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def _naming_faults() -> Iterator[None]:
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise HubIdentityError("the hub shows another certificate than its epoch names") from error
        raise OfflineError(str(error)) from error
    except (httpx.TransportError, httpx.StreamError) as error:
        raise ReplyLostError(str(error) or type(error).__name__) from error
    except (httpx.InvalidURL, httpx.HTTPError) as error:
        raise HubAnswerError(str(error)) from error
