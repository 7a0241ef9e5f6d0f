"""Protocol order: the core on plain facts, held by a snapshot; and rows, in a constant number of queries."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ascn8.meeting.models import Country, Meeting
from ascn8.meeting.reference import load_places
from delegates.models import Delegation, Registration
from delegates.protocol import Group, Party, Person, headings, party_key, person_key, protocol_order
from delegates.reference import load_categories_and_consents
from tests import factories as make

SEPTEMBER, NOVEMBER = dt.date(2025, 9, 8), dt.date(2025, 11, 1)

# name, kind, country, role in September 2025, role after 26 October 2025
PARTIES = [
    ("Brunei Darussalam", "state", "Brunei Darussalam", "member", "member"),
    ("Bandar Seri Begawan (Brunei Darussalam)", "city", "Brunei Darussalam", "member", "member"),
    ("Cambodia", "state", "Cambodia", "member", "member"),
    ("Battambang (Cambodia)", "city", "Cambodia", "member", "member"),
    ("Siem Reap (Cambodia)", "city", "Cambodia", "member", "member"),
    ("Lao PDR", "state", "Lao PDR", "member", "member"),
    ("Malaysia", "state", "Malaysia", "member", "member"),
    ("Host Committee", "host", "Malaysia", "member", "member"),
    ("Johor Bahru (Malaysia)", "city", "Malaysia", "member", "member"),
    ("Kuala Lumpur (Malaysia)", "city", "Malaysia", "member", "member"),
    ("Myanmar", "state", "Myanmar", "member", "member"),
    ("Philippines", "state", "Philippines", "member", "member"),
    ("Timor-Leste", "observer", "Timor-Leste", "observer", "member"),
    ("Viet Nam", "state", "Viet Nam", "member", "member"),
    ("ASEAN Secretariat", "secretariat", "", "", ""),
    ("Australia", "partner", "Australia", "partner", "partner"),
    ("China", "partner", "China", "", ""),
    ("Fukuoka (Japan)", "city", "Japan", "partner", "partner"),
    ("Japan", "partner", "Japan", "partner", "partner"),
    ("Republic of Korea", "partner", "Republic of Korea", "partner", "partner"),
    ("UN Demo Agency", "partner", "", "", ""),
    ("Papua New Guinea", "observer", "Papua New Guinea", "", ""),
    ("Demo Development Bank", "organisation", "", "", ""),
    ("Experts", "expert", "", "", ""),
    ("Demo News Agency", "media", "Malaysia", "member", "member"),
]

MEMBERS = [
    "Brunei Darussalam",
    "Bandar Seri Begawan (Brunei Darussalam)",
    "Cambodia",
    "Battambang (Cambodia)",
    "Siem Reap (Cambodia)",
    "Lao PDR",
]
HOST = ["Malaysia", "Host Committee", "Johor Bahru (Malaysia)", "Kuala Lumpur (Malaysia)"]
AFTER_HOST = ["Myanmar", "Philippines"]
PARTNERS = ["Australia", "China", "Japan", "Fukuoka (Japan)", "Republic of Korea", "UN Demo Agency"]
OTHERS = ["Demo Development Bank", "Experts", "Demo News Agency"]

IN_SEPTEMBER = [
    *MEMBERS,
    *HOST,
    *AFTER_HOST,
    "Viet Nam",
    "ASEAN Secretariat",
    *PARTNERS,
    "Papua New Guinea",
    "Timor-Leste",
    *OTHERS,
]
AFTER_26_OCTOBER = [
    *MEMBERS,
    *HOST,
    *AFTER_HOST,
    "Timor-Leste",
    "Viet Nam",
    "ASEAN Secretariat",
    *PARTNERS,
    "Papua New Guinea",
    *OTHERS,
]


def ordered(column: int, host_order: str = "alphabetical") -> list[str]:
    parties = [
        Party(name, kind, country, (before, after)[column], is_host=country == "Malaysia")
        for name, kind, country, before, after in PARTIES
    ]
    random.Random(8).shuffle(parties)
    return [party.name for party in sorted(parties, key=lambda one: party_key(one, host_order=host_order))]


def test_parties_in_september_2025():
    assert ordered(0) == IN_SEPTEMBER


def test_parties_after_the_admission_of_timor_leste():
    assert ordered(1) == AFTER_26_OCTOBER


def test_the_host_may_come_first_or_last_among_the_members():
    rest = [*MEMBERS, *AFTER_HOST, "Viet Nam"]

    assert ordered(0, "first")[: len(HOST) + len(rest)] == [*HOST, *rest]
    assert ordered(0, "last")[: len(HOST) + len(rest)] == [*rest, *HOST]


# In order: who, standing, category, its position, sort name, code; whom they accompany.
PEOPLE = [
    (Person("head", "delegate", 4, "zulu", "A"), None),
    (Person("member", "accompanying-person", 12, "aaron", "B"), "A"),
    (Person("member", "head-of-delegation", 1, "yam", "C"), None),
    (Person("alternate", "delegate", 4, "xanadu", "D"), None),
    (Person("member", "national-representative", 2, "william", "E"), None),
    (Person("member", "chief-smart-city-officer", 3, "victor", "F"), None),
    (Person("member", "delegate", 4, "abu", "G"), None),
    (Person("member", "accompanying-person", 12, "yet", "H"), "G"),
    (Person("member", "accompanying-person", 12, "Zeta", "I"), "G"),
    (Person("member", "delegate", 4, "abu", "J"), None),
    (Person("member", "delegate", 4, "Ángel", "K"), None),
    (Person("member", "delegate", 4, "Bob", "L"), None),
    (Person("member", "media", 8, "aaa", "M"), None),
]


def test_people_inside_a_delegation():
    by_code = {person.code: person for person, _principal in PEOPLE}
    mixed = [*PEOPLE]
    random.Random(5).shuffle(mixed)

    mixed.sort(key=lambda one: person_key(one[0], accompanied=by_code.get(one[1])))

    assert "".join(person.code for person, _principal in mixed) == "ABCDEFGHIJKLM"


# --- Rows


@pytest.fixture
def asean(db) -> None:
    make.make_meeting()
    load_places()
    load_categories_and_consents(at=make.local(1, 9))
    Meeting.objects.update(host_country="MY")
    make.make_meeting()


def delegation(country: str, kind: str = "state") -> Delegation:
    row = Country.objects.get(pk=country)
    return make.make_delegation(row.name_en, country=row, kind=kind)


def test_delegations_by_the_role_of_their_country_on_the_day(asean):
    for country in ("VN", "JP", "BN"):
        delegation(country, "partner" if country == "JP" else "state")
    delegation("TL", "observer")

    assert [str(row) for row in protocol_order(Delegation.objects.all())] == [
        "Brunei Darussalam",
        "Viet Nam",
        "Japan",
        "Timor-Leste",
    ]
    assert [str(row) for row in protocol_order(Delegation.objects.all(), on=NOVEMBER)] == [
        "Brunei Darussalam",
        "Timor-Leste",
        "Viet Nam",
        "Japan",
    ]


def test_registrations_under_headings(asean):
    cambodia = delegation("KH")
    head = make.make_registration(delegation=cambodia, standing="head", family_name="Zed")
    other = make.make_registration(delegation=cambodia, family_name="Abc", country=cambodia.country)
    alone = make.make_registration(family_name="Mno", country=cambodia.country)
    spouse = make.make_registration(
        head.user, principal=head, family_name="Aaa", category=make.make_category("accompanying-person")
    )
    press = make.make_registration(category=make.make_category("media"), organisation="Demo Times")

    found = headings(Registration.objects.all())

    assert [(heading.group, heading.name_en, people) for heading, people in found] == [
        (Group.MEMBERS, "Cambodia", [head, spouse, other, alone]),
        (Group.MEDIA, "Demo Times", [press]),
    ]
    assert found[0][0].code == cambodia.code
    assert protocol_order(Registration.objects.all()) == [head, spouse, other, alone, press]


@pytest.mark.parametrize("more", [1, 5])
def test_order_asks_twice_whatever_the_number_of_rows(asean, more: int):
    for place in range(more):
        head = make.make_registration(delegation=make.make_delegation(kind="city", city=make.make_city()))
        make.make_registration(head.user, principal=head, sort_name=f"{place}")
    protocol_order(Delegation.objects.none())
    with CaptureQueriesContext(connection) as captured:
        protocol_order(Registration.objects.all())

    asked = [query["sql"] for query in captured.captured_queries if "meeting_contentversion" not in query["sql"]]
    assert len(asked) == 2, asked
