"""The folders that the embedded mode works in."""

from pathlib import Path

from django.conf import settings


def make_folders() -> None:
    """The folders of the queue, the mails and the private files; what is there already stays."""
    root = Path(settings.VAR_DIR)
    for name in ("queue/messages", "queue/control", "mail", "private"):
        (root / name).mkdir(parents=True, exist_ok=True)
