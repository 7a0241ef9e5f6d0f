"""The queue in a folder: whoever looks while somebody writes takes whole messages, each once."""

import threading
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from ascn8 import folder_queue

MESSAGES = 400


def losses(folder, transport: str) -> list[object]:
    """What went wrong while one put and two took: exceptions of the takers, and messages that came twice or never."""
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")}
    taken: list[int] = []
    wrong: list[object] = []
    done = threading.Event()

    def take() -> None:
        channel = Connection(transport=transport, transport_options=options).channel()
        while True:
            was_done = done.is_set()
            try:
                taken.append(channel._get("work")["n"])
            except Empty:
                if was_done:
                    return
            except Exception as error:
                wrong.append(error)

    takers = [threading.Thread(target=take) for _n in range(2)]
    for taker in takers:
        taker.start()
    writer = Connection(transport=transport, transport_options=options).channel()
    for number in range(MESSAGES):
        writer._put("work", {"n": number, "body": "x" * 20_000})
    done.set()
    for taker in takers:
        taker.join()
    return [*wrong, *(set(range(MESSAGES)) ^ set(taken)), *(["twice"] if len(taken) != len(set(taken)) else [])]


def test_no_half_written_message_is_taken(tmp_path):
    assert losses(tmp_path, "ascn8.folder_queue:Transport") == []


def test_without_the_other_name_half_written_messages_are_taken(tmp_path, monkeypatch):
    """The control: kombu's own writing, slowed as a loaded machine slows it, breaks the same promise."""
    dumps = filesystem.dumps
    monkeypatch.setattr(filesystem, "dumps", lambda payload: [dumps(payload), threading.Event().wait(0.001)][0])

    assert losses(tmp_path, "kombu.transport.filesystem:Transport")


def test_the_demonstration_uses_it():
    folder_queue.use()

    assert isinstance(Connection("filesystem://localhost").transport, folder_queue.Transport)


@pytest.fixture(autouse=True)
def _folders(tmp_path):
    (tmp_path / "control").mkdir()
