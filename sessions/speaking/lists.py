"""The speakers of the draft as a list for the secretariat: a sheet, a paper; and who looks like whom."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from ascn8.lib.sheets import XLSX_TYPE, as_xlsx
from ascn8.lib.text import fold
from ascn8.meeting.facts import current_meeting, meeting_zone
from sessions.models import Appearance, Speaker, SpeakerInvitation
from sessions.speaking.list_pdf import draw_list

_ALIKE = 12


def everybody() -> QuerySet[Speaker]:
    """Everybody in a session that takes place, with what the lists show. A constant number of queries."""
    parts = Appearance.objects.filter(session__is_cancelled=False).select_related("session__place")
    parts = parts.order_by("session__starts_at", "session_id", "position")
    letters = SpeakerInvitation.objects.filter(revoked_at__isnull=True).order_by("-sent_at", "-pk")
    rows = Speaker.objects.filter(appearances__session__is_cancelled=False).distinct()
    return rows.select_related("country", "registration__user", "registration__delegation").prefetch_related(
        Prefetch("appearances", parts, to_attr="parts"), Prefetch("invitations", letters, to_attr="live")
    )


def as_file(kind: str, *, at: dt.datetime) -> tuple[bytes, str, str] | None:
    """(content, type, name) of the list as xlsx or pdf; None for every other kind."""
    made: dict[str, tuple[Callable[[], bytes], str]] = {
        "xlsx": (lambda: as_xlsx(_("Speakers"), _columns(), [_row(row) for row in _sorted()]), XLSX_TYPE),
        "pdf": (lambda: draw_list(_sorted(), at=at), "application/pdf"),
    }
    if kind not in made:
        return None
    make, content_type = made[kind]
    day = timezone.localtime(at, meeting_zone())
    return make(), content_type, f"{slugify(current_meeting().short_name)}-speakers-{day:%Y-%m-%d}.{kind}"


def alike(speaker: Speaker, *, words: str = "") -> list[Speaker]:
    """Other rows with a word of the name in common, or with `words` in the name; the likeliest first."""
    wanted = [word for word in fold(words or speaker.name).split() if len(word) > 2]
    others = Speaker.objects.exclude(pk=speaker.pk).select_related("country", "registration")
    scored = []
    for other in others:
        name = fold(f"{other.name} {other.native_name} {other.organisation}" if words else other.name).split()
        common = sum(any(word in part for part in name) for word in wanted)
        same_address = bool(speaker.email) and speaker.email.casefold() == other.email.casefold()
        if same_address or (common == len(wanted) if words else common):
            scored.append((-(common + 10 * same_address), other.name, other.pk, other))
    return [row[-1] for row in sorted(scored)[:_ALIKE]]


def _sorted() -> list[Speaker]:
    return sorted(everybody(), key=lambda row: (fold(row.name), row.pk))


def _columns() -> list[str]:
    return [
        _("Code"),
        _("Title"),
        _("Name"),
        _("Name in the own script"),
        _("Position"),
        _("Organisation"),
        _("Country"),
        _("E-mail address"),
        _("Registration"),
        _("Delegation"),
        _("Sessions"),
        _("Confirmed"),
        _("Declined"),
        _("Not answered"),
        _("May be recorded"),
        _("Recording answered"),
        _("Invited"),
        _("Answered everything"),
        _("Photograph"),
        _("Biography"),
    ]


def _row(row: Speaker) -> list[str | int]:
    parts: list[Appearance] = row.parts  # type: ignore[attr-defined]  # of `everybody`
    letter: SpeakerInvitation | None = next(iter(row.live), None)  # type: ignore[attr-defined]  # of `everybody`
    answers = [part.answer for part in parts]
    confirmed, declined = answers.count("confirmed"), answers.count("declined")
    account = row.registration.user.email if row.registration else ""
    delegation = row.registration.delegation if row.registration else None
    return [
        *(row.code, row.title, row.name, row.native_name, row.position, row.organisation),
        pick(row.country, "name") if row.country else "",
        row.email or account,
        row.registration.code if row.registration else "",
        str(delegation or ""),
        "\n".join(_part(part) for part in parts),
        *(confirmed, declined, len(parts) - confirmed - declined),
        row.get_recording_display() if row.recording else "",
        _moment(row.recording_answered_at),
        _moment(letter.sent_at if letter else None),
        _moment(letter.completed_at if letter else None),
        _("yes") if row.photo else _("no"),
        " ".join(language for language in ("en", "ms") if getattr(row, f"biography_{language}")),
    ]


def _part(part: Appearance) -> str:
    return f"{_moment(part.session.starts_at) or '–'} {pick(part.session, 'title')} ({part.get_role_display()})"


def _moment(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment, meeting_zone()), "Y-m-d H:i") if moment else ""
