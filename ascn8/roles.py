"""Who may do what: one table. `manage.py sync_roles` makes groups of it; nobody edits groups by hand."""

from django.utils.translation import gettext_noop

_PEOPLE = ["delegates.view_registration", "delegates.view_delegation", "delegates.view_badge"]
_PROGRAMME_READ = [
    "agenda.view_session",
    "agenda.view_visit",
    "agenda.view_place",
    "agenda.view_speaker",
]


def _all(app: str, *models: str) -> list[str]:
    return [f"{app}.{verb}_{model}" for model in models for verb in ("view", "add", "change", "delete")]


ROLES: dict[str, list[str]] = {
    gettext_noop("Registration"): [
        *_PEOPLE,
        "delegates.change_registration",
        "delegates.decide_registration",
        "delegates.add_delegation",
        "delegates.change_delegation",
        "delegates.view_category",
        "outbox.view_message",
        "outbox.change_message",
    ],
    gettext_noop("Programme"): [
        *_all("agenda", "session", "visit", "place", "track", "speaker", "appearance", "seating"),
        "agenda.view_release",
        "agenda.publish_release",
        "agenda.view_signup",
        "agenda.change_signup",
        "delegates.view_registration",
    ],
    gettext_noop("Exhibition"): [
        *_all("exhibition", "exhibitor", "exhibitormember", "listing", "booth", "hall"),
        "exhibition.assign_booth",
    ],
    gettext_noop("Protocol"): [*_PEOPLE, "delegates.change_delegation", *_PROGRAMME_READ, "agenda.view_signup"],
    gettext_noop("Door"): ["delegates.view_badge", "delegates.view_registration"],
}
