"""Travel documents of some people of the demonstration. Every number, date and place is invented."""

import datetime as dt
import io
import random

from PIL import Image, ImageDraw

from ascn8.lib.text import fold
from delegates.models import PassportKind, Purpose, Registration, Travel, User
from delegates.models.registration import State
from delegates.vault.checks import valid_until_at_least
from delegates.vault.keeping import keep
from delegates.vault.reading import Reason, read

# Sealing takes its time, and a page shows no more.
_PEOPLE = 60
_SCANS = 6
_PLACES = ["Demo City", "Sample Town", "Kampung Contoh", "Invented-on-Sea"]


def make_passports(users: dict[str, User], *, at: dt.datetime) -> None:
    """The delegate of the demonstration and some others, with their journeys; two of the passports were read."""
    chance = random.Random(9303)  # noqa: S311 - the same invented people every time
    done = [State.SUBMITTED, State.APPROVED, State.CLEARED]
    rows = Registration.objects.filter(state__in=done, principal=None).select_related("user", "category")
    own = rows.filter(user=users["delegate"])
    people = [*own, *rows.exclude(user=users["delegate"]).order_by("pk")[:_PEOPLE]]
    for number, row in enumerate(people):
        _journey(row, chance, at=at)
        scan = _specimen(row) if number < _SCANS else None
        item = keep(row, purpose=Purpose.PASSPORT, facts=_facts(row, chance), actor=row.user, at=at, scan=scan)
        if number == 0:
            keep(row, purpose=Purpose.MEDICAL, facts={"notes": "Invented: peanut allergy."}, actor=row.user, at=at)
            for days, name, why in ((3, "security", Reason.CLEARANCE), (1, "registration", Reason.LETTER)):
                then = at - dt.timedelta(days=days)
                read(item, actor=users[name], purpose_text=why, authenticated_at=then, at=then)


def _journey(row: Registration, chance: random.Random, *, at: dt.datetime) -> None:
    kinds = [PassportKind.ORDINARY, PassportKind.OFFICIAL, PassportKind.DIPLOMATIC]
    Travel.objects.get_or_create(
        registration=row,
        defaults={
            "nationality_id": row.country_id,
            "passport_kind": chance.choices(kinds, [6, 3, 1])[0],
            "lives_in_host_country": row.country_id == "MY",
            "needs_visa_letter": row.country_id != "MY" and chance.random() < 0.3,
            "needs_invitation": row.country_id != "MY" and chance.random() < 0.3,
            "changed_at": at,
        },
    )


def _facts(row: Registration, chance: random.Random) -> dict[str, str]:
    """A document as the form would keep it."""
    expires = valid_until_at_least() + dt.timedelta(days=chance.randint(30, 2500))
    born = dt.date(1958, 1, 1) + dt.timedelta(days=chance.randint(0, 14000))
    return {
        "passport_name": fold(f"{row.family_name} {row.given_name}").upper().strip(),
        "number": f"X{chance.randint(10_000_000, 99_999_999)}",
        "issuing_country": str(row.country_id),
        "expires_on": expires.isoformat(),
        "birth_date": born.isoformat(),
        "birth_place": chance.choice(_PLACES),
    }


def _specimen(row: Registration) -> bytes:
    """A page that nobody takes for a passport."""
    page = Image.new("RGB", (1000, 700), "#F4F7FB")
    draw = ImageDraw.Draw(page)
    draw.rectangle((30, 30, 970, 670), outline="#0B4F9E", width=6)
    draw.text((60, 60), f"SPECIMEN - DEMONSTRATION ONLY\n{row.code}", fill="#0B1B3B", font_size=40)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()
