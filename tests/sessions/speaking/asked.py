"""What the tests about speakers share."""

import re

from ascn8.outbox.models import Message
from sessions.models import Speaker
from tests import factories as make

AT = make.local(1, 9)


def asked(**fields: object) -> Speaker:
    """A speaker with an address, in one session."""
    return make.make_speaker(**{"session": make.make_session(), "email": "aminah@example.org", **fields})


def link_of(mail: Message) -> str:
    """The secret address in a letter."""
    return re.search(r"https?://[^/]+(/speaking/[\w-]+/)", mail.text)[1]


def last_mail() -> Message:
    """The letter that was written last."""
    return Message.objects.filter(kind="speaker_invitation").latest("pk")
