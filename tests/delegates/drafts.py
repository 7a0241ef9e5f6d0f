"""Registrations on their way: made by the same activities as in life."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from delegates.consents import current_texts
from delegates.models import ConsentText, Registration, User
from delegates.registration import attach_photo, begin, save_step, submit
from delegates.steps import Step
from tests.factories import make_category, make_consent_text, make_country, make_user

AUGUST = dt.datetime(2025, 8, 20, 9, 0, tzinfo=dt.UTC)


def picture(
    width: int = 700, height: int = 900, *, kind: str = "JPEG", name: str = "me.jpg", **more: Any
) -> SimpleUploadedFile:
    """An upload with a red field in the upper left quarter, so that a crop can be recognised."""
    image = Image.new("RGB", (width, height), (230, 230, 230))
    image.paste((200, 20, 20), (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    image.save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue())


def make_texts() -> dict[str, ConsentText]:
    """The texts of an installation, by purpose."""
    if not ConsentText.objects.exists():
        june = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
        make_consent_text("privacy", position=1, published_at=june)
        make_consent_text("sensitive", is_required=False, position=2, published_at=june)
        make_consent_text("list", is_required=False, position=3, published_at=june)
    return {text.purpose: text for text in current_texts(at=AUGUST)}


def make_draft(user: User | None = None, *, at: dt.datetime = AUGUST, **fields: Any) -> Registration:
    """A draft with every step done, ready to be submitted."""
    texts = make_texts()
    row = begin(user or make_user(), at=at)
    you = {"given_name": "Sophea", "family_name": "Chan", "native_name": "ចាន់ សុភា", "badge_name": "Chan Sophea"}
    work = {
        "category": fields.pop("category", None) or make_category(),
        "country": fields.pop("country", None) or make_country("KH"),
        "organisation": "Majlis Bandaran Rekaan",
        "position": "City planner",
    }
    save_step(row, step=Step.YOU, data={**you, **fields}, at=at)
    save_step(row, step=Step.WORK, data={**work, **fields}, at=at)
    row = attach_photo(row, upload=picture(), box=None, at=at)
    save_step(row, step=Step.NEEDS, data={}, answers={texts["sensitive"]: False}, at=at)
    save_step(row, step=Step.CONTACT, data={"phone": "+85512345678"}, at=at)
    return save_step(row, step=Step.CONSENT, data={}, answers={texts["privacy"]: True, texts["list"]: False}, at=at)


def make_submitted(user: User | None = None, *, at: dt.datetime = AUGUST, **fields: Any) -> Registration:
    """A registration that waits for a decision."""
    row = make_draft(user, at=at, **fields)
    return submit(row, actor=row.user, at=at)
