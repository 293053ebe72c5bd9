"""The hub over HTTP: routes, limits, and the form of every answer. What an endpoint does is in its own module."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from models.errors import (
    DocumentDamagedError,
    EcabinetError,
    EnrolmentCodeError,
    InvalidInputError,
    NotAllowedError,
    RefusedError,
    SecrecyRefusedError,
    StorageFullError,
)
from sync import protocol
from sync.server import documents, enrolment, exchange, orders
from sync.server.hub import Caller, Hub
from sync.server.problems import ProblemError, bad_request, problem_response, too_many, unauthorized
from sync.server.wake import MAX_LISTENERS

_log = logging.getLogger(__name__)
_M = TypeVar("_M", bound=protocol.Message)
_SMALL = 64 * 1024  # bytes of an ordinary request


def make_app(hub: Hub) -> FastAPI:
    """The application of one hub."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await hub.wake.open()
        try:
            yield
        finally:
            await hub.wake.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    _add_error_handlers(app)
    _add_entry_routes(app, hub)
    _add_exchange_routes(app, hub)
    _add_document_routes(app, hub)
    return app


def _add_entry_routes(app: FastAPI, hub: Hub) -> None:
    @app.get("/v1/health")
    async def health() -> Response:
        return _answer(hub.health())

    @app.get("/v1/epochs")
    async def epochs() -> Response:
        return _answer(hub.epochs_message)

    @app.post("/v1/enrol/begin")
    async def enrol_begin(request: Request) -> Response:
        message = await _message(request, protocol.EnrolBegin)
        _limit(hub, request, "enrol", message.code_id)
        return _answer(await run_in_threadpool(enrolment.begin, hub, message))

    @app.post("/v1/enrol/finish")
    async def enrol_finish(request: Request) -> Response:
        message = await _message(request, protocol.EnrolFinish)
        _limit(hub, request, "enrol", message.code_id)
        return _answer(await run_in_threadpool(enrolment.finish, hub, message))

    @app.post("/v1/challenge")
    async def challenge(request: Request) -> Response:
        message = await _message(request, protocol.ChallengeRequest)
        _limit(hub, request, "token", message.device)
        return _answer(protocol.Challenge(hub.token_challenges.make(message.device, hub.clock.now())))

    @app.post("/v1/token")
    async def token(request: Request) -> Response:
        message = await _message(request, protocol.TokenRequest)
        _limit(hub, request, "token", message.device)
        return _answer(await run_in_threadpool(enrolment.token, hub, message))


def _add_exchange_routes(app: FastAPI, hub: Hub) -> None:
    @app.post("/v1/exchange")
    async def exchange_route(request: Request) -> Response:
        device = _device(hub, request)
        message = await _message(request, protocol.ExchangeRequest, protocol.MAX_REQUEST)
        answer = await run_in_threadpool(exchange.run, hub, device, message)
        return _answer(answer, request)

    @app.post("/v1/orders/done")
    async def order_done(request: Request) -> Response:
        device = _device(hub, request)
        message = await _message(request, protocol.OrderDone)
        return _answer(await run_in_threadpool(orders.acknowledge, hub, device, message))

    @app.get("/v1/wake")
    async def wake(request: Request) -> Response:
        await run_in_threadpool(hub.caller, _device(hub, request))
        if hub.wake.listeners >= MAX_LISTENERS:
            raise too_many()
        return StreamingResponse(
            hub.wake.events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )


def _add_document_routes(app: FastAPI, hub: Hub) -> None:
    @app.post("/v1/documents")
    async def announce(request: Request) -> Response:
        caller = await _caller(hub, request)
        message = await _message(request, protocol.UploadBegin)
        return _answer(await run_in_threadpool(documents.announce, hub, caller, message))

    @app.put("/v1/documents/{document}/pieces/{number}")
    async def put_piece(document: str, number: int, request: Request) -> Response:
        caller = await _caller(hub, request)
        data = await _body(request, protocol.PIECE_SIZE)
        return _answer(await run_in_threadpool(documents.put_piece, hub, caller, document, number, data))

    @app.api_route("/v1/documents/{document}", methods=["GET", "HEAD"])
    async def get_document(document: str, request: Request) -> Response:
        device, wanted = _device(hub, request), request.headers.get("range")
        head_only = request.method == "HEAD"
        part, data = await run_in_threadpool(documents.open_part, hub, device, document, wanted, head_only)
        headers = {
            "Accept-Ranges": "bytes",
            "Content-Length": str(part.end - part.start),
            "ETag": f'"{document}"',
            "Cache-Control": "private, no-store",
        }
        if part.partial:
            headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{part.size}"
        status = 206 if part.partial else 200
        media_type = "application/octet-stream"
        if data is not None or head_only:
            return Response(data, status, headers, media_type)
        return StreamingResponse(documents.stream(hub, document, part), status, headers, media_type)


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(ProblemError)
    async def on_problem(_: Request, error: Exception) -> Response:
        return problem_response(_as_problem(error))

    @app.exception_handler(EcabinetError)
    async def on_ours(_: Request, error: Exception) -> Response:
        return problem_response(_as_problem(error))

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return problem_response(ProblemError(status, {404: "not_found", 405: "method"}.get(status, "form")))

    @app.exception_handler(RequestValidationError)
    async def on_validation(_: Request, __: Exception) -> Response:
        return problem_response(bad_request("path or query"))

    @app.exception_handler(Exception)
    async def on_defect(_: Request, __: Exception) -> Response:
        return problem_response(ProblemError(500, "defect"))  # the server logs the traceback


_STATUS: tuple[tuple[type[EcabinetError], int, Callable[[EcabinetError], str]], ...] = (
    (EnrolmentCodeError, 403, lambda error: f"code_{getattr(error, 'reason', 'unknown')}"),
    (SecrecyRefusedError, 422, lambda _: "secrecy"),
    (InvalidInputError, 400, lambda _: "form"),
    (NotAllowedError, 403, lambda _: "not_allowed"),
    (RefusedError, 422, lambda error: str(getattr(error, "reason", "refused"))),
    (StorageFullError, 507, lambda _: "storage_full"),
    (DocumentDamagedError, 500, lambda _: "damaged"),
)


def _as_problem(error: Exception) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    for kind, status, code in _STATUS:
        if isinstance(error, kind):
            return ProblemError(status, code(error), str(error))
    _log.error("unexpected %s", type(error).__name__, exc_info=error)
    return ProblemError(500, "defect")


def _device(hub: Hub, request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    device = hub.tokens.device(token, hub.clock.now()) if scheme.lower() == "bearer" else None
    if device is None:
        raise unauthorized()
    return device


async def _caller(hub: Hub, request: Request) -> Caller:
    return await run_in_threadpool(hub.caller, _device(hub, request))


def _limit(hub: Hub, request: Request, kind: str, subject: str) -> None:
    address = request.client.host if request.client else "?"
    by_address, by_subject = hub.limits[kind]
    # A code is guessed from anywhere. A device is known to strangers: what they ask in its name must not shut it out.
    named = subject[:64] if kind == "enrol" else f"{address} {subject[:64]}"
    if not by_address.allow(address) or not by_subject.allow(named):
        raise too_many()


async def _body(request: Request, limit: int) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not announced.isascii() or not announced.isdigit() or int(announced) > limit:
        raise ProblemError(413, "too_large")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            raise ProblemError(413, "too_large")
    return bytes(data)


async def _message(request: Request, kind: type[_M], limit: int = _SMALL) -> _M:
    if request.headers.get("content-type") != protocol.MEDIA_TYPE:
        raise ProblemError(415, "media_type", protocol.MEDIA_TYPE)
    data = await _body(request, limit)
    encoding = request.headers.get("content-encoding", "")
    if encoding == "zstd":
        data = protocol.decompress(data, limit)
    elif encoding:
        raise ProblemError(415, "encoding", "zstd")
    return protocol.decode(data, kind)


def _answer(message: protocol.Message, request: Request | None = None) -> Response:
    data = protocol.encode(message)
    if request is not None and "zstd" in request.headers.get("accept-encoding", ""):
        packed = protocol.compress(data)
        if packed is not None:
            return Response(packed, media_type=protocol.MEDIA_TYPE, headers={"Content-Encoding": "zstd"})
    return Response(data, media_type=protocol.MEDIA_TYPE)
