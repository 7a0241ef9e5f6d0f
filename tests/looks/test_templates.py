"""What every template keeps to, so that the Content-Security-Policy can be strict and the looks stay one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts)
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


def ids(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_template_carries_no_inline_style_or_handler(path):
    text = path.read_text()
    assert not re.search(r"""\sstyle\s*=\s*["']""", text)
    assert not re.search(r"""<[^>]*\son[a-z]+\s*=\s*["']""", text)
    assert "<style" not in text


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_template_carries_no_inline_script(path):
    for attributes in re.findall(r"<script\b([^>]*)>", path.read_text()):
        assert "src=" in attributes or re.search(r"application/(ld\+)?json", attributes)


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_template_loads_nothing_from_elsewhere(path):
    assert not re.search(r"""(?:src|<link[^>]*href)\s*=\s*["'](?:https?:)?//""", path.read_text())


@pytest.mark.parametrize("path", COMPONENTS, ids=ids)
def test_component_says_first_what_it_takes(path):
    first = path.read_text().split("\n", 1)[0]
    assert first.startswith(("{% comment %}", "{#"))
    assert "nput" in first or "from the context" in first
