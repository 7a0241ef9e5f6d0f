"""The questions of the demonstration: two in the form, one opened by the other, and a page after the approval."""

import datetime as dt
import random

from delegates.models import Answer, Category, FormSection, Question, Registration, User
from delegates.questions.defining import define

_PLANS = [
    {"value": "talks", "en": "Expert talks", "ms": "Ceramah pakar"},
    {"value": "exhibition", "en": "The exhibition", "ms": "Pameran"},
    {"value": "visits", "en": "The visits to Putrajaya", "ms": "Lawatan ke Putrajaya"},
]
_SHIRTS = [{"value": size.lower(), "en": size, "ms": size} for size in ("S", "M", "L", "XL")]


def make_questions(actor: User, *, at: dt.datetime) -> FormSection:
    """Sections and questions, and answers of most people who submitted. Returns the page of the follow-up task."""
    form = FormSection.objects.create(
        slug="interests", title_en="What interests you", title_ms="Minat anda", position=1,
        intro_en="It helps us to choose rooms of the right size.",
        intro_ms="Maklumat ini membantu kami memilih bilik yang sesuai saiznya.",
    )  # fmt: skip
    page = FormSection.objects.create(
        slug="visit-data", phase=FormSection.Phase.FOLLOW_UP, position=2,
        title_en="Data for the visits", title_ms="Maklumat untuk lawatan",
        intro_en="The Putrajaya Command Centre asks for this of everybody who enters.",
        intro_ms="Pusat Kawalan Putrajaya meminta maklumat ini daripada semua yang masuk.",
    )  # fmt: skip
    plans = _question(form, actor, at, slug="plans", kind="choices", label_en="What do you plan to see?",
                      label_ms="Apakah yang anda ingin lihat?", choices=_PLANS)  # fmt: skip
    _question(form, actor, at, slug="shirt", kind="choice", label_en="Size of the visitor's vest",
              label_ms="Saiz ves pelawat", help_en="The Wetlands lend vests to their visitors.",
              help_ms="Taman Wetland meminjamkan ves kepada pelawat.", choices=_SHIRTS,
              shown_when=plans, shown_values=["visits"])  # fmt: skip
    camera = _question(page, actor, at, slug="camera", kind="yes_no", is_required=True,
                       label_en="Do you bring a camera?", label_ms="Adakah anda membawa kamera?")  # fmt: skip
    _question(page, actor, at, slug="camera-model", kind="text", is_required=True, label_en="Make and model",
              label_ms="Jenama dan model", shown_when=camera, shown_values=["yes"])  # fmt: skip
    _answers(plans, Question.objects.get(slug="shirt"), at=at)
    media = _question(form, actor, at, slug="outlet", kind="text", label_en="Outlet that you report for",
                      label_ms="Agensi berita yang anda wakili")  # fmt: skip
    media.categories.set(Category.objects.filter(slug="media"))
    return page


def _question(section: FormSection, actor: User, at: dt.datetime, **fields: object) -> Question:
    position = section.questions.count() + 1
    return define(Question(section=section, position=position, **fields), actor=actor, at=at)


def _answers(plans: Question, shirt: Question, *, at: dt.datetime) -> None:
    chance = random.Random(12)  # noqa: S311 - the same invented answers every time
    rows = []
    for row in Registration.objects.filter(submitted_at__isnull=False).order_by("pk").iterator():
        chosen = [plan["value"] for plan in _PLANS if chance.random() < 0.6]
        when = row.submitted_at or at
        if chosen:
            rows.append(Answer(registration=row, question=plans, version=plans.version, value=chosen, at=when))
        if "visits" in chosen:
            size = chance.choice(_SHIRTS)["value"]
            rows.append(Answer(registration=row, question=shirt, version=shirt.version, value=size, at=when))
    Answer.objects.bulk_create(rows, batch_size=2000)
