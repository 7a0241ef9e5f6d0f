"""What the releases changed, as an Atom feed: one entry for each release."""

from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from sessions.releases.history import Entry
from sessions.releases.wording import summary


def changes_atom(found: list[Entry], meeting: Meeting, *, site: str) -> bytes:
    """The feed of `found`, the latest first, in the reader's language. Ids and dates never change (RFC 4287, 4.2.6)."""
    # An id of its own for each language: they are two feeds.
    language, host = (get_language() or "en")[:2], urlsplit(site).hostname
    feed = Atom1Feed(
        title=_("Changes of the programme: %(meeting)s") % {"meeting": meeting.short_name},
        link=site + reverse("agenda_changes"),
        description=_("What each release of the programme changed."),
        language=language,
        author_name=meeting.organiser,
        feed_url=site + reverse("agenda_changes_feed"),
        feed_guid=f"tag:{host},{meeting.starts_on.year}:changes:{language}",
    )
    for entry in found:
        release = entry.release
        feed.add_item(
            title=f"{release}: {summary(entry.changes)}" if entry.changes else str(release),
            link=site + reverse("agenda_release_changes", args=[release.number]),
            description=render_to_string(
                "sessions/changes/entry.html", {"entry": entry, "note": pick(release, "note"), "site": site}
            ),
            unique_id=f"tag:{host},{meeting.starts_on.year}:release:{release.number}:{language}",
            pubdate=release.published_at,
            updateddate=release.published_at,
        )
    return feed.writeString("utf-8").encode()
