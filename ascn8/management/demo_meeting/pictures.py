"""Drawn portraits and logos: obviously nobody's photograph, but pictures of the right size and weight."""

import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw

_GROUNDS = ["#DCE8F7", "#DDF1EE", "#F6EEDC", "#F3E1EA", "#E7E4F5", "#E3EFDC"]
_SKINS = ["#8D5A3B", "#A8714B", "#C68B5E", "#D9A47A", "#E8BE98"]
_CLOTHES = ["#0B4F9E", "#00695F", "#7A1F2B", "#5B3FA0", "#A3195B", "#3C6B1E", "#0B1B3B"]
_HAIR = ["#1B1512", "#2A1E17", "#3B2A20", "#5A5A5F"]


@lru_cache(maxsize=64)
def portrait(seed: int) -> bytes:
    """A JPEG of 826 x 1062 pixels (35:45) with a drawn figure; the same seed gives the same picture."""
    draw_with = random.Random(seed)  # noqa: S311 - pictures, not secrets
    big = Image.new("RGB", (826, 1062), draw_with.choice(_GROUNDS))
    draw = ImageDraw.Draw(big)
    skin, cloth, hair = (draw_with.choice(kind) for kind in (_SKINS, _CLOTHES, _HAIR))
    covered = draw_with.random() < 0.3
    draw.ellipse((103, 760, 723, 1500), fill=cloth)
    if covered:
        draw.ellipse((213, 210, 613, 860), fill=cloth)
    else:
        draw.ellipse((233, 200, 593, 620), fill=hair)
    draw.rectangle((353, 640, 473, 800), fill=skin)
    draw.ellipse((263, 270, 563, 700), fill=skin)
    for x in (345, 481):
        draw.ellipse((x - 14, 458, x + 14, 486), fill="#1B1512")
    draw.arc((353, 540, 473, 620), 20, 160, fill="#5B2A22", width=8)
    return _jpeg(big)


def logo(seed: int) -> bytes:
    """A square JPEG of 400 pixels: a woven sign, different for each seed."""
    draw_with = random.Random(seed)  # noqa: S311 - pictures, not secrets
    colour = draw_with.choice(_CLOTHES)
    picture = Image.new("RGB", (400, 400), "white")
    draw = ImageDraw.Draw(picture)
    shape = seed % 4
    for step in range(5):
        inset = 40 + step * 32
        box = (inset, inset, 400 - inset, 400 - inset)
        fill = colour if step % 2 == 0 else "white"
        if shape == 0:
            draw.ellipse(box, fill=fill)
        elif shape == 1:
            draw.rounded_rectangle(box, 40 - step * 6, fill=fill)
        elif shape == 2:
            draw.polygon([(200, inset), (400 - inset, 200), (200, 400 - inset), (inset, 200)], fill=fill)
        else:
            draw.pieslice(box, 30 + step * 60, 330 + step * 40, fill=fill)
    return _jpeg(picture)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
