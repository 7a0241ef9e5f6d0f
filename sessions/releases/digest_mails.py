"""Writing the digests of a release: a mail for each person, with the calendar entries that changed."""

import datetime as dt
import hashlib

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.running import Progress
from ascn8.lib.languages import pick
from ascn8.lib.storing import store_whole
from ascn8.meeting.facts import current_meeting
from ascn8.outbox.composing import Letter, compose
from ascn8.outbox.models import Message
from ascn8.outbox.queueing import enqueue
from sessions.following.own_agenda import Why, own_items
from sessions.ical import Entry, calendar, entry
from sessions.models import Release
from sessions.moments import venue_time, venue_zone
from sessions.personal_feed import own_entry
from sessions.programme import Item, Programme, parse
from sessions.releases.concerning import Digest, digests
from sessions.releases.history import programme_of, releases
from sessions.releases.telling import JOB

# At the venue nobody's telephone rings in these hours; what is written then is sent when they are over.
QUIET_FROM, QUIET_UNTIL = dt.time(22), dt.time(7)
_TEMPLATE = "programme_changes"
_FOLDER = "digests"
_DAY = dt.timedelta(days=1)
# A mail is tried for three days; a resent one should still find its files.
_KEPT_FOR = dt.timedelta(days=30)


@job_kind(JOB)
def tell_people(progress: Progress) -> Result:
    """Write the mails of one release. A second run finds those that are written."""
    job = progress.job
    number, since, wanted = job.input["release"], job.input["since"], set(job.input["people"])
    writing = Writing(number, since)
    people = [digest for digest in writing.digests if digest.key in wanted]
    for done, digest in enumerate(people):
        progress.step(done, len(people), _("writing the mails"))
        writing.promise(digest, at=timezone.now())
    progress.step(len(people), len(people))
    text = ngettext("%(count)d person is told.", "%(count)d people are told.", len(people))
    return Result(summary=text % {"count": len(people)})


class Writing:
    """The digests of the release `number` against the release `since`, and how each becomes a mail."""

    def __init__(self, number: int, since: int) -> None:
        self.release: Release = releases().get(number=number)
        new, old, zone = programme_of(number), programme_of(since), venue_zone()
        published_at = self.release.published_at.astimezone(zone)
        self.before = parse(old, zone=zone)
        self.programme: Programme = parse(new, zone=zone, number=number, published_at=published_at)
        self.digests = digests(new, old)

    @transaction.atomic
    def promise(self, digest: Digest, *, at: dt.datetime) -> bool:
        """Promise the person the mail, unless that was done before. Returns whether it was promised now."""
        key = f"digest:{self.release.number}:{digest.key}"
        if Message.objects.filter(key=key).exists():
            return False
        not_before = after_quiet_hours(at)
        with venue_time():
            message = enqueue(
                key=key,
                kind=_TEMPLATE,
                template=_TEMPLATE,
                context=self._facts(digest),
                user=digest.user,
                to=digest.email,
                language=digest.language,
                not_before=not_before,
                useful_until=max(not_before + _DAY, *(one.difference.last_moment for one in digest.concerns)),
                attachments=self._calendars(digest),
                at=at,
            )
        return message is not None

    def sample(self, digest: Digest) -> Letter:
        """The words of the mail that the person would get."""
        with venue_time():
            return compose(_TEMPLATE, self._facts(digest), language=digest.language, to=digest.email)

    def _facts(self, digest: Digest) -> dict[str, object]:
        return {"digest": digest, "release": self.release, "concerns": digest.concerns}

    def _calendars(self, digest: Digest) -> list[dict[str, str]]:
        """What a calendar takes over: entries that changed, and in a file of their own those that are cancelled."""
        with translation.override(digest.language):
            moved = [one for one in self._entries(digest) if self._is_news(one.item)]
            files = (
                ("programme.ics", "PUBLISH", [one for one in moved if not one.item.is_cancelled]),
                ("cancelled.ics", "CANCEL", [one for one in moved if one.item.is_cancelled]),
            )
            return [self._file(name, method, entries) for name, method, entries in files if entries]

    def _entries(self, digest: Digest) -> list[Entry]:
        """As the person's own calendar has them: who holds a seat leaves when the coach does."""
        codes = [one.difference.code for one in digest.concerns]
        found = {code: entry(self.programme.by_code[code]) for code in codes if code in self.programme.by_code}
        if digest.user and any(Why.SEAT in one.why for one in digest.concerns):
            meeting = current_meeting()
            for own in own_items(digest.user, self.programme):
                if own.seating and own.item.code in found:
                    found[own.item.code] = own_entry(own, meeting)
        return list(found.values())

    def _is_news(self, item: Item) -> bool:
        """Whether a calendar shows something else than before. What nobody knew is no cancellation."""
        old = self.before.by_code.get(item.code)
        return not item.is_cancelled if old is None else item.revision != old.revision

    def _file(self, name: str, method: str, entries: list[Entry]) -> dict[str, str]:
        meeting = current_meeting()
        data = calendar(entries, self.programme, meeting, name=pick(meeting, "name"), method=method)
        # By its content: a second run writes the same file.
        stored = f"{_FOLDER}/{self.release.number}-{hashlib.sha256(data).hexdigest()[:32]}.ics"
        if not default_storage.exists(stored):
            store_whole(default_storage, stored, data)
        return {"file": stored, "name": name, "type": f'text/calendar; method={method}; charset="utf-8"'}


def after_quiet_hours(at: dt.datetime) -> dt.datetime:
    """`at`, or the morning after it, where `at` is in the quiet hours of the venue."""
    local = at.astimezone(venue_zone())
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    day = local.date() + (_DAY if local.time() >= QUIET_FROM else dt.timedelta())
    return dt.datetime.combine(day, QUIET_UNTIL, tzinfo=local.tzinfo)


def forget_calendars(*, at: dt.datetime) -> int:
    """Delete the calendar files of digests that are long out. Returns how many."""
    if not default_storage.exists(_FOLDER):
        return 0
    names = [f"{_FOLDER}/{name}" for name in default_storage.listdir(_FOLDER)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < at - _KEPT_FOR]
    for name in old:
        default_storage.delete(name)
    return len(old)
