"""What people agree to: versions of texts, answers that are only ever added, the latest of which counts."""

import datetime as dt
from collections.abc import Mapping

from delegates.models import Consent, ConsentText, Registration

# Asked beside the fields it is about, not with the others.
SENSITIVE = "sensitive"


def current_texts(*, at: dt.datetime) -> list[ConsentText]:
    """The version of each text that is in use at the moment `at`, in the order in which they are shown."""
    latest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(published_at__lte=at).order_by("version"):
        latest[text.purpose] = text
    return sorted(latest.values(), key=lambda text: (text.position, text.purpose))


def answers_of(registration: Registration) -> dict[int, bool]:
    """{primary key of a text: the latest answer to exactly that version}."""
    rows = Consent.objects.filter(registration=registration).order_by("at", "pk")
    return {row.text_id: row.given for row in rows}


def has_agreed(registration: Registration, purpose: str) -> bool:
    """Whether the latest answer to the purpose, whatever its version, was yes."""
    rows = Consent.objects.filter(registration=registration, text__purpose=purpose)
    latest = rows.order_by("-at", "-pk").first()
    return bool(latest and latest.given)


def unanswered(registration: Registration, *, at: dt.datetime) -> list[ConsentText]:
    """The texts without which nobody can register and to whose current version there is no yes."""
    answers = answers_of(registration)
    return [text for text in current_texts(at=at) if text.is_required and not answers.get(text.pk)]


def add_answers(
    registration: Registration, *, answers: Mapping[ConsentText, bool], language: str, at: dt.datetime
) -> int:
    """Write down the answers that are new or differ from the last one to the same version. Returns how many.

    Call it under the lock of the registration.
    """
    before = answers_of(registration)
    rows = [
        Consent(registration=registration, text=text, given=given, language=language, at=at)
        for text, given in answers.items()
        if before.get(text.pk) is not given
    ]
    return len(Consent.objects.bulk_create(rows))
