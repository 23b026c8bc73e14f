"""The read-only web app over the current release: one route per kind of page, all of them answered to GET alone."""

from __future__ import annotations

import gzip
import hashlib
import secrets
import threading
import webbrowser
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from flows.browse import asking
from flows.browse.addresses import Served, Target, key_of
from flows.browse.pages import texts
from flows.browse.reading import Opened, Shelf
from flows.browse.reports import Reports, policy
from flows.browse.site import HERE, POLICY, build, environment, other, render
from flows.browse.wording import LANGUAGES, Wording, preferred
from flows.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOST = "127.0.0.1"
# A page of another site cannot reach the app by giving this machine a name of its own.
_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
_HEADERS = {
    "Content-Security-Policy": POLICY + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FILTERS = ("q", "from", "to", "kind", "code", "modality", "formula", "level", "place", "figure", "reason", "sql")
_LONGEST = {"sql": 20_000}
# Pages made at the same time: more would only make each other late on two cores, and each holds memory.
_MAKING = threading.BoundedSemaphore(4)
_KEPT_OPEN = 60  # seconds in which a reader's connection may be silent
_FAST = 1  # level of gzip: it takes the least time, and pages are repetitive enough for it


def create(data: Path) -> FastAPI:
    """The app over the releases of a data folder."""
    shelf = Shelf(data)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        shelf.close()

    app = FastAPI(title="zhanyi", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.shelf = shelf
    # Finished pages are kept for this process only: its mark keeps browsers from showing those of an older program.
    app.state.mark = secrets.token_hex(4)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)
    app.middleware("http")(_with_headers)
    app.exception_handler(HTTPException)(_trouble)
    app.exception_handler(RequestValidationError)(_misunderstood)
    app.exception_handler(WarehouseError)(_nothing_to_show)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.state.reports = Reports(data)
    _add_texts(app, shelf)
    _add_reports(app, app.state.reports)
    _add_downloads(app, shelf)
    _add_pages(app, shelf)
    return app


def _add_pages(app: FastAPI, shelf: Shelf) -> None:
    def show(request: Request, kind: str, key: str = "", section: str = "") -> Response:
        return _page(request, shelf, kind, key, section)

    @app.get("/")
    def overview(request: Request) -> Response:
        return show(request, "overview")

    @app.get("/search")
    def search(request: Request) -> Response:
        return show(request, "search")

    @app.get("/quality")
    def quality(request: Request) -> Response:
        return show(request, "quality")

    @app.get("/query")
    def query(request: Request) -> Response:
        return show(request, "query")

    @app.get("/{kind}/{key}")
    def about(request: Request, kind: str, key: str) -> Response:
        return show(request, kind, key)

    @app.get("/{kind}/{key}/{section}")
    def about_list(request: Request, kind: str, key: str, section: str) -> Response:
        return show(request, kind, key, section)

    @app.get("/{section}")
    def listing(request: Request, section: str) -> Response:
        return show(request, "list", "", section)


def _add_texts(app: FastAPI, shelf: Shelf) -> None:
    @app.get("/fact/{fact_id}")
    def fact(request: Request, fact_id: str) -> Response:
        with shelf.current() as opened:
            found = texts.part_of(opened, fact_id)
        if found is None:
            raise HTTPException(404, fact_id)
        address = Served(_given_language(request))("article", found[0], page=found[1], anchor=f"f-{fact_id}")
        return RedirectResponse(str(address), status_code=302)

    @app.get("/document/{document_id}/raw.txt")
    def raw(document_id: str) -> Response:
        with shelf.current() as opened:
            text = texts.raw_text(opened, document_id)
        if text is None:
            raise HTTPException(404, document_id)
        return Response(text.encode(), media_type="text/plain; charset=utf-8")


def _add_reports(app: FastAPI, reports: Reports) -> None:
    @app.get("/report/{run_id}")
    def report(run_id: str) -> Response:
        text = reports.text(run_id)
        if text is None:
            raise HTTPException(404, run_id)
        headers = {"Content-Security-Policy": policy(text), "Cache-Control": "no-cache"}
        return Response(text.encode(), media_type="text/html; charset=utf-8", headers=headers)


def _add_downloads(app: FastAPI, shelf: Shelf) -> None:
    kinds = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}

    def fetch(form: str, sql: str) -> Response:
        try:
            with shelf.current() as opened:
                content = asking.download(opened, sql, form)
        except asking.QueryError as error:
            raise HTTPException(400, str(error)) from error
        return Response(content, media_type=kinds[form], headers={"Content-Disposition": f'attachment; filename="zhanyi.{form}"'})

    @app.get("/query.csv")
    def csv(sql: str) -> Response:
        return fetch("csv", sql)

    @app.get("/query.parquet")
    def parquet(sql: str) -> Response:
        return fetch("parquet", sql)


def _page(request: Request, shelf: Shelf, kind: str, key: str, section: str) -> Response:
    """A page, from those kept if it was made before; a browser that has it already is told so."""
    target = _target(request, kind, key, section)
    given = _given_language(request)
    lang = preferred(given, request.headers.get("accept-language", ""))
    with shelf.current() as opened:
        reports = request.app.state.reports.runs() if kind == "quality" else frozenset()
        wanted = (target, lang, given, shelf.trouble, tuple(sorted(reports)))
        tag = f'W/"{hashlib.sha256(repr((request.app.state.mark, opened.run_id, wanted)).encode()).hexdigest()[:24]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language, Accept-Encoding"}
        keeps = kind != "query"
        if keeps and request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        packed = opened.kept.get(wanted) if keeps else None
        if packed is None:
            # Queries of readers, which may take seconds, wait for each other (asking.py) and let the other pages pass.
            with _MAKING if keeps else nullcontext():
                packed = gzip.compress(_made(opened, target, lang, given, shelf.trouble, reports).encode(), _FAST)
            if keeps:
                opened.kept.keep(wanted, packed)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="text/html; charset=utf-8", headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="text/html; charset=utf-8", headers=headers)


def _made(opened: Opened, target: Target, lang: str, given: str | None, trouble: str | None, reports: frozenset[str]) -> str:
    page = build(opened, target)
    if page is None:
        raise HTTPException(404, target.key or target.section)
    more = {"chosen_lang": given is not None, "trouble": trouble, "reports": reports}
    return render(page, opened, target, lang, Served(given), Served(other(lang)), **more)


def _target(request: Request, kind: str, key: str, section: str) -> Target:
    """What is asked for. Filters that no page has, and characters beyond what any filter needs, are left out."""
    asked = request.query_params
    filters = tuple((name, asked[name][: _LONGEST.get(name, 100)]) for name in _FILTERS if asked.get(name))
    number = asked.get("page", "1")
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 7 and int(number) > 0):
        raise HTTPException(404, number[:20])
    return Target(kind, key_of(key), section, int(number), filters)


def _given_language(request: Request) -> str | None:
    given = request.query_params.get("lang")
    return given if given in LANGUAGES else None


async def _with_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _told(request: Request, status: int, message: str) -> Response:
    say = Wording(preferred(request.query_params.get("lang"), request.headers.get("accept-language", "")))
    shown = status if f"trouble.{status}" in _troubles() else 400
    text = environment().get_template("trouble.html").render(say=say, status=shown, message=message)
    return Response(text, status_code=status, media_type="text/html; charset=utf-8")


def _troubles() -> set[str]:
    return {f"trouble.{status}" for status in (400, 404, 405, 422, 500, 503)}


async def _trouble(request: Request, error: Any) -> Response:
    return _told(request, error.status_code, str(error.detail))


async def _misunderstood(request: Request, error: Any) -> Response:
    return _told(request, 422, "; ".join(str(one["msg"]) for one in error.errors()))


async def _nothing_to_show(request: Request, error: Any) -> Response:
    return _told(request, 503, str(error))


def serve(data: Path, port: int, show: bool) -> None:
    """Serve the app on this machine's loopback until interrupted; `show` opens it in the user's browser."""
    app = create(data)
    with app.state.shelf.current() as opened:
        release = opened.run_id
    config = uvicorn.Config(
        app, host=HOST, port=port, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=_KEPT_OPEN
    )
    address = f"http://{HOST}:{port}/"
    print(f"release {release}: {address} (Ctrl + C ends it)", flush=True)
    if show:
        webbrowser.open(address)
    uvicorn.Server(config).run()
