"""The demonstration's exhibition: exhibitors, their pages, one hall with booths."""

import datetime as dt

from django.core.files.storage import default_storage
from django.utils.text import slugify

from ascn8.lib.storing import store_whole
from ascn8.lib.text import fold
from ascn8.management.demo_meeting import exhibition as stands
from ascn8.management.demo_meeting.pictures import logo
from ascn8.meeting.models import FocusArea
from ascn8.meeting.versions import bump
from delegates.models import User
from exhibition.listings import folded
from exhibition.models import Booth, Exhibitor, ExhibitorMember, Hall, Listing

_LOGOS = 40  # so many different ones


def make_exhibition(member: User, count: int, *, at: dt.datetime) -> None:
    """`count` exhibitors with listings (22 are told apart, more are numbered), one hall, booths.

    `member` acts for the first of them.
    """
    areas = {area.slug: area for area in FocusArea.objects.all()}
    places = count + 2 if count < 30 else count + 6
    booths = _hall(places)
    for n in range(count):
        exhibitor = _exhibitor(n, areas, at)
        booths[n].state, booths[n].exhibitor = Booth.State.ASSIGNED, exhibitor
        if n == 0:
            ExhibitorMember.objects.create(exhibitor=exhibitor, user=member)
    booths[count].state = Booth.State.BLOCKED
    Booth.objects.bulk_create(booths)
    bump("exhibition")


def _hall(places: int) -> list[Booth]:
    """The hall, and its booths, free and not yet stored."""
    slug, name_en, name_ms = stands.HALL
    width, depth = stands.size(places)
    hall = Hall.objects.create(
        slug=slug, name_en=name_en, name_ms=name_ms, width=width, depth=depth, fixtures=stands.fixtures(places)
    )
    return [
        Booth(hall=hall, number=number, x=x, y=y, width=booth_width, depth=booth_depth)
        for number, x, y, booth_width, booth_depth in stands.booths(places)
    ]


def _exhibitor(n: int, areas: dict[str, FocusArea], at: dt.datetime) -> Exhibitor:
    name, country, kind, tagline_en, tagline_ms, focus = stands.EXHIBITORS[n % len(stands.EXHIBITORS)]
    turn = n // len(stands.EXHIBITORS)
    exhibitor = Exhibitor.objects.create(name=f"{name} {turn + 1}" if turn else name, country_id=country, kind=kind)
    picture = f"logos/demo-{n % _LOGOS:03d}.jpg"
    if n < _LOGOS:
        store_whole(default_storage, picture, logo(n))
    slug = slugify(fold(exhibitor.name))
    listing = Listing(
        exhibitor=exhibitor,
        slug=slug,
        tagline_en=tagline_en,
        tagline_ms=tagline_ms,
        description_en=stands.DESCRIPTION_EN.format(name=exhibitor.name),
        description_ms=stands.DESCRIPTION_MS.format(name=exhibitor.name),
        logo=picture,
        website="https://www.ascn8.example/",
        email=f"info@{slug}.example",
        changed_at=at,
    )
    listing.search = folded(listing, exhibitor)
    listing.save()
    listing.focus_areas.set(areas[area] for area in focus)
    return exhibitor
