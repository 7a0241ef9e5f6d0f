"""The parts that come with files: photograph, answers, what the vault seals, letters."""

from collections.abc import Iterator
from functools import partial

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegates.data_export.parts import photos_of
from delegates.data_export.registry import Entry, Fact, Holder, Part, StoredFile, fact, facts, tell
from delegates.models import Answer, Badge, Letter, QuestionVersion, VaultItem
from delegates.papers.opening import opened
from delegates.vault.keeping import facts_of, masked, scan_of

_LABELS = {
    "passport_name": gettext_lazy("name in the passport"),
    "number": gettext_lazy("number"),
    "issuing_country": gettext_lazy("issuing country"),
    "expires_on": gettext_lazy("expires on"),
    "birth_date": gettext_lazy("date of birth"),
    "birth_place": gettext_lazy("place of birth"),
    "notes": gettext_lazy("notes"),
}


def _photos(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row, _name in photos_of(holder.registrations):
        yield Entry(str(row), [fact("file", _("file"), f"photos/{row.code}.jpg")])


def _photo_files(holder: Holder) -> Iterator[StoredFile]:
    for row, name in photos_of(holder.registrations):
        yield StoredFile(f"photos/{row.code}.jpg", partial(_stored, name))


def _answers(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    rows = list(Answer.objects.filter(registration__in=holder.registrations).select_related("question"))
    asked = {
        (one.question_id, one.version): one.asked
        for one in QuestionVersion.objects.filter(question__in=[row.question_id for row in rows])
    }
    for row in rows:
        told = [fact("question", _("question"), row.question.slug, row.question.label)]
        if words := asked.get((row.question_id, row.version)):
            told.append(fact("asked", _("as it was asked"), words))
        yield Entry(row.question.label, [*told, *facts(row, "version", "value", "file", "at")])


def _answer_files(holder: Holder) -> Iterator[StoredFile]:
    for row in Answer.objects.filter(registration__in=holder.registrations).exclude(file="").select_related("question"):
        ending = str(row.file.name).rsplit(".", 1)[-1]
        yield StoredFile(f"answers/{row.question.slug}.{ending}", partial(_stored, str(row.file.name)))


def _vault(holder: Holder, is_open: bool) -> Iterator[Entry]:
    for item in _items(holder):
        known = facts_of(item) if item.sealed else {}
        shown = [_sealed(key, value, is_open) for key, value in known.items()]
        yield Entry(str(item.get_purpose_display()), [*shown, *facts(item, "occasion", "changed_at", "purged_at")])


def _sealed(key: str, value: object, is_open: bool) -> Fact:
    return fact(key, _LABELS.get(key, key), value if is_open else masked(str(value)))


def _items(holder: Holder) -> Iterator[VaultItem]:
    yield from VaultItem.objects.filter(registration__in=holder.registrations).select_related("registration")


def _vault_files(holder: Holder) -> Iterator[StoredFile]:
    for item in _items(holder):
        if item.file and default_storage.exists(item.file):
            yield StoredFile(f"vault/{item.registration.code}-{item.purpose}", partial(scan_of, item))


def _letters(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in Letter.objects.filter(registration__in=holder.registrations):
        yield Entry(row.number, facts(row, "code", "kind", "number", "name", "state", "ordered_at", "made_at"))


def _letter_files(holder: Holder) -> Iterator[StoredFile]:
    for row in Letter.objects.filter(registration__in=holder.registrations, state=Letter.State.MADE):
        if row.file and default_storage.exists(row.file):
            yield StoredFile(f"letters/{row.code}.pdf", partial(opened, row))
    for badge in Badge.objects.filter(registration__in=holder.registrations, voided_at__isnull=True).exclude(file=""):
        if default_storage.exists(str(badge.file.name)):
            yield StoredFile(f"badges/{badge.code}.pdf", partial(_stored, str(badge.file.name)))


def _stored(name: str) -> bytes:
    with default_storage.open(name, "rb") as file:
        return bytes(file.read())


def tell_all() -> None:
    """Name the parts, in the order of the page."""
    for part in _PARTS:
        tell(part)


_PARTS = [
    Part(
        "photographs",
        gettext_lazy("Your photograph"),
        gettext_lazy("As you uploaded it, without the data that cameras write into pictures."),
        ["delegates.Registration"],
        _photos,
        _photo_files,
    ),
    Part(
        "answers",
        gettext_lazy("Answers to our questions"),
        gettext_lazy("With the question as it was asked."),
        ["delegates.Answer"],
        _answers,
        _answer_files,
    ),
    Part(
        "vault",
        gettext_lazy("In the vault"),
        gettext_lazy("Travel document, identity data for visits and medical notes: sealed, and masked on this page."),
        ["delegates.VaultItem"],
        _vault,
        _vault_files,
    ),
    Part(
        "letters",
        gettext_lazy("Letters"),
        gettext_lazy("Invitations and letters of support for a visa."),
        ["delegates.Letter"],
        _letters,
        _letter_files,
    ),
]
