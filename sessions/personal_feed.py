"""A person's own calendar, read by programs under a secret address: renewed and revoked by its owner alone.

The address is all that a calendar program shows, so it opens this one feed, for reading, and nothing else.
"""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.codes import feed_token
from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from delegates.models import Registration, User
from sessions.following.own_agenda import OwnItem, own_items, traces
from sessions.ical import Entry, calendar, entry, location, still_told
from sessions.models import CalendarFeed
from sessions.programme import Programme

# Stands for the token in the query that is kept as text.
_TOKEN = "TOKEN"  # noqa: S105  # no secret: its place


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where the calendar is, as a file and for the programs that subscribe by a link of their own."""

    address: str
    webcal: str
    google: str
    outlook: str


@transaction.atomic
def renew(*, user: User, at: dt.datetime) -> CalendarFeed:
    """Give `user` an address; an earlier one is dead from this moment."""
    feed, made = CalendarFeed.objects.update_or_create(user=user, defaults={"token": feed_token(), "made_at": at})
    record(at=at, actor=user, action="feed.make" if made else "feed.renew", subject="calendar feed")
    return feed


@transaction.atomic
def revoke(*, user: User, at: dt.datetime) -> None:
    """Take the address away. Whoever reads under it finds nothing; without one nothing happens."""
    if CalendarFeed.objects.filter(user=user).delete()[0]:
        record(at=at, actor=user, action="feed.revoke", subject="calendar feed")


def feed_of(user: User) -> CalendarFeed | None:
    """The feed of `user`, where there is one."""
    return CalendarFeed.objects.filter(user=user).first()


def subscription(feed: CalendarFeed, *, name: str) -> Subscription:
    """The links of `feed`, which calendars call `name`."""
    address = f"{settings.SITE_URL}{reverse('personal_calendar', args=[feed.token])}"
    webcal = f"webcal://{address.split('://', 1)[1]}"
    outlook = urlencode({"url": address, "name": name}, quote_via=quote)
    return Subscription(
        address,
        webcal,
        f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        f"https://outlook.live.com/calendar/0/addfromweb?{outlook}",
    )


def owner_of(token: str) -> User | None:
    """Whose calendar opens under `token`; None for a wrong and for a revoked one, by the same steps."""
    feed = CalendarFeed.objects.select_related("user").filter(token=token, user__is_active=True).first()
    return feed.user if feed and constant_time_compare(feed.token, token) else None


def own_calendar(user: User, programme: Programme, meeting: Meeting, *, at: dt.datetime) -> bytes:
    """What `user` starred, must attend, has a seat in or appears in; empty, with the reason, where nothing may be."""
    name = _("My %(meeting)s") % {"meeting": meeting.short_name}
    if reason := _why_empty(user, programme):
        return calendar((), programme, meeting, name=name, about=reason)
    items = own_items(user, programme)
    told = {item.code for item in still_told((own.item for own in items), at=at)}
    entries = [own_entry(own, meeting) for own in items if own.item.code in told]
    about = (
        "" if entries else _("You have starred no session, and none asks for you yet. They come here by themselves.")
    )
    return calendar(entries, programme, meeting, name=name, about=about)


def feed_version(token: str) -> Hashable:
    """All of the database that a person's calendar depends on beside the programme, by one query."""
    with connection.cursor() as cursor:
        sql, parameters = _question(connection.vendor)
        cursor.execute(sql, [token if value == _TOKEN else value for value in parameters])
        return tuple(sorted(cursor.fetchall()))


@cache
def _question(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The query behind `feed_version`, made once for each process: to make it costs more than to ask it."""
    users = User.objects.filter(calendar_feed__token=_TOKEN, is_active=True)
    sql, parameters = traces(users).query.sql_with_params()
    return sql, tuple(parameters)


def _why_empty(user: User, programme: Programme) -> str:
    if not programme.is_published:
        return _("The programme is not published yet. It will come here by itself.")
    states = set(Registration.objects.filter(user=user, principal__isnull=True).values_list("state", flat=True))
    if states and states <= {Registration.State.WITHDRAWN}:
        return _("Your registration was withdrawn, so nothing stands here. If you register again it comes back.")
    if states and states <= {Registration.State.WITHDRAWN, Registration.State.DECLINED}:
        return _("Your registration was declined, so nothing stands here.")
    return ""


def own_entry(own: OwnItem, meeting: Meeting) -> Entry:
    """The entry that the person's own calendar has of `own`: a seat has its own time and place."""
    if own.seating is None:
        return entry(own.item, note=_("What you do: %(role)s") % {"role": _roles(own)} if own.parts else "")
    point, coach = pick(own.seating, "meeting_point"), pick(own.seating, "name")
    words = [_("You have a seat.")]
    if coach:
        words.append(_("Departure: %(name)s") % {"name": coach})
    if point:
        words.append(_("Meeting point: %(place)s") % {"place": point})
    if own.item.room:
        words.append(_("You go to: %(place)s") % {"place": location(own.item, meeting)})
    return Entry(own.item, own.starts_at, own.ends_at, location=point, note="\n".join(words))


def _roles(own: OwnItem) -> str:
    return ", ".join(part.role_label for part in own.parts)
