"""Pages about feeds: the address of the own calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ascn8.meeting.facts import current_meeting
from delegates.signed_in import account_of
from sessions.moments import venue_time
from sessions.personal_feed import feed_of, renew, revoke, subscription


@require_http_methods(["GET", "HEAD", "POST"])
@venue_time()
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address of the own calendar: make one, make another, take it away (`do` is renew or revoke)."""
    user = account_of(request)
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            revoke(user=user, at=timezone.now())
            messages.success(request, _("The address is revoked. Nothing can be read under it any more."))
        else:
            renew(user=user, at=timezone.now())
            messages.success(request, _("Your calendar has a new address."))
        return redirect("my_calendar")
    feed = feed_of(user)
    name = _("My %(meeting)s") % {"meeting": current_meeting().short_name}
    links = subscription(feed, name=name) if feed else None
    return render(request, "sessions/feeds/my_calendar.html", {"feed": feed, "subscription": links})
