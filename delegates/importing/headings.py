"""What the columns of a list mean: the headings of other systems and of people's own lists, English and Malay."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ascn8.lib.errors import Refused
from ascn8.lib.text import fold


class Field(TextChoices):
    """What a column may give us. Passports, food and health are asked of the person, never imported."""

    EMAIL = "email", gettext_lazy("E-mail address")
    EXTERNAL_ID = "external_id", gettext_lazy("Number in the other system")
    TITLE = "title", pgettext_lazy("person", "Title")
    NAME = "name", gettext_lazy("Whole name")
    GIVEN_NAME = "given_name", gettext_lazy("Given name")
    MIDDLE_NAME = "middle_name", gettext_lazy("Middle name")
    FAMILY_NAME = "family_name", gettext_lazy("Family name")
    NATIVE_NAME = "native_name", gettext_lazy("Name in the own script")
    BADGE_NAME = "badge_name", gettext_lazy("Name on the badge")
    ORGANISATION = "organisation", gettext_lazy("Organisation")
    POSITION = "position", gettext_lazy("Position")
    PHONE = "phone", gettext_lazy("Mobile phone")
    COUNTRY = "country", gettext_lazy("Country")
    CITY = "city", gettext_lazy("City of the network")
    DELEGATION = "delegation", gettext_lazy("Delegation (name or code)")
    CATEGORY = "category", gettext_lazy("Category")
    LANGUAGE = "language", gettext_lazy("Language of the mails")


# Folded headings without punctuation, the surest first: where two columns fit one field, the surer one is taken.
_WORDS: dict[Field, tuple[str, ...]] = {
    Field.EMAIL: (
        "attendee email", "participant email", "email address", "e mail address", "email", "e mail", "mail",
        "e mail 1 value", "alamat e mel", "alamat emel", "e mel", "emel", "alamat email", "alamat e mail",
    ),
    Field.EXTERNAL_ID: (
        "external id", "pseudonymization id", "registration id", "attendee number", "public id", "reference",
        "id pendaftaran", "no pendaftaran", "nombor pendaftaran", "no rujukan", "nombor rujukan",
    ),
    Field.TITLE: ("attendee name title", "salutation", "honorific", "prefix", "title", "gelaran", "panggilan"),
    Field.NAME: (
        "attendee name", "full name", "your full name", "name of participant", "participant name", "name",
        "nama penuh", "nama peserta", "nama",
    ),
    Field.GIVEN_NAME: (
        "attendee name given name", "given name", "first name", "given names", "forename",
        "nama pertama", "nama diberi", "nama depan",
    ),
    Field.MIDDLE_NAME: ("middle name", "nama tengah"),
    Field.FAMILY_NAME: (
        "attendee name family name", "family name", "last name", "surname",
        "nama keluarga", "nama akhir", "nama belakang", "nama bapa",
    ),
    Field.NATIVE_NAME: ("native name", "name in own script", "local name", "nama dalam tulisan sendiri", "nama jawi"),
    Field.BADGE_NAME: ("badge name", "name on badge", "preferred name", "nama pada pas", "nama pada tanda nama"),
    Field.ORGANISATION: (
        "attendee company", "organisation", "organization", "affiliation", "company", "institution", "agency",
        "ministry", "organization 1 name", "account name", "city council",
        "organisasi", "agensi", "kementerian", "syarikat", "institusi", "jabatan", "majlis",
    ),
    Field.POSITION: (
        "position", "job title", "designation", "post", "role title", "jawatan", "pangkat",
    ),
    Field.PHONE: (
        "mobile phone", "mobile", "phone number", "phone", "telephone", "contact number", "phone 1 value", "tel",
        "telefon bimbit", "no telefon bimbit", "nombor telefon", "no telefon", "telefon", "no tel",
    ),
    Field.COUNTRY: ("country", "country represented", "nation", "home country", "member state", "negara"),
    Field.CITY: ("ascn city", "network city", "city", "bandar raya", "bandaraya", "bandar"),
    Field.DELEGATION: ("delegation", "delegation code", "delegasi", "perwakilan", "rombongan"),
    Field.CATEGORY: ("category", "registration category", "participant category", "kategori", "kategori peserta"),
    Field.LANGUAGE: ("language", "locale", "order locale", "bahasa"),
}  # fmt: skip
_MEANING = {word: (found, rank) for found, words in _WORDS.items() for rank, word in enumerate(words)}
_PUNCTUATION = re.compile(r"[^\w#]+|_+")
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


@dataclass(frozen=True, slots=True)
class Form:
    """The export of one system: the headings it is known by, and what some of them mean there and nowhere else."""

    key: str
    name: str
    system: str
    signs: tuple[str, ...]
    own: dict[str, Field | None] = field(default_factory=dict)


# The more exact ones first: the first whose headings are all there is taken.
FORMS = (
    Form("pretix_positions", "pretix: order positions", "pretix", ("order code", "position id", "attendee name"),
         {"email": None, "city": None, "state": None}),
    Form("pretix_checkin", "pretix: check-in list", "pretix", ("order code", "attendee name", "checked in"),
         {"city": None, "state": None}),
    Form("indico_registrations", "Indico: registrations", "indico", ("id", "email address", "registration state"),
         {"id": Field.EXTERNAL_ID}),
    Form("hievents_attendees", "Hi.Events: attendees", "hievents", ("public id", "ticket id", "first name")),
    Form("eventbrite_attendees", "Eventbrite: attendee summary", "eventbrite", ("order #", "attendee #"),
         {"attendee #": Field.EXTERNAL_ID, "home city": None, "group": None}),
    Form("eventbrite_short", "Eventbrite: attendees", "eventbrite", ("order #", "ticket type", "attendee status")),
    Form("luma_guests", "Luma: guests", "luma", ("approval status", "ticket name", "email")),
    Form("tito_attendees", "Tito: attendees", "tito", ("ticket", "reference", "tags"),
         {"reference": Field.EXTERNAL_ID}),
    Form("google_forms", "Google Forms: responses", "google-forms", ("timestamp", "email address")),
    Form("google_contacts", "Google Contacts", "google-contacts", ("e mail 1 value",)),
    Form("outlook_contacts", "Outlook: contacts", "outlook", ("first name", "e mail address", "mobile phone")),
    Form("salesforce_contacts", "Salesforce: contacts", "salesforce", ("salutation", "account name", "email"),
         {"title": Field.POSITION}),
)  # fmt: skip
# Lists that Indico takes back have no headings: so many columns, in this order.
HEADLESS = {
    ("indico_import", "Indico: list for the import of registrations"): (
        Field.GIVEN_NAME, Field.FAMILY_NAME, Field.ORGANISATION, Field.POSITION, Field.PHONE, Field.EMAIL,
    ),
    ("indico_invitations", "Indico: list of invitations"): (
        Field.GIVEN_NAME, Field.FAMILY_NAME, Field.ORGANISATION, Field.EMAIL,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a list is read: by whose form (empty: a list of somebody's own), and which column gives which field."""

    form: str
    name: str
    system: str
    has_headings: bool
    columns: dict[int, Field]


def folded_heading(cell: str) -> str:
    """A heading without case, accents, punctuation and doubled spaces."""
    return " ".join(_PUNCTUATION.sub(" ", fold(cell).replace("#", " # ")).split())


def is_known(cell: str) -> bool:
    """Whether a cell is a heading that we know."""
    return folded_heading(cell) in _MEANING


def looks_like_address(cell: str) -> bool:
    """Whether a cell holds something like an e-mail address."""
    return bool(_ADDRESS.search(cell))


def recognise(first: Sequence[str], second: Sequence[str] = ()) -> Recognised:
    """What the columns of a list mean, from its first two rows with text. Raises Refused in words.

    A first row with an address in it is no row of headings.
    """
    if any(map(looks_like_address, first)):
        return _without_headings(first)
    headings = [folded_heading(cell) for cell in first]
    form = next((form for form in FORMS if all(sign in headings for sign in form.signs)), None)
    meanings = _MEANING | {word: (meant, -1) for word, meant in (form.own.items() if form else ()) if meant}
    for word, meant in form.own.items() if form else ():
        if meant is None:
            meanings.pop(word, None)
    columns = _columns(first, headings, meanings)
    if Field.EMAIL not in columns.values():
        columns |= _by_address(second, columns)
    if Field.EMAIL not in columns.values():
        raise no_email_column()
    if form:
        return Recognised(form.key, form.name, form.system, True, columns)
    return Recognised("", "", "", True, columns)


def no_email_column() -> Refused:
    """The refusal of a list in which nobody can be told from anybody else."""
    return Refused(
        _("No column holds e-mail addresses, and without them nobody can be registered. Add a column “Email”."),
        code="no_email_column",
    )


def _columns(first: Sequence[str], headings: list[str], meanings: dict[str, tuple[Field, int]]) -> dict[int, Field]:
    best: dict[Field, tuple[int, int]] = {}
    for number, heading in enumerate(headings):
        if heading not in meanings:
            continue
        meant, rank = meanings[heading]
        if headings.index(heading) != number:
            raise Refused(
                _("Two columns are called “%(heading)s”: number %(first)d and number %(second)d. Rename or delete one.")
                % {"heading": first[number].strip(), "first": headings.index(heading) + 1, "second": number + 1},
                code="duplicate_headings",
            )
        if meant not in best or rank < best[meant][0]:
            best[meant] = (rank, number)
    if Field.GIVEN_NAME in best:
        best.pop(Field.NAME, None)  # the same name in two ways: the parts are more exact
    return {number: meant for meant, (_rank, number) in best.items()}


def _by_address(second: Sequence[str], taken: dict[int, Field]) -> dict[int, Field]:
    """A column under another heading whose first value is an address."""
    for number, cell in enumerate(second):
        if number not in taken and looks_like_address(cell):
            return {number: Field.EMAIL}
    return {}


def _without_headings(first: Sequence[str]) -> Recognised:
    used = len([cell for cell in first if cell.strip()]) if not first[-1].strip() else len(first)
    place = next(number for number, cell in enumerate(first) if looks_like_address(cell))
    for (key, name), order in HEADLESS.items():
        if used == len(order) and order.index(Field.EMAIL) == place:
            return Recognised(key, name, "", False, dict(enumerate(order)))
    return Recognised("", "", "", False, {place: Field.EMAIL})
