"""Promising: a row in the outbox, written in the transaction that decides. Nothing is sent here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from ascn8.lib.waking import wake
from ascn8.outbox.composing import compose
from ascn8.outbox.models import TRIED_FOR, Message
from ascn8.outbox.tasks import deliver


def enqueue(
    *,
    key: str,
    kind: str,
    template: str,
    context: Mapping[str, Any],
    user: Any = None,
    to: str = "",
    language: str = "",
    useful_until: dt.datetime | None = None,
    not_before: dt.datetime | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
    at: dt.datetime,
) -> Message | None:
    """Promise one mail, once for each `key`. Returns the message, or None where the key was promised before.

    Call it in the transaction that decides; if that is rolled back, nothing was promised. The mail is written now, in
    the language of `user` (or `language`), from `templates/emails/<template>/{subject.txt,body.txt,body.html}`; a
    worker sends it after the commit, not before `not_before`, never after `useful_until`. `attachments` are files of
    the private storage: {"file": name there, "name": name for the reader, "type": MIME type}; they must exist when it
    is sent.
    """
    if Message.objects.filter(key=key).exists():
        return None
    to = to or user.email
    language = _known(language or getattr(user, "language", "") or translation.get_language() or "")
    letter = compose(template, context, language=language, to=to)
    message = Message(
        key=key,
        kind=kind,
        recipient=user,
        to=to,
        language=language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        attachments=[dict(attachment) for attachment in attachments],
        created_at=at,
        not_before=not_before or at,
        useful_until=useful_until,
        give_up_at=(not_before or at) + TRIED_FOR,
    )
    return message if _promised(message) else None


def _known(language: str) -> str:
    code = language.split("-")[0]
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _promised(message: Message) -> bool:
    """Insert `message` unless its key is taken; the savepoint keeps the caller's transaction whole on PostgreSQL."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if Message.objects.filter(key=message.key).exists():
            return False
        raise
    if message.not_before <= message.created_at:
        wake(deliver, [message.pk])  # what must wait is found by the sweep
    return True
