"""A new release is asked for by everybody at once: it is drawn once."""

import threading
import time

from django.http import HttpResponse
from django.test import RequestFactory

from ascn8.lib.pages import public_page


def test_a_page_that_many_ask_for_at_once_is_drawn_once():
    drawn = []

    @public_page(lambda request: 1)
    def view(request):
        drawn.append(threading.get_ident())
        time.sleep(0.2)
        return HttpResponse("page")

    answers = []
    ask = lambda: answers.append(view(RequestFactory().get("/drawn-once/")).content)  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 1
    assert answers == [b"page"] * 8


def test_an_error_keeps_nobody_waiting():
    @public_page(lambda request: 1)
    def view(request):
        raise ValueError

    for _n in range(2):
        try:
            view(RequestFactory().get("/drawn-never/"))
        except ValueError:
            continue
        raise AssertionError("the error was swallowed")
