"""What comes from elsewhere is listed with its hash, carries its licence, and is all there."""

import hashlib
import re
from pathlib import Path

from django.conf import settings

from ascn8.templatetags.components import FLAGS, KIND_ICONS

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def listed() -> dict[str, str]:
    """Path below static/ -> hash, as the list of vendored files has them."""
    lines = [line for line in (STATIC / "VENDORED.txt").read_text().split("\n") if line and not line.startswith("#")]
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def test_vendored_files_are_as_listed():
    now = {path: hashlib.sha256((STATIC / path).read_bytes()).hexdigest() for path in listed()}
    assert now == listed()


def test_nothing_is_vendored_unlisted():
    here = {str(path.relative_to(STATIC)) for folder in ("fonts", "img/flags") for path in (STATIC / folder).rglob("*")}
    assert here <= listed().keys()


def test_sprite_has_exactly_the_listed_icons():
    names = [line for line in (STATIC / "img/icons.txt").read_text().split("\n") if line and not line.startswith("#")]
    symbols = re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text())
    assert symbols == sorted(set(names))


def test_every_icon_that_a_template_names_is_in_the_sprite():
    symbols = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text()))
    wanted = set(KIND_ICONS.values())
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        wanted |= set(re.findall(r'{%\s*icon "([^"]+)"', text)) | set(re.findall(r'\bicon="([a-z0-9-]+)"', text))
    assert wanted - symbols == set()


def test_flags_of_the_tag_are_the_files():
    assert {path.stem.upper() for path in (STATIC / "img/flags").glob("*.svg")} == FLAGS


def test_vendored_drawings_hold_no_script():
    for path in [*(STATIC / "img").rglob("*.svg")]:
        text = path.read_text().lower()
        assert "<script" not in text, path
        assert not re.search(r'\son\w+="', text), path
        assert "http" not in text.replace("http://www.w3.org/", ""), path
