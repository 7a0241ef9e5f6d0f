"""The badge on paper and in the preview: what it says, that it fits, that it scans."""

import dataclasses
import itertools
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from ascn8.typeset.faces import EM
from ascn8.typeset.shaping import clean
from delegates.badges import layout
from delegates.badges.card import INK, WHITE, BadgeCard, contrast
from delegates.badges.draw import draw_badge, draw_badges
from delegates.badges.layout import MM, Area, Words
from delegates.badges.preview import badge_preview_svg
from tests.typeset.names import EVERY_NAME, MALICIOUS, SPELT

TOKEN = "AS8Q7M2X4KD9VRT3HWZ8PCN6JYB5F"
SVG = "{http://www.w3.org/2000/svg}"


def _photo(size: tuple[int, int] = (413, 531)) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, "JPEG", quality=82)
    return file.getvalue()


CARD = BadgeCard(
    name="Sok Chanthou Demo",
    name_second="សុខ ចាន់ធូ សាកល្បង",
    organisation="Ministry of Examples",
    country="Cambodia",
    category_word="Chief Smart City Officer",
    category_colour="#00736B",
    category_text_colour="#FFFFFF",
    role_ribbon="Speaker",
    token=TOKEN,
    meeting_name="8th Annual Meeting of the ASEAN Smart Cities Network",
    meeting_dates="Kuala Lumpur, 8–12 September 2025",
    photo=_photo(),
)


def _text(data: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(data)
    text = clean(document[page].get_textpage().get_text_range())
    document.close()
    return text


def _scanned(data: bytes, page: int = 0, dots_per_inch: int = 150) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    image = document[page].render(scale=dots_per_inch / 72).to_pil().convert("L")
    document.close()
    return [barcode.text for barcode in zxingcpp.read_barcodes(image)]


def _extent(words: Words) -> Area:
    """The ink of a line, from the start of its first glyph to the end of its last."""
    scale = words.size / EM / MM
    line = words.line
    return Area(words.x, words.y - line.top * scale, line.width * scale, (line.top - line.bottom) * scale)


def _within(inner: Area, outer: Area) -> bool:
    slack = 0.02
    return (
        inner.left >= outer.left - slack
        and inner.top >= outer.top - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


# --- What it says ------------------------------------------------------------------------------------------------


def test_a_badge_is_one_a6_page_with_title_and_language() -> None:
    reader = PdfReader(BytesIO(draw_badge(dataclasses.replace(CARD, language="ms"))))
    assert len(reader.pages) == 1
    assert [round(float(side) / MM, 1) for side in reader.pages[0].mediabox[2:]] == [105, 148]
    assert reader.metadata is not None
    assert reader.metadata.title == "Sok Chanthou Demo"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "ms"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_everything_on_the_card_can_be_read() -> None:
    text = _text(draw_badge(CARD))
    for part in (CARD.name, CARD.name_second, CARD.organisation, CARD.country):
        assert part in text
    for part in (CARD.category_word, CARD.role_ribbon, CARD.meeting_name, CARD.meeting_dates):
        assert part in text


@pytest.mark.parametrize(("script", "name"), SPELT)
def test_names_in_every_script_can_be_copied_out(script: str, name: str) -> None:
    text = _text(draw_badge(dataclasses.replace(CARD, name=name, name_second="")))
    assert "".join(name.split()) in "".join(text.split())


@pytest.mark.parametrize("dots_per_inch", [100, 150, 300])
def test_the_code_scans(dots_per_inch: int) -> None:
    assert _scanned(draw_badge(CARD), dots_per_inch=dots_per_inch) == [TOKEN]


def test_the_photo_goes_in_as_it_is() -> None:
    data = draw_badge(CARD)
    assert CARD.photo is not None
    assert CARD.photo in data


def test_a_damaged_photo_leaves_the_place_empty_and_spoils_nothing() -> None:
    without = dataclasses.replace(CARD, photo=None)
    assert draw_badge(dataclasses.replace(CARD, photo=b"no photo")) == draw_badge(without)


def test_the_same_card_gives_the_same_bytes() -> None:
    assert draw_badge(CARD) == draw_badge(dataclasses.replace(CARD))
    assert draw_badge(CARD) != draw_badge(dataclasses.replace(CARD, name="Somebody Else"))


# --- Many at once ------------------------------------------------------------------------------------------------


def test_many_badges_are_pages_in_order_and_share_their_ground() -> None:
    cards = [
        dataclasses.replace(CARD, name=f"Contoh {number}", token=f"AS8{number:026d}", category_word=word)
        for number, word in enumerate(["Delegate", "Media", "Delegate", "Media", "Observer"])
    ]
    data = draw_badges(cards)
    for number, card in enumerate(cards):
        assert card.name in _text(data, number)
        assert _scanned(data, number) == [card.token]
    forms = {
        item.idnum
        for page in PdfReader(BytesIO(data)).pages
        for item in page["/Resources"]["/XObject"].values()
        if item.get_object()["/Subtype"] == "/Form"
    }
    assert len(forms) == 3


def test_threads_draw_the_same_badges() -> None:
    cards = [dataclasses.replace(CARD, name=name) for name in EVERY_NAME]
    alone = [draw_badge(card) for card in cards]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(draw_badge, cards * 4)) == alone * 4


def test_no_cards_are_refused() -> None:
    with pytest.raises(ValueError, match="no badge"):
        draw_badges([])


# --- It fits -----------------------------------------------------------------------------------------------------

SHORT_AND_LONG = [
    CARD,
    dataclasses.replace(CARD, name="Suharto", name_second="", organisation="", role_ribbon=""),
    dataclasses.replace(CARD, name="Suharto", name_second="", organisation="", country="", photo=None),
    dataclasses.replace(
        CARD,
        name="Tan Sri Dato' Seri Dr. Muhammad Hazim bin Abdul Rahman al-Haj",
        name_second="تن سري داتوء سري محمد حازم بن عبدالرحمن الحاج",
        organisation="Ministry of Housing and Local Government, Federal Department of Town and Country Planning " * 2,
        country="Brunei Darussalam and its neighbours, the longest country of all",
        category_word="Alternate National Representative of the Shepherd",
        role_ribbon="Chair of the Meeting and of the Drafting Group, Focal Point for Everything Else",
        meeting_name="Mesyuarat Tahunan Ke-8 Rangkaian Bandar Pintar ASEAN yang Sangat Panjang Namanya",
    ),
    *(dataclasses.replace(CARD, name=name, name_second=name[::-1]) for name in [*EVERY_NAME, *MALICIOUS]),
]


@pytest.mark.parametrize("card", SHORT_AND_LONG)
def test_no_words_leave_their_area(card: BadgeCard) -> None:
    areas = (layout.NAMES, layout.SIDE)
    for words in layout.person_words(card):
        assert any(_within(_extent(words), area) for area in areas), words.line.text
    areas = (layout.MEETING, layout.DATES, layout.RIBBON, layout.BAND)
    for words in layout.ground_words(card):
        assert any(_within(_extent(words), area) for area in areas), words.line.text


@pytest.mark.parametrize("card", SHORT_AND_LONG[:4])
def test_lines_do_not_run_into_each_other(card: BadgeCard) -> None:
    extents = [_extent(words) for words in layout.person_words(card)]
    for above, below in itertools.pairwise(extents):
        assert below.top >= above.bottom - 0.02 or below.left > above.right or below.top < above.top


def test_areas_keep_to_the_grid_and_out_of_each_other() -> None:
    stack = [layout.HEADER, layout.HEADER_RULE, layout.NAMES, layout.PHOTO, layout.RIBBON, layout.BAND]
    for above, below in itertools.pairwise(stack):
        assert below.top >= above.bottom - 1e-6
    for area in (layout.MEETING, layout.DATES, layout.NAMES, layout.PHOTO, layout.SIDE, layout.QR, layout.BAND_WORD):
        assert _within(area, layout.SAFE) or area is layout.BAND_WORD
        assert area.left >= layout.MARGIN
        assert area.right <= layout.PAGE.width - layout.MARGIN
    assert layout.QR.width == layout.QR.height == 25
    # The quiet zone of a QR code is four modules of a millimetre.
    assert layout.QR.left - layout.PHOTO.right >= 4
    assert layout.RIBBON.top - layout.QR.bottom >= 3.5


def test_a_second_name_that_repeats_the_first_is_not_printed() -> None:
    card = dataclasses.replace(CARD, name="សុខ", name_second=" សុខ ", organisation="", country="")
    assert [words.line.text for words in layout.person_words(card)] == ["សុខ"]


def test_a_photo_covers_its_area_whatever_its_shape() -> None:
    for width, height in [(413, 531), (300, 400), (600, 400), (100, 900)]:
        covered = layout.cover(layout.PHOTO, width, height)
        assert _within(layout.PHOTO, covered)
        assert covered.width / covered.height == pytest.approx(width / height)


# --- Harm --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MALICIOUS)
def test_hostile_names_do_no_harm(name: str) -> None:
    card = dataclasses.replace(CARD, name=name, organisation=name, country=name, role_ribbon=name, meeting_name=name)
    data = draw_badge(card)
    reader = PdfReader(BytesIO(data))
    assert len(reader.pages) == 1
    assert set(reader.trailer["/Root"]) <= {"/Type", "/Pages", "/Lang", "/ViewerPreferences", "/PageMode"}
    assert _scanned(data) == [TOKEN]
    ElementTree.fromstring(badge_preview_svg(card))


# --- The card ----------------------------------------------------------------------------------------------------


def test_the_fingerprint_is_stable() -> None:
    card = dataclasses.replace(CARD, photo=b"photo")
    assert card.fingerprint() == dataclasses.replace(card).fingerprint()
    assert card.fingerprint() == "343228c4b12a505fe3d778f861de0466446b6506c11d9e66d5b378c12dde16af"


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(BadgeCard)])
def test_the_fingerprint_feels_every_field(field: str) -> None:
    changed = {"photo": b"other", "category_colour": "#000000", "category_text_colour": "#000000"}
    other = dataclasses.replace(CARD, **{field: changed.get(field, "OTHER")})
    assert other.fingerprint() != CARD.fingerprint()


def test_fields_cannot_trade_places_in_the_fingerprint() -> None:
    one = dataclasses.replace(CARD, organisation="ab", country="c")
    other = dataclasses.replace(CARD, organisation="a", country="bc")
    assert one.fingerprint() != other.fingerprint()


@pytest.mark.parametrize(
    ("text", "band", "shown"),
    [
        ("#FFFFFF", "#00736B", "#FFFFFF"),
        ("#FFFFFF", "#C98A00", INK),
        ("#0B1B3B", "#0A2450", WHITE),
        ("#F0BB45", "#0A2450", "#F0BB45"),
        ("#808080", "#808080", INK),
    ],
)
def test_the_word_on_the_band_is_readable(text: str, band: str, shown: str) -> None:
    card = dataclasses.replace(CARD, category_colour=band, category_text_colour=text)
    assert card.band_text_colour() == shown


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("kind", [*layout.COLOUR_PAIRS])
def test_every_text_on_the_badge_has_contrast(kind: tuple[str, str]) -> None:
    assert contrast(*kind) >= 4.5


# --- The preview -------------------------------------------------------------------------------------------------


def test_the_preview_shows_the_same_words_at_the_same_places() -> None:
    root = ElementTree.fromstring(badge_preview_svg(CARD))
    groups = [group.get("transform") for group in root.iter(f"{SVG}g")]
    words = [*layout.ground_words(CARD), *layout.person_words(CARD)]
    assert len(groups) == len(words)
    for group, word in zip(groups, words, strict=True):
        assert group is not None
        assert group.startswith(f"translate({word.x:.5g} {word.y:.5g})")
    assert root.get("viewBox") == "0 0 105 148"
    for part in (CARD.name, CARD.name_second, CARD.organisation, CARD.country, CARD.category_word):
        assert part in (root.get("aria-label") or "")


def test_the_preview_has_no_style_script_or_id() -> None:
    drawing = badge_preview_svg(CARD, photo_href='/me/photo"onload="x')
    for element in ElementTree.fromstring(drawing).iter():
        assert not {"style", "class", "id", "onload"} & set(element.keys())
        assert element.tag.removeprefix(SVG) in {"svg", "g", "path", "rect", "image"}


def test_the_preview_does_not_give_the_token_away() -> None:
    other = dataclasses.replace(CARD, token="AS8" + "0" * 26)
    assert badge_preview_svg(CARD) == badge_preview_svg(other)
