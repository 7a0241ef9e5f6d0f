"""What stands between every request and every view."""

import ipaddress
import logging
import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.limits.spending import spend
from ascn8.meeting.versions import read_once

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]


def plain_page(status: int, title: str, text: str) -> HttpResponse:
    """A page that needs neither database nor session: for answers given before there is either."""
    page = get_template("plain.html").render({"title": title, "text": text, "status": status})
    return HttpResponse(page, status=status)


class OneLookMiddleware:
    """The content versions are read once for each request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with read_once():
            return self.get_response(request)


class DatabaseAwayMiddleware:
    """A lost database is 503 with Retry-After, not 500: the browser and the load balancer know to come back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            if _is_bug(error):
                raise
            return self.away(error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError) and not _is_bug(exception):
            return self.away(exception)
        return None

    @staticmethod
    def away(error: Exception) -> HttpResponse:
        log.warning("answered 503, the database said: %s", error)
        close_old_connections()
        response = plain_page(
            503,
            _("One moment, please"),
            _("The service is busy or restarting. Nothing you sent was lost or half done. Try again in a few seconds."),
        )
        response["Retry-After"] = "3"
        return response


def _is_bug(error: Exception) -> bool:
    """SQLite reports a missing table or column by the same class as a lock that took too long."""
    return "no such" in str(error) or "has no column" in str(error)


class BodyGuardMiddleware:
    """Answers 400 to requests that no honest client sends, before anything parses them twice.

    Django reads `request.POST` again in its own error pages; an unparsable body would turn a 404 into a 500.
    """

    # Room for a file somewhat too large, so that the form can say so in its own words.
    LONGEST = 4 * settings.UPLOAD_MAX_BYTES

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return self.bad(400)
        if request.method == "POST":
            # Files go to the disk while they are read, whoever sends them; so the length is asked first.
            if _declared_length(request) > self.LONGEST:
                return self.bad(413)
            try:
                _parsed = request.POST
            except RequestDataTooBig:
                return self.bad(413)
            except UnreadablePostError:
                return self.bad(400)
            except (MultiPartParserError, BadRequest, SuspiciousOperation, LookupError, ValueError):
                return self.bad(400)
            if any("\x00" in value for values in request.POST.lists() for value in values[1]):
                return self.bad(400)
        return self.get_response(request)

    @staticmethod
    def bad(status: int) -> HttpResponse:
        if status == 413:
            return plain_page(
                status,
                _("Too much at once"),
                _("What you sent is too large. Send less, or in parts."),
            )
        return plain_page(
            status,
            _("We could not read that"),
            _("The request was damaged on its way. Go back and try again."),
        )


def _declared_length(request: HttpRequest) -> int:
    """What the client says it sends; Django never reads more than that, and nothing where it says nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class PrivateByDefaultMiddleware:
    """Nothing that a person sees while signed in may lie in any cache, unless a view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Private by default, and public pages do not even open the session: Django's own asks for the user first."""

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SignedInCookieMiddleware:
    """Tells scripts on the public pages whether it is worth asking for what is personal. The cookie holds no secret.

    Only where the request opened the session anyway: public pages must not open it.
    """

    NAME = "ascn8_signed_in"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed:
            signed_in = SESSION_KEY in request.session
            if signed_in and self.NAME not in request.COOKIES:
                age = request.session.get_expiry_age()
                response.set_cookie(self.NAME, "1", max_age=age, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
            elif not signed_in and self.NAME in request.COOKIES:
                response.delete_cookie(self.NAME, samesite="Lax")
        return response


class LimitsMiddleware:
    """Slows down guessing at every account form, by network and by account, counted in the database.

    Guesses at one account are counted over all networks. Requests for a mail are counted within one network, so that
    a stranger cannot keep somebody from getting in by a code.
    """

    # (attempts, seconds)
    PER_NETWORK = (30, 300)
    PER_ACCOUNT = (10, 300)
    MAILS = ("login/code", "password/reset", "signup")
    _accounts = re.compile(r"^(/ms)?/accounts/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and self._accounts.match(request.path_info):
            wait = self.wait(request)
            if wait:
                return self.slow_down(wait)
        return self.get_response(request)

    def wait(self, request: HttpRequest) -> int:
        """Seconds until this client may try again; 0: now."""
        action = self._accounts.sub("", request.path_info).strip("/")
        network = client_network(request)
        waits = [spend(f"accounts:{action}:{network}", *self.PER_NETWORK)]
        within = network if action in self.MAILS else ""
        for account in sorted(self.accounts(request)):
            waits.append(spend(f"accounts:{action}:{account}:{within}", *self.PER_ACCOUNT))
        return max(waits)

    @staticmethod
    def accounts(request: HttpRequest) -> set[str]:
        """Whose secret may be tried: every typed address, who is signed in, who is half way in.

        All of them count: a field that the page does not have must not hide whom a guess is aimed at.
        """
        typed = {request.POST.get(field, "").strip().lower()[:254] for field in ("login", "email")}
        signed_in = str(request.user.pk) if request.user.is_authenticated else ""
        begun = request.session.get("account_login")
        half_way = str(begun.get("user_pk") or begun.get("email") or "") if isinstance(begun, dict) else ""
        return (typed | {signed_in, half_way}) - {""}

    @staticmethod
    def slow_down(seconds: int) -> HttpResponse:
        minutes = -(-seconds // 60)
        response = plain_page(
            429,
            _("Too many attempts"),
            ngettext(
                "To protect accounts we pause here. Try again in %(minutes)d minute.",
                "To protect accounts we pause here. Try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes},
        )
        response["Retry-After"] = str(seconds)
        return response


def client_network(request: HttpRequest) -> str:
    """The client's address as the outermost trusted proxy saw it; forged headers change nothing.

    Of an IPv6 address only the first 64 bits: a household has all the others.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    count = settings.TRUSTED_PROXIES
    seen = hops[-count] if count and len(hops) >= count else str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return seen
    if isinstance(address, ipaddress.IPv6Address):
        # A server that listens on both kinds sees ::ffff:192.0.2.1; the first 64 bits of these are the whole world.
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return seen


class StaffSecondFactorMiddleware:
    """Staff without a second factor may do one thing: set one up."""

    _allowed = re.compile(r"^(/ms)?/(accounts|static|health)/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_NEED_SECOND_FACTOR and self.must_set_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def must_set_up(self, request: HttpRequest) -> bool:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or self._allowed.match(request.path_info):
            return False
        user = request.user
        return bool(
            user.is_authenticated
            and user.is_staff
            and not Authenticator.objects.filter(user=user, type__in=["totp", "webauthn"]).exists()
        )
