"""Kombu's queue in a folder, for the demonstration, without its one hole: a reader never takes a half-written message.

Kombu opens the message under its final name and then writes; a worker that looks in between takes an empty file, and
ends. Here the file is written under another name and then renamed, which is one step for whoever looks.
"""

import os
import uuid
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as its parent names it
        """Put a message onto `queue`. Raises ChannelError where the folder cannot be written."""
        name = os.path.join(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid.uuid4()}")
        try:
            with open(f"{name}.unfinished", "wb") as file:
                file.write(dumps(payload).encode())
            os.replace(f"{name}.unfinished", f"{name}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"cannot write a message into {self.data_folder_out}") from error


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """Let addresses that begin with filesystem:// mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{Transport.__module__}:{Transport.__name__}"
