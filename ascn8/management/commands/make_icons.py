"""`manage.py make_icons <lucide-static>/icons`: draw the one sprite of icons from the list beside it."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def symbol(name: str, svg: str) -> str:
    """One Lucide file as a symbol; its strokes take the colour and width of the place it is used in."""
    body = _BODY.search(svg)
    if body is None:
        raise CommandError(f"{name}.svg is no SVG")
    shapes = re.sub(r"\s*\n\s*", "", body[1]).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


class Command(BaseCommand):
    help = "Draw static/img/icons.svg from the names in static/img/icons.txt and a folder of Lucide icons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder icons/ of the npm package lucide-static")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        images = Path(settings.BASE_DIR) / "static" / "img"
        names = [line for line in (images / "icons.txt").read_text().split("\n") if line and not line.startswith("#")]
        if missing := [name for name in names if not (folder / f"{name}.svg").exists()]:
            raise CommandError(f"not in {folder}: {', '.join(missing)}")
        symbols = [symbol(name, (folder / f"{name}.svg").read_text()) for name in sorted(set(names))]
        head = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC licence: LICENSE-lucide.txt -->'
        (images / "icons.svg").write_text(head + "\n" + "\n".join(symbols) + "\n</svg>\n")
        self.stdout.write(f"{len(symbols)} icons")
