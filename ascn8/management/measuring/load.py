"""A small HTTP client that asks one address as fast as it is answered, bounded in time and number."""

import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable
from multiprocessing.queues import Queue

# Each worker reads its templates once, before anything is measured.
_WARMING = 4


def requests_per_second(
    host: str, port: int, path: str, *, seconds: float = 2.0, clients: int = 8, etag: str = ""
) -> float:
    """Answers per second with `clients` open connections over two processes. Raises RuntimeError on any non-200.

    With an `etag` the only right answer is 304.
    """
    context = multiprocessing.get_context("fork")
    results: Queue[int | str] = context.Queue()
    processes = [
        context.Process(target=_ask, args=(host, port, path, etag, seconds, clients // 2, results)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    counts = [results.get(timeout=seconds + 30) for _ in processes]
    for process in processes:
        process.join(10)
    if failed := [count for count in counts if isinstance(count, str)]:
        raise RuntimeError(f"{path}: {failed[0]}")
    return sum(count for count in counts if isinstance(count, int)) / seconds


def answer_times(host: str, port: int, path: str, *, cookie: str, count: int) -> list[float]:
    """Milliseconds of `count` answers, one after another on one connection, sorted. Raises RuntimeError otherwise."""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n\r\n"
    times = []
    with socket.create_connection((host, port), 30) as one:
        for turn in range(count + _WARMING):
            began = time.perf_counter()
            one.sendall(head.encode())
            try:
                _read_answer(one)
            except ValueError as error:
                raise RuntimeError(f"{path}: {error}") from error
            if turn >= _WARMING:
                times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def _ask(host: str, port: int, path: str, etag: str, seconds: float, clients: int, results: "Queue[int | str]") -> None:
    """Send on all connections, read from all, again: no thread, so that the client costs little beside the server."""
    asks = f"If-None-Match: {etag}\r\n" if etag else ""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n{asks}\r\n".encode()
    wanted = b"304" if etag else b"200"
    sockets = [socket.create_connection((host, port), 10) for _ in range(clients)]
    done, end = 0, time.perf_counter() + seconds
    try:
        while time.perf_counter() < end:
            for one in sockets:
                one.sendall(request)
            for one in sockets:
                _read_answer(one, wanted)
                done += 1
    except (OSError, ValueError) as error:
        results.put(str(error))
    else:
        results.put(done)
    finally:
        for one in sockets:
            one.close()


def _read_answer(one: socket.socket, wanted: bytes = b"200") -> None:
    data = one.recv(65536)
    while b"\r\n\r\n" not in data:
        data += _more(one)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if not lines[0].startswith(b"http/1.1 " + wanted):
        raise ValueError(lines[0].decode("latin1"))
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    missing = length - len(body)
    while missing > 0:
        missing -= len(_more(one))


def _more(one: socket.socket) -> bytes:
    data = one.recv(262144)
    if not data:
        raise ValueError("the server closed the connection")
    return data


def median_of(measure: Callable[[], float], rounds: int) -> float:
    """The median of `rounds` runs of `measure`."""
    return statistics.median(measure() for _ in range(rounds))
