"""Public pages drawn once for each content version, kept in the process, and answered with 304 where nothing changed.

What is personal never stands in such a page: it comes beside it. The page is a function of its address, the language
and the version that the view names; so it is never stale, and needs no time-out.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

View = Callable[..., HttpResponse]
Version = Callable[[HttpRequest], Hashable]
Headers = tuple[tuple[str, str], ...]
_KEPT_BYTES = 64_000_000
# Of each form of the page (plain, packed, unchanged) on its own.
_OF_THE_FORM = {"content-type", "content-length", "content-encoding", "etag"}


@dataclass(slots=True)
class Page:
    """An answer as the view drew it. `around`: its headers with those of the middleware, once it was answered."""

    version: Hashable
    ask: Version
    content: bytes
    packed: bytes
    content_type: str
    etag: str
    headers: Headers
    around: Headers | None = None

    @property
    def size(self) -> int:
        return len(self.content) + len(self.packed)


class _Shelf:
    """A dictionary of pages that forgets the longest unused beyond a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep `page`, instead of the one of an earlier version."""
        with self._lock:
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self._size += page.size - (old.size if old else 0)
            while self._size > self._most and self._pages:
                self._size -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0


_shelf = _Shelf(_KEPT_BYTES)
_drawing = [threading.RLock() for _ in range(64)]


def public_page(version: Version, *, cache_control: str = "public, no-cache") -> Callable[[View], View]:
    """Decorator for public GET views: keep the answer under `version(request)`, the address and the language.

    Only answers with status 200 are kept, with the headers that the view gave them. The ETag is a hash of the content,
    so it survives a restart.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            key, now = address_of(request, get_language()), _version_now(request, version)
            page = _shelf.get(key)
            if page is None or page.version != now:
                # One thread draws, the others wait for it: a new release is asked for by everybody at once.
                with _drawing[hash(key) % len(_drawing)]:
                    page = _shelf.get(key)
                    if page is None or page.version != now:
                        response = view(request, *args, **kwargs)
                        if response.status_code != 200 or response.streaming:
                            return response
                        page = _page_of(response, version, now, cache_control)
                        _shelf.put(key, page)
            answer = answer_with(request, page, page.headers)
            answer.kept_page = page  # type: ignore[attr-defined]  # for ascn8/kept_pages.py
            return answer

        return wrapped

    return decorate


def address_of(request: HttpRequest, language: str | None) -> Hashable:
    """Under what a page is kept: all that it may depend on beside its version."""
    meta = request.META
    return (
        meta.get("HTTP_HOST") or f"{meta.get('SERVER_NAME')}:{meta.get('SERVER_PORT')}",
        request.path,
        meta.get("QUERY_STRING", ""),
        language,
        # As it is said and not whether: views read the word.
        meta.get("HTTP_HX_REQUEST", ""),
    )


def kept_page(request: HttpRequest, language: str) -> Page | None:
    """The page of this address, where one is kept that is of the version of now."""
    page = _shelf.get(address_of(request, language))
    return page if page is not None and page.version == _version_now(request, page.ask) else None


def _version_now(request: HttpRequest, ask: Version) -> Hashable:
    """The version, asked for once in a request: where the kept page is old, the view does not ask again."""
    known: tuple[Version, Hashable] | None = getattr(request, "version_now", None)
    if known is None or known[0] is not ask:
        known = (ask, ask(request))
        request.version_now = known  # type: ignore[attr-defined]  # for this request alone
    return known[1]


def keep_around(page: Page, response: HttpResponse) -> None:
    """Remember the headers with which the middleware answered: the same belong to the page the next time."""
    if not response.cookies and "cookie" not in response.get("Vary", "").lower():
        page.around = tuple((name, value) for name, value in response.items() if name.lower() not in _OF_THE_FORM)


def forget_pages() -> None:
    """Drop every kept page. For tests, whose databases start again at the same numbers."""
    _shelf.clear()


def answer_with(request: HttpRequest, page: Page, headers: Headers) -> HttpResponse:
    """`page` in the form that the client wants: nothing where it has it already, packed where it can read that."""
    meta = request.META
    response: HttpResponse
    if page.etag in meta.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
    elif "gzip" in meta.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(page.packed, content_type=page.content_type)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(page.packed))
    else:
        response = HttpResponse(page.content, content_type=page.content_type)
        response.headers["Content-Length"] = str(len(page.content))
    for name, value in headers:
        response.headers[name] = value
    response.headers["ETag"] = page.etag
    return response


def _page_of(response: HttpResponse, ask: Version, version: Hashable, cache_control: str) -> Page:
    content = response.content
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    response["Cache-Control"] = cache_control
    patch_vary_headers(response, ["Accept-Encoding", "HX-Request"])
    headers = tuple((name, value) for name, value in response.items() if name.lower() not in _OF_THE_FORM)
    content_type = response["Content-Type"]
    return Page(version, ask, content, gzip.compress(content, 6, mtime=0), content_type, etag, headers)
