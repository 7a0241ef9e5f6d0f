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
_KEPT_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class _Page:
    content: bytes
    packed: bytes
    content_type: str
    etag: str


class _Shelf:
    """A dictionary of pages that forgets the longest unused beyond a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: _Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._size += len(page.content) + len(page.packed)
            while self._size > self._most and self._pages:
                gone = self._pages.popitem(last=False)[1]
                self._size -= len(gone.content) + len(gone.packed)


_shelf = _Shelf(_KEPT_BYTES)
_drawing = [threading.RLock() for _ in range(64)]


def public_page(version: Callable[[HttpRequest], Hashable]) -> Callable[[View], View]:
    """Decorator for public GET views: keep the answer under `version(request)`, the address and the language.

    Only answers with status 200 are kept. The ETag is a hash of the content, so it survives a restart.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            key = (
                request.get_host(),
                request.get_full_path(),
                get_language(),
                bool(request.headers.get("HX-Request")),
                version(request),
            )
            page = _shelf.get(key)
            if page is not None:
                return _answer(request, page)
            # One thread draws, the others wait for it: a new release is asked for by everybody at once.
            with _drawing[hash(key) % len(_drawing)]:
                page = _shelf.get(key)
                if page is None:
                    response = view(request, *args, **kwargs)
                    if response.status_code != 200 or response.streaming:
                        return response
                    page = _page_of(response)
                    _shelf.put(key, page)
            return _answer(request, page)

        return wrapped

    return decorate


def _page_of(response: HttpResponse) -> _Page:
    content = response.content
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return _Page(content, gzip.compress(content, 6, mtime=0), response["Content-Type"], etag)


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    response: HttpResponse
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(page.packed, content_type=page.content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.content, content_type=page.content_type)
    response["ETag"] = page.etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "HX-Request"])
    return response
