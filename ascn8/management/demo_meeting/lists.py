"""Lists of people in the demonstration: one imported, one with faults that waits, and somebody who is here twice."""

import csv
import datetime as dt
import io

from ascn8.jobs.running import run
from ascn8.management.demo_meeting.people import DOMAIN
from delegates.duplicates import find_duplicates
from delegates.importing.jobs import ask_for_check, ask_for_import
from delegates.importing.receiving import receive
from delegates.models import Category, PeopleFile, Registration, User
from delegates.models.registration import State
from delegates.models.vault import Purpose
from delegates.vault.keeping import keep

_HEADINGS = ["Gelaran", "Nama penuh", "Jawatan", "Agensi", "Negara", "Alamat e-mel", "No. telefon"]
_SENT = [
    ["Puan", "Aminah Contoh", "Pegawai Perancang", "Majlis Rekaan", "Malaysia", "aminah.contoh", "+60123456701"],
    ["Tuan", "Balan a/l Contoh", "Jurutera Bandar", "Majlis Rekaan", "Malaysia", "balan.contoh", "+60123456702"],
    ["Puan", "Chong Mei Contoh", "Pengarah", "Dewan Bandaraya Rekaan", "Malaysia", "chong.contoh", "+60123456703"],
    ["", "Suharto", "Kepala Dinas", "Kota Rekaan", "Indonesia", "suharto.contoh", ""],
    ["Tuan", "Dollah Contoh", "", "Majlis Daerah Rekaan", "Malaysia", "dollah.contoh", "+60123456705"],
]  # fmt: skip
_FAULTY = [
    ["Puan", "Elok Contoh", "Penolong Pengarah", "Majlis Bandaran Rekaan", "Kemboja", "elok.contoh", "+85512345601"],
    ["Tuan", "Farid Contoh", "Jurutera", "Majlis Bandaran Rekaan", "Atlantis", "farid.contoh", "+60123456711"],
    ["Puan", "Gita Contoh", "45908", "Majlis Bandaran Rekaan", "Malaysia", "gita.contoh", "6.01235E+10"],
    ["Tuan", "=Hasan&Contoh", "Pegawai", "Majlis Bandaran Rekaan", "Malaysia", "hasan.contoh", "+60123456713"],
    ["Tuan", "Farid Contoh", "Jurutera", "Majlis Bandaran Rekaan", "Malaysia", "farid.contoh", "+60123456711"],
]  # fmt: skip
_PASSPORT = {"number": "X00000001", "issuing_country": "MY", "birth_date": "1980-01-01", "expires_on": "2030-12-31"}


def make_lists(staff: User, *, at: dt.datetime) -> None:
    """Both lists through the real jobs, and a pair that the sweep would find."""
    _checked("senarai-majlis.csv", [*_SENT, *_twice()], staff, at=at)
    imported = PeopleFile.objects.get()
    run(ask_for_import(imported, mode=PeopleFile.Mode.ALL, actor=staff, at=at).pk)
    _checked("senarai-kedua.csv", _FAULTY, staff, at=at)
    _same_passport(at=at)


def _checked(name: str, rows: list[list[str]], staff: User, *, at: dt.datetime) -> None:
    out = io.StringIO(newline="")
    sent = [[*row[:5], f"{row[5]}@{DOMAIN}", row[6]] for row in rows]
    csv.writer(out, delimiter=";").writerows([_HEADINGS, *sent])
    file = receive(data=out.getvalue().encode("utf-8-sig"), name=name, actor=staff, at=at)
    file.category = Category.objects.get(slug="delegate")
    file.save(update_fields=["category"])
    run(ask_for_check(file, actor=staff, at=at).pk)


def _first_submitted() -> Registration | None:
    """Somebody who registered alone, and whom a ministry sends once more in its list."""
    waiting = Registration.objects.filter(state__in=[State.SUBMITTED, State.ENDORSED], people_file__isnull=True)
    return waiting.select_related("country").order_by("pk").first()


def _twice() -> list[list[str]]:
    row = _first_submitted()
    if row is None or row.country is None:
        return []
    name = f"{row.given_name} {row.family_name}".strip().upper()
    return [["", name, row.position, row.organisation, row.country.code, "twice.contoh", "+60123456706"]]


def _same_passport(*, at: dt.datetime) -> None:
    first = _first_submitted()
    second = Registration.objects.filter(user__email=f"twice.contoh@{DOMAIN}").first()
    if first is None or second is None:
        return
    for row in (first, second):
        facts = _PASSPORT | {"passport_name": second.given_name}
        keep(row, purpose=Purpose.PASSPORT, facts=facts, actor=None, at=at)
    find_duplicates(at=at)
