"""Questions for tests, made as staff make them."""

from typing import Any

from delegates.models import FormSection, Question
from delegates.questions.defining import define
from tests import factories as make


def section(slug: str = "more", **fields: Any) -> FormSection:
    made = {"title_en": "More about you", "title_ms": "Maklumat lanjut", **fields}
    return FormSection.objects.get_or_create(slug=slug, defaults=made)[0]


def question(slug: str, kind: str = "text", **fields: Any) -> Question:
    """A question after those that are there; `categories` are set where given."""
    categories = fields.pop("categories", ())
    page = fields.pop("section", None) or section()
    made: dict[str, Any] = {
        "section": page,
        "slug": slug,
        "kind": kind,
        "label_en": f"English {slug}",
        "label_ms": f"Melayu {slug}",
        "position": Question.objects.filter(section=page).count(),
    }
    row = define(Question(**{**made, **fields}), actor=make.make_staff(), at=make.local(1, 9))
    row.categories.set(categories)
    return row


BY = [
    {"value": "coach", "en": "By coach", "ms": "Dengan bas"},
    {"value": "car", "en": "By car", "ms": "Dengan kereta"},
]
