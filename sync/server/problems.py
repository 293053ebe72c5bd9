"""Every error answer of the hub is a :class:`sync.protocol.Problem`, so that a portal's page is never taken for one."""

from __future__ import annotations

from starlette.responses import Response

from sync import protocol


class ProblemError(Exception):
    """An answer of 4xx or 5xx: a code for the program, a word for the log of the asking side. No content of records."""

    def __init__(self, status: int, code: str, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {code} {detail}".rstrip())
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}


def problem_response(problem: ProblemError) -> Response:
    """The answer's bytes."""
    return Response(
        protocol.encode(protocol.Problem(protocol.PROBLEM_HUB, problem.code, problem.detail)),
        status_code=problem.status,
        media_type=protocol.MEDIA_TYPE,
        headers=problem.headers,
    )


def is_id(text: str, digits: int = 32) -> bool:
    """Whether an identifier has our form. What has not is nowhere looked up: PostgreSQL takes no NUL, for one."""
    return len(text) == digits and all(c in "0123456789abcdef" for c in text)


def bad_request(detail: str) -> ProblemError:
    """400: the request is not in the protocol's form."""
    return ProblemError(400, "form", detail)


def unauthorized() -> ProblemError:
    """401: no token, a forged one, one that is over, or of a revoked device."""
    return ProblemError(401, "token", "", {"WWW-Authenticate": "Bearer"})


def too_many() -> ProblemError:
    """429: asked too often."""
    return ProblemError(429, "rate", "", {"Retry-After": "30"})
