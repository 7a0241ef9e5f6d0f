"""Who may do what: one table. `manage.py sync_roles` makes groups of it; nobody edits groups by hand."""

from django.utils.translation import gettext_noop

_PEOPLE = ["delegates.view_registration", "delegates.view_delegation", "delegates.view_badge"]
_PROGRAMME_READ = [
    "agenda.view_session",
    "agenda.view_visit",
    "agenda.view_place",
    "agenda.view_speaker",
    "agenda.view_quietwindow",
]

_PAPERS_READ = ["agenda.view_document"]


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
        "delegates.merge_registration",
        "delegates.import_registration",
        "delegates.export_registration",
        "delegates.view_changerequest",
        "delegates.change_changerequest",
        "delegates.view_nomination",
        "delegates.grant_nomination",
        "delegates.view_letter",
        "delegates.change_letter",
        "delegates.view_duplicatepair",
        "delegates.view_peoplefile",
        "delegates.view_erasurerequest",
        "delegates.erase_registration",
        "delegates.read_passport",
        "delegates.read_medical",
        *_all("delegates", "delegationplaces", "formsection", "question", "followup", "freezedate"),
        "delegates.view_stagerule",
        "delegates.change_stagerule",
        "outbox.view_message",
        "outbox.change_message",
    ],
    gettext_noop("Security"): [
        *_PEOPLE,
        "delegates.clear_registration",
        "delegates.view_stagerule",
        "delegates.view_category",
        "delegates.read_passport",
        "delegates.read_visit",
    ],
    gettext_noop("Programme"): [
        *_all("agenda", "session", "visit", "place", "track", "speaker", "appearance", "seating"),
        # What the rules of the board look at, and how strict they are.
        *_all("agenda", "placeclosure", "quietwindow", "traveltime", "availability", "interpretation"),
        "agenda.view_rulesetting",
        "agenda.change_rulesetting",
        "agenda.view_release",
        "agenda.publish_release",
        "agenda.view_printedprogramme",
        "agenda.add_printedprogramme",
        "agenda.view_plannedrelease",
        *_PAPERS_READ,
        "agenda.add_document",
        "agenda.change_document",
        "agenda.view_signup",
        "agenda.change_signup",
        "agenda.view_feedback",
        "delegates.view_registration",
    ],
    gettext_noop("Exhibition"): [
        *_all("exhibition", "exhibitor", "exhibitormember", "listing", "booth", "hall"),
        "exhibition.assign_booth",
    ],
    gettext_noop("Protocol"): [
        *_PEOPLE,
        "delegates.change_delegation",
        "delegates.view_delegationplaces",
        "delegates.view_nomination",
        "delegates.view_letter",
        "delegates.view_travel",
        "delegates.view_participantlist",
        "delegates.add_participantlist",
        "delegates.export_registration",
        *_all("delegates", "arrivalcardrule"),
        *_PROGRAMME_READ,
        *_PAPERS_READ,
        "agenda.view_signup",
    ],
    gettext_noop("Door"): ["delegates.view_badge", "delegates.view_registration"],
}
