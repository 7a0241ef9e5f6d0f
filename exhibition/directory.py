"""Reading the exhibition: the directory and the floor plan, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from ascn8.lib.text import fold
from ascn8.meeting.models import FocusArea
from exhibition.models import Booth, Exhibitor, Hall, Listing


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter with the number of listings behind it."""

    area: FocusArea
    count: int
    is_on: bool


def published() -> QuerySet[Listing]:
    """Public listings with everything a card shows."""
    booths = Booth.objects.filter(state=Booth.State.ASSIGNED).select_related("hall").order_by("number")
    return (
        Listing.objects.filter(is_published=True)
        .select_related("exhibitor__country", "exhibitor__city")
        .prefetch_related("focus_areas", Prefetch("exhibitor__booths", booths))
        .order_by("exhibitor__name")
    )


def search(*, words: str, area: str) -> list[Listing]:
    """Published listings with every one of the words in name, tagline or text, and with the focus area."""
    wanted = Q()
    for word in fold(words).split()[:8]:
        wanted &= Q(search__contains=word)
    if area:
        wanted &= Q(focus_areas__slug=area)
    return list(published().filter(wanted).distinct())


def chips(listings: Sequence[Listing], *, chosen: str) -> list[Chip]:
    """A chip for each focus area, counted over `listings`."""
    areas = FocusArea.objects.all()
    counts: dict[int, int] = {}
    for listing in listings:
        for area in listing.focus_areas.all():
            counts[area.pk] = counts.get(area.pk, 0) + 1
    return [Chip(area, counts.get(area.pk, 0), area.slug == chosen) for area in areas]


def halls() -> list[Hall]:
    """Halls with their booths and who is in them."""
    booths = Booth.objects.select_related("exhibitor__listing").order_by("number")
    return list(Hall.objects.prefetch_related(Prefetch("booths", booths)))


def highlights(most: int) -> list[Listing]:
    """A few listings for the front page, one after the other through the alphabet of their codes."""
    return list(published().order_by("exhibitor__code")[:most])


def of_member(exhibitors: QuerySet[Exhibitor]) -> list[Exhibitor]:
    """The exhibitors of somebody's own page, with listing and booths."""
    return list(exhibitors.select_related("listing", "country").prefetch_related("booths__hall"))
