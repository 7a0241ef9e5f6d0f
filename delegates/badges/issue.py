"""Drawing what was ordered. Run twice, late, or killed at any line: the badge exists once, its mail goes once."""

import datetime as dt
import logging

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.storing import store_whole
from ascn8.meeting.facts import current_meeting
from ascn8.meeting.models import Meeting
from delegates import mails
from delegates.badges.card import BadgeCard
from delegates.badges.draw import draw_badge
from delegates.models import Badge, Registration

log = logging.getLogger(__name__)

# A worker had this long to draw a badge before the sweeper looks after it.
_PATIENCE = dt.timedelta(seconds=60)
_AT_ONCE = 500


def issue(badge_pk: int) -> bool:
    """Draw the badge, store it, promise its mail. Returns whether this call settled the order.

    Equal content with its file at hand is not drawn again. A badge that became void, or whose person no longer
    attends, is left alone.
    """
    badge = (
        Badge.objects.valid()
        .select_related("registration__category", "registration__country", "registration__user")
        .filter(pk=badge_pk, state=Badge.State.ORDERED)
        .first()
    )
    if badge is None or not badge.registration.is_attending:
        return False
    card = card_of(badge.registration, token=badge.token)
    fingerprint = card.fingerprint()
    name = f"badges/{badge.code}-{fingerprint[:20]}.pdf"
    if not default_storage.exists(name):
        store_whole(default_storage, name, draw_badge(card))
    return _settle(badge, fingerprint=fingerprint, name=name, at=timezone.now())


def issue_due(*, at: dt.datetime) -> int:
    """Draw what was ordered a while ago and no worker has drawn. Returns how many. One that fails stops no other."""
    settled = 0
    for pk in due_badges(at=at):
        try:
            settled += issue(pk)
        except Exception:
            log.exception("badge %s could not be drawn", pk)
    return settled


def due_badges(*, at: dt.datetime) -> list[int]:
    """Primary keys of badges whose order is older than a worker needs, longest waiting first."""
    due = Badge.objects.valid().filter(
        state=Badge.State.ORDERED, ordered_at__lte=at - _PATIENCE, registration__in=Registration.objects.attending()
    )
    return list(due.order_by("ordered_at").values_list("pk", flat=True)[:_AT_ONCE])


def card_of(registration: Registration, *, token: str) -> BadgeCard:
    """What stands on the badge of `registration`, in the person's language."""
    meeting, category = current_meeting(), registration.category
    with translation.override(registration.user.language):
        return BadgeCard(
            name=registration.badge_name,
            name_second=registration.native_name,
            organisation=registration.organisation,
            country=registration.country.name if registration.country else "",
            category_word=category.name if category else "",
            category_colour=category.colour if category else "#0B4F9E",
            category_text_colour=category.text_colour if category else "#FFFFFF",
            token=token,
            meeting_name=meeting.name,
            meeting_dates=meeting_dates(meeting),
            photo=_photo(registration),
            language=registration.user.language,
            han_variant=registration.country.han_variant if registration.country else "",
        )


def meeting_dates(meeting: Meeting) -> str:
    """The days of the meeting in the active language: "8–12 September 2025", with both months where they differ."""
    first, last = meeting.starts_on, meeting.ends_on
    if (first.year, first.month) == (last.year, last.month):
        words = {"first": str(first.day), "last": date_format(last, "j F Y")}
    else:
        words = {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}
    return _("%(first)s–%(last)s") % words


def _photo(registration: Registration) -> bytes | None:
    if not registration.photo_print:
        return None
    with registration.photo_print.open("rb") as file:
        return bytes(file.read())


@transaction.atomic
def _settle(badge: Badge, *, fingerprint: str, name: str, at: dt.datetime) -> bool:
    """Write down what was drawn and promise the mail, unless the order has changed while we drew."""
    now = Badge.objects.select_for_update().get(pk=badge.pk)
    still_ours = now.voided_at is None and now.state == Badge.State.ORDERED and now.ordered_at == badge.ordered_at
    if not still_ours:
        return False
    now.state, now.fingerprint, now.file.name, now.drawn_at = Badge.State.DRAWN, fingerprint, name, at
    now.save(update_fields=["state", "fingerprint", "file", "drawn_at"])
    mails.approved_badge(badge.registration, code=now.code, fingerprint=fingerprint, file=name, at=at)
    return True
