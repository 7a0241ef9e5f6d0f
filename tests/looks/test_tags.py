"""The template tags of the house."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from ascn8.templatetags.components import KIND_ICONS, device, initials, unbroken
from sessions.models import Session


def drawn(source: str, path: str = "/", language: str = "en", **context: object) -> str:
    with override(language):
        return Template(source).render(Context({"request": RequestFactory().get(path), **context})).strip()


def test_page_takes_the_prefix_of_the_language():
    assert drawn('{% page "/agenda/" %}') == "/agenda/"
    assert drawn('{% page "/agenda/" %}', language="ms") == "/ms/agenda/"


@pytest.mark.parametrize(
    ("path", "language", "wanted"),
    [
        ("/agenda/?day=2025-09-09", "en", "/agenda/?day=2025-09-09 /ms/agenda/?day=2025-09-09"),
        ("/ms/agenda/?day=2025-09-09", "ms", "/agenda/?day=2025-09-09 /ms/agenda/?day=2025-09-09"),
        ("/ms/", "ms", "/ /ms/"),
        ("/msc/", "en", "/msc/ /ms/msc/"),
    ],
)
def test_language_links_keep_the_page(path, language, wanted):
    source = "{% language_links as links %}{% for link in links %}{{ link.url }} {% endfor %}"
    assert drawn(source, path, language) == wanted


def test_icon_is_decoration_unless_labelled():
    assert 'aria-hidden="true"' in drawn('{% icon "check" %}')
    labelled = drawn('{% icon "check" label=word %}', word="<done>")
    assert 'role="img"' in labelled
    assert "&lt;done&gt;" in labelled


def test_flag_of_an_unknown_country_is_nothing():
    assert drawn('{% flag "XX" %}') == ""
    assert "my" in drawn('{% flag "MY" %}')


def test_query_changes_one_thing_and_keeps_the_rest():
    assert drawn("{% query page=3 %}", "/x/?q=a&page=2") == "?q=a&amp;page=3"
    assert drawn('{% query page="" q="" %}', "/x/?q=a&page=2") == "/x/"


def test_here_marks_the_page_and_what_lies_below():
    assert drawn('{% here "/agenda/" %}', "/ms/agenda/") == 'aria-current="page"'
    assert drawn('{% here "/agenda/" %}', "/agenda/ABC/") == 'aria-current="true"'
    assert drawn('{% here "/agenda/" %}', "/speakers/") == ""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Nguyễn Thị Thảo", "NT"), ("Sukarno", "S"), ("สมชาย ใจดี", ""), ("", ""), ("(x) 4", "")],
)
def test_initials_only_where_letters_stand_alone(name, wanted):
    assert initials(name) == wanted


def test_every_session_kind_has_an_icon():
    assert set(KIND_ICONS) == set(Session.Kind.values)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Mozilla/5.0 (Linux; Android 15) Chrome/137.0 Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/137.0 Safari/537.36 Edg/137.0", "Edge · Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)  # fmt: skip
def test_a_device_is_named_as_people_name_it(sent, said):
    assert device(sent) == said


def test_words_with_a_hyphen_stay_whole_and_escaped():
    assert unbroken("Ke-8 <b>") == '<span class="unbroken">Ke-8</span> &lt;b&gt;'
