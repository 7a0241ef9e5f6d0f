"""The short way for public pages: one that is kept and still true is answered before anything else is asked."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path

from ascn8.lib.pages import answer_with, keep_around, kept_page

GetResponse = Callable[[HttpRequest], HttpResponse]


class KeptPagesMiddleware:
    """Answers with the page, and with all the headers, that the long way gave the last time.

    Only a GET of somebody without a session takes it: the long way says then the same to everybody. It stands inside
    of what redirects to https and of what answers when the database is away, and outside of everything that a public
    page does not need.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        # The address alone says the language (ascn8/urls.py).
        page = kept_page(request, get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        if page is not None and page.around is not None:
            return answer_with(request, page, page.around)
        response = self.get_response(request)
        if drawn := getattr(response, "kept_page", None):
            keep_around(drawn, response)
        return response
