"""Asking a timestamp authority or a revocation service over HTTP, within limits."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Protocol

from models.errors import EnvironmentFaultError


class ServiceError(EnvironmentFaultError):
    """A timestamp or revocation service did not answer, or not usefully; try again later."""


class Fetch(Protocol):
    """POST ``body`` with this content type, or GET where ``body`` is None; returns the answer's body.

    Raises :class:`ServiceError`.
    """

    def __call__(self, url: str, body: bytes | None, content_type: str) -> bytes: ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """These services answer themselves; a redirect leads to somebody's portal."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class HttpFetch:
    """Plain HTTP or HTTPS. ``timeout`` in seconds, ``limit`` in bytes of an answer."""

    timeout: float = 15.0
    limit: int = 1024 * 1024

    def __call__(self, url: str, body: bytes | None, content_type: str) -> bytes:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise ServiceError("only http and https addresses are asked")
        headers = {"Content-Type": content_type} if body is not None else {}
        request = urllib.request.Request(url, data=body, headers=headers)
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=self.timeout) as answer:
                data: bytes = answer.read(self.limit + 1)
        except urllib.error.HTTPError as error:
            error.close()
            raise ServiceError(f"no answer: {error}") from error
        except (OSError, ValueError) as error:
            raise ServiceError(f"no answer: {error}") from error
        if len(data) > self.limit:
            raise ServiceError("the answer is too large")
        return data
