"""Editing the public page of an exhibitor, and making it findable."""

import datetime as dt
import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.codes import new_code
from ascn8.lib.errors import Refused
from ascn8.lib.images import LOGO, accept_picture
from ascn8.lib.text import fold
from ascn8.meeting.versions import bump
from delegates.models import User
from exhibition.models import Exhibitor, Listing

# What an exhibitor may change itself; everything else is the secretariat's.
OWN_FIELDS = (
    "tagline_en",
    "tagline_ms",
    "description_en",
    "description_ms",
    "website",
    "email",
    "phone",
    "links",
)


def slug_for(name: str) -> str:
    """A free address for a listing. Names without Latin letters get a code."""
    base = slugify(fold(name))[:60] or new_code().lower()
    taken = set(Listing.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    numbers = [int(found[1]) for slug in taken if (found := re.fullmatch(re.escape(base) + r"-(\d+)", slug))]
    return f"{base}-{max(numbers, default=1) + 1}"


def folded(listing: Listing, exhibitor: Exhibitor) -> str:
    """What the directory is searched in."""
    return fold(
        " ".join(
            [
                exhibitor.name,
                listing.tagline_en,
                listing.tagline_ms,
                listing.description_en,
                listing.description_ms,
            ]
        )
    )


@transaction.atomic
def open_listing(*, exhibitor: Exhibitor, at: dt.datetime) -> Listing:
    """The exhibitor's listing, made empty where it has none."""
    exhibitor = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    listing = Listing.objects.filter(exhibitor=exhibitor).first()
    if listing is None:
        listing = Listing(exhibitor=exhibitor, slug=slug_for(exhibitor.name), changed_at=at)
        listing.search = folded(listing, exhibitor)
        listing.save()
        bump("exhibition")
    return listing


@transaction.atomic
def edit_listing(*, listing: Listing, version: int, changes: dict[str, Any], actor: User, at: dt.datetime) -> Listing:
    """Write `changes` (keys of OWN_FIELDS, and `focus_areas`) unless somebody else wrote since `version`.

    Raises Refused(code="changed_meanwhile") in that case: nothing is lost, the form still holds what was typed.
    """
    locked = Listing.objects.select_for_update().select_related("exhibitor").get(pk=listing.pk)
    if locked.version != version:
        raise Refused(
            _(
                "A colleague saved this page on %(at)s, after you opened it. Your text is still here: "
                "compare it with the public page, then save again."
            )
            % {"at": f"{locked.changed_at:%d %b %H:%M}"},
            code="changed_meanwhile",
        )
    changed = [name for name in OWN_FIELDS if name in changes and getattr(locked, name) != changes[name]]
    for name in changed:
        setattr(locked, name, changes[name])
    if "focus_areas" in changes:
        locked.focus_areas.set(changes["focus_areas"])
    _save(locked, changed, actor=actor, at=at)
    return locked


def change_logo(*, listing: Listing, upload: "UploadedFile[bytes]", actor: User, at: dt.datetime) -> Listing:
    """Replace the logo. Raises Refused in words where the picture cannot be used."""
    picture = accept_picture(upload, LOGO)
    old = listing.logo.name
    # The file lies before the row points to it; a crash in between leaves an unused file, not a broken page.
    name = listing.logo.storage.save(f"logos/{picture.name}", picture)
    with transaction.atomic():
        locked = Listing.objects.select_for_update().select_related("exhibitor").get(pk=listing.pk)
        locked.logo = name
        _save(locked, ["logo"], actor=actor, at=at)
    if old:
        transaction.on_commit(lambda: _forget_file(listing, old), robust=True)
    return locked


def _save(listing: Listing, changed: list[str], *, actor: User, at: dt.datetime) -> None:
    listing.version += 1
    listing.changed_at = at
    listing.search = folded(listing, listing.exhibitor)
    listing.save()
    bump("exhibition")
    record(at=at, actor=actor, action="listing.edit", subject=f"exhibitor {listing.exhibitor.code}", fields=changed)


def _forget_file(listing: Listing, name: str) -> None:
    if not Listing.objects.filter(logo=name).exists():
        listing.logo.storage.delete(name)
